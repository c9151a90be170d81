package io.tocsin.gateway.websocket.server;

import io.tocsin.gateway.identity.Identity;
import io.tocsin.gateway.websocket.alert.AlertDelivery;

/** What all connections of a server share. */
record ServerContext(
        WebSocketSettings settings,
        Identity identity,
        Admission admission,
        Requests requests,
        AlertDelivery delivery) {}
