package io.tocsin.gateway.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A client of the alerts channel that comes back after every loss of its connection and resumes after its last event.
 */
final class AlertStream implements WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<JsonNode> alerts = new ArrayList<>();
    private final List<JsonNode> resumes = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private WebSocket socket;

    /** Connects, or connects again, with the token of this user. */
    void connect(NodeProcess node, String token) {
        if (socket != null) {
            socket.abort();
        }
        synchronized (this) {
            text.setLength(0);
        }
        try {
            socket = HTTP.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(node.stream(), this)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException("no WebSocket: " + node.output(), e);
        }
        socket.sendText("{\"op\":\"subscribe\",\"channel\":\"alerts\",\"after\":\"" + lastEvent() + "\"}", true)
                .join();
    }

    synchronized List<JsonNode> alerts() {
        return List.copyOf(alerts);
    }

    synchronized List<JsonNode> resumes() {
        return List.copyOf(resumes);
    }

    /**
     * Before the first event, one that was before all: so nothing that fires while a subscription is made is missed.
     */
    private synchronized String lastEvent() {
        return alerts.isEmpty()
                ? "0-0"
                : alerts.get(alerts.size() - 1).path("event").asText();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        synchronized (this) {
            if (from == socket || socket == null) {
                text.append(data);
                if (last) {
                    onMessage(text.toString());
                    text.setLength(0);
                }
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        // A killed node breaks the connection; the test connects again.
    }

    private void onMessage(String message) {
        try {
            JsonNode json = Api.JSON.readTree(message);
            switch (json.path("type").asText()) {
                case "alert" -> alerts.add(json);
                case "resumed" -> resumes.add(json);
                case "error" -> throw new IllegalStateException(message);
                default -> {
                    // welcome, ok, heartbeat
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(message, e);
        }
    }

    void close() {
        socket.abort();
    }
}
