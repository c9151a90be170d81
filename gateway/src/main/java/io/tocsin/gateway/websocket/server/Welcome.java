package io.tocsin.gateway.websocket.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;

/** The first message to a client: what it may do, and how often it will hear something. */
final class Welcome {
    private Welcome() {}

    static byte[] of(WebSocketSettings settings) {
        ObjectNode message = Json.object()
                .put("type", "welcome")
                .put("node", settings.node())
                .put("heartbeatSeconds", settings.timing().heartbeat().toSeconds());
        message.putObject("limits")
                .put("authSeconds", settings.timing().authWithin().toSeconds())
                .put("messageBytes", settings.limits().maxMessageBytes())
                .put("bufferBytes", settings.limits().maxBufferBytes())
                .put("messagesPerSecond", settings.limits().messagesPerSecond())
                .put("messageBurst", settings.limits().messageBurst())
                .put("connectionsPerUser", settings.limits().maxConnectionsPerUser());
        return Json.encode(message);
    }
}
