/** The WebSocket edge: ticks fanned out to clients, alerts delivered from the outbox, commands taken. */
package io.tocsin.gateway.websocket;
