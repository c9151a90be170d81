package io.tocsin.gateway.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.gateway.cli.watch.WatchSession.Ending;
import io.tocsin.gateway.retry.Backoff;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Follows prices and the user's alerts, and connects again whenever the connection is lost, with pauses that grow from
 * half a second to half a minute. Alerts that rang in between are asked for, so that none is missed.
 */
public final class Watcher {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MISSED_HEARTBEATS = 3;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), new SplittableRandom());
    private final URI stream;
    private final TokenSource tokens;
    private final List<String> symbols;
    private final WatchPrinter printer;
    private volatile String lastEvent = "";
    private volatile long heartbeatNs = TimeUnit.SECONDS.toNanos(10);
    private volatile long pauseAtLeastMs;

    public Watcher(URI stream, TokenSource tokens, List<String> symbols, WatchPrinter printer) {
        this.stream = stream;
        this.tokens = tokens;
        this.symbols = List.copyOf(symbols);
        this.printer = printer;
    }

    /**
     * Watches until interrupted.
     *
     * @throws WatchException when the server does not want to see this client again.
     */
    public void run() throws InterruptedException, WatchException {
        while (true) {
            Ending ending = follow();
            if (ending.isForGood()) {
                throw new WatchException(stream + " closed for good: " + ending.code() + " " + ending.reason());
            }
            long pauseMs = Math.max(pauseAtLeastMs, backoff.nextMs());
            printer.note(ending.reason() + " (" + ending.code() + "), again in " + pauseMs + " ms");
            TimeUnit.MILLISECONDS.sleep(pauseMs);
        }
    }

    private Ending follow() throws InterruptedException, WatchException {
        try {
            WatchSession session = new WatchSession(requests(tokens.token()), this::onMessage);
            WebSocket socket = http.newWebSocketBuilder()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .buildAsync(stream, session)
                    .get();
            return awaitEnding(session, socket);
        } catch (IOException unreachable) {
            return new Ending(Ending.LOST, "cannot get a token: " + describe(unreachable));
        } catch (ExecutionException refused) {
            return new Ending(Ending.LOST, "cannot connect to " + stream + ": " + describe(refused.getCause()));
        }
    }

    private Ending awaitEnding(WatchSession session, WebSocket socket) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return session.ending().get(heartbeatNs, TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillOpen) {
                if (System.nanoTime() - session.lastHeardNs() > MISSED_HEARTBEATS * heartbeatNs) {
                    socket.abort();
                    return new Ending(Ending.LOST, "nothing heard for " + MISSED_HEARTBEATS + " heartbeats");
                }
            }
        }
    }

    private List<ObjectNode> requests(String token) {
        ObjectNode auth = request("auth").put("token", token);
        ObjectNode ticks = request("subscribe").put("channel", "ticks");
        symbols.forEach(ticks.putArray("symbols")::add);
        ObjectNode alerts = request("subscribe").put("channel", "alerts");
        if (!lastEvent.isEmpty()) {
            alerts.put("after", lastEvent);
        }
        return List.of(auth, alerts, ticks);
    }

    private void onMessage(JsonNode message) {
        switch (message.path("type").asText()) {
            case "welcome" -> {
                heartbeatNs = TimeUnit.SECONDS.toNanos(
                        message.path("heartbeatSeconds").asLong(10));
                pauseAtLeastMs = 0;
                backoff.reset();
                printer.note("connected to " + message.path("node").asText());
            }
            case "alert" -> lastEvent = message.path("event").asText();
            case "bye" -> pauseAtLeastMs = message.path("reconnectAfterMs").asLong();
            default -> {
                // nothing to remember
            }
        }
        printer.print(message);
    }

    private static String describe(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static ObjectNode request(String op) {
        return JsonNodeFactory.instance.objectNode().put("op", op);
    }
}
