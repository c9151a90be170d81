/** What a client asks for, and how it is refused. */
package io.tocsin.gateway.websocket.request;
