/** Connections: how they begin, whose they are, what they may do, and how they end. */
package io.tocsin.gateway.websocket.server;
