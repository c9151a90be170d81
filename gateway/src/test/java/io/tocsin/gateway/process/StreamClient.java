package io.tocsin.gateway.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A WebSocket client that asks and listens, message by message. */
final class StreamClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private WebSocket socket;

    /** Connects; with an {@code Authorization} header unless the token is null. */
    static StreamClient connect(NodeProcess node, String token) {
        StreamClient client = new StreamClient();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        client.socket = builder.buildAsync(node.stream(), client).join();
        return client;
    }

    StreamClient send(String message) {
        socket.sendText(message.replace('\'', '"'), true).join();
        return this;
    }

    /** The next message of this type; others before it are passed over, except errors. */
    JsonNode next(String type) throws InterruptedException {
        while (true) {
            JsonNode message = messages.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no " + type + " within 10 s");
            }
            String found = message.path("type").asText();
            if (found.equals(type)) {
                return message;
            }
            if (found.equals("error")) {
                throw new AssertionError("waiting for " + type + ": " + message);
            }
        }
    }

    /** The next message of each of these types, in this order, in whatever order they come. */
    List<JsonNode> nextEach(String... types) throws InterruptedException {
        Map<String, JsonNode> found = new HashMap<>();
        while (!found.keySet().containsAll(List.of(types))) {
            JsonNode message = messages.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("of " + List.of(types) + " only " + found.keySet() + " within 10 s");
            }
            found.putIfAbsent(message.path("type").asText(), message);
        }
        return Stream.of(types).map(found::get).toList();
    }

    /** The code with which the server closes. */
    int closeCode() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                messages.add(Api.JSON.readTree(text.toString()));
            } catch (JsonProcessingException e) {
                closed.completeExceptionally(e);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
