package io.tocsin.gateway.websocket;

import io.tocsin.gateway.identity.TokenVerifier;

/** What all connections of a server share. */
record ServerContext(
        WebSocketSettings settings,
        TokenVerifier tokens,
        Admission admission,
        Requests requests,
        AlertDelivery delivery) {}
