/**
 * The WebSocket edge, at {@code /v1/stream}.
 * <p>
 * {@code server} accepts connections and dispatches what their clients ask for to {@code tick} and {@code alert}, by
 * the vocabulary of {@code request}; what leaves goes through {@code out}.
 */
package io.tocsin.gateway.websocket;
