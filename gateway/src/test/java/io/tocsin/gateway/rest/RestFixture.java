package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.gateway.alerts.AlertStore;
import io.tocsin.gateway.alerts.Alerts;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.feed.EngineAccess;
import io.tocsin.gateway.feed.FeedHost;
import io.tocsin.gateway.identity.DevTokens;
import io.tocsin.gateway.metrics.MetricSources;
import io.tocsin.gateway.metrics.OutputCounters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A server with a whole engine behind it, and a client. */
final class RestFixture implements AutoCloseable {
    static final int BURST = 500;

    private final OutputCounters outputs = new OutputCounters();
    /** While set, the engine's ticks do not come out of it. */
    final AtomicBoolean held = new AtomicBoolean();

    final AtomicBoolean diskFull = new AtomicBoolean();
    /** Completed when what the engine has done may be shown. */
    final AtomicReference<CompletableFuture<Void>> settled =
            new AtomicReference<>(CompletableFuture.completedFuture(null));

    final EngineFixture engine = new EngineFixture(outputs, new TickHold());
    final FeedHost feeds =
            new FeedHost(new EngineAccess(engine.commands, engine.pipeline.commandSink(), engine.symbols, () -> true));
    final RestServer server;
    final String alice;
    final String bob;
    private final HttpClient client = HttpClient.newHttpClient();
    private final DevTokens tokens;
    private volatile boolean ready;

    /** A node that has not recovered yet; {@link #recover} makes it ready. */
    RestFixture(Path dataDir) throws IOException {
        tokens = DevTokens.open(dataDir, Clock.systemUTC());
        alice = token("alice", "alerts", "ticks:write", "admin");
        bob = token("bob", "alerts");
        server = serverAt(0);
        server.start();
    }

    /** A second server for the same address. */
    RestServer another() {
        return serverAt(server.address().getPort());
    }

    private RestServer serverAt(int port) {
        return new RestServer(
                new RestConfig(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1, 1, BURST),
                new RestServer.Collaborators(
                        engine.commands,
                        new Alerts(engine.commands, engine.symbols),
                        new AlertStore(engine.pipeline.alertReader(), engine.symbols),
                        engine.symbols,
                        engine.quotes,
                        feeds,
                        tokens,
                        Optional.of(tokens),
                        () -> ready,
                        diskFull::get,
                        settled::get,
                        new MetricSources(
                                outputs,
                                engine.replies.counters(),
                                engine.pipeline.alertReader()::alertCount,
                                engine.pipeline::lastSequence,
                                engine.pipeline::ingressCapacity,
                                engine.pipeline::egressCapacity,
                                () -> 1_000_000,
                                () -> 1_500_000_000,
                                engine.pipeline.ingressToEngine()::snapshot,
                                engine.pipeline.ingressToEgress()::snapshot,
                                engine.symbols::countsByState,
                                List::of,
                                List::of),
                        engine.executor));
    }

    RestFixture recover() {
        engine.start();
        outputs.start();
        ready = true;
        return this;
    }

    private final class TickHold implements OutputListener {
        @Override
        public void onTick(TickAcceptedDecoder tick) {
            if (held.get()) {
                await().until(() -> !held.get());
            }
        }
    }

    String token(String sub, String... scopes) {
        return tokens.issue(sub, "default", Set.of(scopes), Duration.ofHours(1)).token();
    }

    /** An exchange; a null token or body is left out. Headers go in pairs of name and value. */
    HttpResponse<String> send(String method, String path, String token, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(10))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, alice, null);
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("POST", path, alice, body, headers);
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + server.address().getPort() + path);
    }

    static JsonNode json(HttpResponse<String> response) throws ProblemException {
        return Json.decode(response.body().getBytes(UTF_8));
    }

    /** That the response is a problem of RFC 9457 with this status and code; returns its body. */
    static JsonNode assertProblem(HttpResponse<String> response, int status, String code) throws ProblemException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.get("type").textValue()).isEqualTo("urn:tocsin:problem:" + code);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("title").textValue()).isNotBlank();
        assertThat(problem.get("detail").textValue()).isNotBlank();
        return problem;
    }

    @Override
    public void close() {
        server.close();
        engine.close();
    }
}
