/** HTTP/1.1 to the letter: what a request must look like before REST or WebSocket take it. */
package io.tocsin.gateway.http;
