package io.tocsin.gateway.cli.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One connection: authenticates, subscribes, and hands over each message until the end. */
final class WatchSession implements WebSocket.Listener {
    /** How a connection ended. */
    record Ending(int code, String reason) {
        /** No close frame came. */
        static final int LOST = 1006;

        private static final int LAST_TO_RECONNECT = 4499;
        private static final int TOKEN_EXPIRED = 4502;

        boolean isForGood() {
            return code > LAST_TO_RECONNECT && code != TOKEN_EXPIRED;
        }
    }

    private final ObjectMapper json = new ObjectMapper();
    private final List<ObjectNode> requests;
    private final Consumer<JsonNode> messages;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private volatile long lastHeardNs = System.nanoTime();

    /** @param requests sent in this order once connected. */
    WatchSession(List<ObjectNode> requests, Consumer<JsonNode> messages) {
        this.requests = requests;
        this.messages = messages;
    }

    CompletableFuture<Ending> ending() {
        return ending;
    }

    /** When something last came, as {@link System#nanoTime} has it. */
    long lastHeardNs() {
        return lastHeardNs;
    }

    @Override
    public void onOpen(WebSocket socket) {
        CompletableFuture<WebSocket> sent = CompletableFuture.completedFuture(socket);
        for (ObjectNode request : requests) {
            sent = sent.thenCompose(open -> open.sendText(request.toString(), true));
        }
        socket.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        lastHeardNs = System.nanoTime();
        text.append(part);
        CompletionStage<?> done = null;
        if (last) {
            String whole = text.toString();
            text.setLength(0);
            done = onMessage(socket, whole);
        }
        socket.request(1);
        return done;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        ending.complete(new Ending(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        ending.complete(new Ending(Ending.LOST, String.valueOf(error.getMessage())));
    }

    /** Hands it over; a heartbeat is answered, so that the server hears something too. */
    private CompletionStage<?> onMessage(WebSocket socket, String message) {
        try {
            JsonNode decoded = json.readTree(message);
            messages.accept(decoded);
            return decoded.path("type").asText().equals("heartbeat")
                    ? socket.sendText("{\"op\":\"ping\"}", true)
                    : null;
        } catch (JsonProcessingException notOurs) {
            ending.complete(new Ending(Ending.LOST, "the other side does not speak JSON"));
            socket.abort();
            return null;
        }
    }
}
