package io.tocsin.gateway.websocket.request;

/** What a client can ask for; the constant's name in lower case is its {@code op}. */
public enum Op {
    AUTH,
    SUBSCRIBE,
    UNSUBSCRIBE,
    ACK,
    CREATE_ALERT,
    DELETE_ALERT,
    PING
}
