/** What leaves over a connection: frames, messages and close codes. */
package io.tocsin.gateway.websocket.out;
