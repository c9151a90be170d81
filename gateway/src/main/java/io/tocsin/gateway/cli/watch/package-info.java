/** A client of the WebSocket stream for a person at a terminal. */
package io.tocsin.gateway.cli.watch;
