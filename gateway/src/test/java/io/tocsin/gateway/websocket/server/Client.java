package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An independent WebSocket client that keeps what it is sent; messages can be taken one by one, each within seconds.
 */
final class Client implements WebSocket.Listener, AutoCloseable {
    private static final long PATIENCE_MS = 10_000;

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final Queue<JsonNode> kept = new ArrayDeque<>();
    private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    /** @param headers names and values in turn. */
    static Client connect(HttpClient http, URI uri, String... headers) {
        Client client = new Client();
        WebSocket.Builder builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        client.socket = builder.buildAsync(uri, client).join();
        return client;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(parse(partial.toString()));
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeCode.complete(statusCode);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        pongs.add(StandardCharsets.UTF_8.decode(message).toString());
        webSocket.request(1);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closeCode.completeExceptionally(error);
    }

    void send(String message) {
        socket.sendText(message.replace('\'', '"'), true).join();
    }

    void sendPart(String part, boolean last) {
        socket.sendText(part.replace('\'', '"'), last).join();
    }

    void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Sends a request and returns its answer, which must be the next message but for ticks and heartbeats. */
    JsonNode ask(String request) {
        send(request);
        while (true) {
            JsonNode message = next();
            String type = message.get("type").textValue();
            if (type.equals("ok") || type.equals("error")) {
                return message;
            }
        }
    }

    /** The same, but what comes before the answer can be taken afterwards. */
    JsonNode askKeeping(String request) {
        send(request);
        List<JsonNode> before = new ArrayList<>();
        JsonNode message = next();
        while (!message.get("type").textValue().equals("ok")) {
            before.add(message);
            message = next();
        }
        kept.addAll(before);
        return message;
    }

    /** Sends a ping and returns what the pong carries. */
    String ping(String payload) {
        socket.sendPing(StandardCharsets.UTF_8.encode(payload)).join();
        return take(pongs);
    }

    /** The next message. */
    JsonNode next() {
        return kept.isEmpty() ? take(messages) : kept.remove();
    }

    private <T> T take(BlockingQueue<T> queue) {
        try {
            T taken = queue.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
            return taken == null ? fail("nothing came; close code %s", closeCode) : taken;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next message, which must be of this type. */
    JsonNode next(String type) {
        JsonNode message = next();
        assertThat(message.get("type").textValue()).as("type of %s", message).isEqualTo(type);
        return message;
    }

    /** The next messages, which must be of this type. */
    List<JsonNode> next(String type, int count) {
        List<JsonNode> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(next(type));
        }
        return all;
    }

    /** Skips what comes before the first message of this type. */
    JsonNode first(String type) {
        JsonNode message = next();
        while (!message.get("type").textValue().equals(type)) {
            message = next();
        }
        return message;
    }

    /** How many messages wait to be taken. */
    int waiting() {
        return messages.size();
    }

    /** The code with which the server closes, within seconds. */
    int awaitClose() {
        return closeCode.orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS).join();
    }

    boolean isClosed() {
        return closeCode.isDone();
    }

    @Override
    public void close() {
        socket.abort();
    }

    static ObjectNode parse(String text) {
        try {
            return (ObjectNode) Json.decode(text.getBytes(StandardCharsets.UTF_8));
        } catch (ProblemException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
