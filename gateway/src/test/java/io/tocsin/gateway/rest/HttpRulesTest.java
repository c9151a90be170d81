package io.tocsin.gateway.rest;

import static io.tocsin.gateway.rest.RestFixture.assertProblem;
import static io.tocsin.gateway.rest.RestFixture.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.http.RawHttp;
import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HttpRulesTest {
    private static final int MIB = 1 << 20;
    private static final String ONE_TICK = "{\"ticks\":[{\"symbol\":\"BTCUSD\",\"price\":1}]}";

    @TempDir
    private Path dataDir;

    private RestFixture node;

    @BeforeEach
    void start() throws Exception {
        node = new RestFixture(dataDir).recover();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void shouldAskForAToken() throws Exception {
        HttpResponse<String> missing = node.send("GET", "/v1/alerts", null, null);
        assertProblem(missing, 401, "not-authenticated");
        assertThat(missing.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"tocsin\"");
        assertProblem(
                node.send("GET", "/v1/alerts", null, null, "Authorization", "Basic YTpi"), 401, "not-authenticated");
        HttpResponse<String> forged = node.send("GET", "/v1/alerts", node.alice + "x", null);
        assertProblem(forged, 401, "invalid-token");
        assertThat(forged.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer realm=\"tocsin\", error=\"invalid_token\", error_description=\"");
    }

    @Test
    void shouldAskForTheScope() throws Exception {
        String reader = node.token("carol");
        HttpResponse<String> forbidden = node.send("POST", "/v1/ticks", node.bob, "{\"ticks\":[]}");
        assertProblem(forbidden, 403, "forbidden");
        assertThat(forbidden.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("error=\"insufficient_scope\"", "scope=\"ticks:write\"");
        assertProblem(node.send("PUT", "/v1/symbols/BTCUSD", node.bob, "{}"), 403, "forbidden");
        assertProblem(node.send("GET", "/v1/alerts", reader, null), 403, "forbidden");
        assertThat(node.send("GET", "/v1/symbols", reader, null).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldKnowItsRoutesAndTheirMethods() throws Exception {
        for (String path : List.of("/", "/v1", "/v1/alerts/", "/v1/alerts/1/x", "/V1/alerts", "//v1/alerts", "/v2/x")) {
            assertProblem(node.get(path), 404, "not-found");
        }
        assertProblem(node.get("/v1/alerts%2F1"), 404, "not-found");
        HttpResponse<String> wrong = node.send("DELETE", "/v1/alerts", node.alice, null);
        assertProblem(wrong, 405, "method-not-allowed");
        assertThat(wrong.headers().firstValue("Allow")).hasValue("GET, HEAD, POST");
        assertThat(node.send("OPTIONS", "/v1/ticks", node.alice, null).headers().firstValue("Allow"))
                .hasValue("POST");
        HttpResponse<String> head = node.send("HEAD", "/v1/alerts", node.alice, null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(30);
    }

    @Test
    void shouldReadTargetsOfAnyForm() throws Exception {
        for (String target : List.of("/healthz", "/healthz?a=b&&=&c", "http://x/healthz", "/h%65althz")) {
            assertThat(raw("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        }
        for (String target : List.of("http://x", "/healthz;a=b", "/x/../healthz", "//healthz")) {
            assertThat(raw("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 404 ");
        }
        for (String target : List.of("/healthz/%zz", "/healthz?a=%", "/healthz?%2", "/%-1", "/%+1", "*")) {
            assertThat(raw("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void shouldTakeNothingButJsonInUtf8() throws Exception {
        for (String type : List.of(
                "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "json")) {
            assertProblem(node.post("/v1/alerts", "{}", "Content-Type", type), 415, "unsupported-media-type");
        }
        assertProblem(node.post("/v1/alerts", "{}", "Content-Encoding", "gzip"), 415, "unsupported-media-type");
        assertProblem(
                node.post("/v1/alerts", "{}", "Content-Type", "application/x-ndjson"), 415, "unsupported-media-type");
        assertProblem(
                node.post("/v1/alerts", "{}", "Content-Type", "Application/JSON; Charset=\"UTF-8\""), 422, "invalid");
    }

    @Test
    void shouldBoundTheBody() throws Exception {
        String body = "{\"message\":\"" + "a".repeat(MIB);
        for (int i = 0; i < 10; i++) {
            assertProblem(node.post("/v1/alerts", body), 413, "body-too-large");
        }
        assertProblem(node.post("/v1/alerts", body.repeat(15)), 413, "body-too-large");
        assertProblem(node.post("/v1/alerts", " ".repeat(MIB - 2) + "{}"), 422, "invalid");
        assertProblem(node.post("/v1/alerts", " ".repeat(MIB - 1) + "{}"), 413, "body-too-large");
        assertThat(node.get("/v1/alerts").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldBoundAChunkedBody() throws Exception {
        String chunk = "10000\r\n" + "a".repeat(1 << 16) + "\r\n";
        assertThat(raw("POST /v1/alerts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + node.alice
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(200) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("urn:tocsin:problem:body-too-large");
    }

    @Test
    void shouldRefuseAHugeBodyBeforeItComes() throws Exception {
        assertThat(raw("POST /v1/alerts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + node.alice
                        + "\r\nContent-Length: 2000000000\r\nExpect: 100-continue\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void shouldInviteABodyThatWaits() throws Exception {
        HttpRequest patient = HttpRequest.newBuilder(node.uri("/v1/dev/token"))
                .timeout(Duration.ofSeconds(10))
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofString("{\"sub\":\"eve\"}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(patient, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldSayThatTheEngineTakesNothing() throws Exception {
        node.engine.pipeline.close();
        HttpResponse<String> refused = node.post("/v1/ticks", ONE_TICK);
        assertProblem(refused, 503, "stopping");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void shouldEndWhatIsUnderWayBeforeItStops() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            node.held.set(true);
            Future<HttpResponse<String>> underWay = threads.submit(() -> node.post("/v1/ticks", ONE_TICK));
            await().until(() -> node.engine.replies.counters().applied() == 1);
            Future<?> close = threads.submit(() -> node.server.close());
            await().until(() -> node.send("GET", "/healthz", null, null).statusCode() == 503);
            assertProblem(node.get("/v1/symbols"), 503, "stopping");
            assertThat(close).isNotDone();

            node.held.set(false);
            assertThat(underWay.get().statusCode()).isEqualTo(202);
            close.get();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void shouldAnswerOnEveryRouteThatItStops() throws Exception {
        node.server.beginStop();
        for (String path : List.of("/readyz", "/healthz", "/metrics", "/openapi.yaml", "/v1/alerts", "/v1/symbols/X")) {
            HttpResponse<String> refused = node.get(path);
            assertProblem(refused, 503, "stopping");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        }
        assertProblem(node.post("/v1/ticks", ONE_TICK), 503, "stopping");
    }

    @Test
    void shouldNotWaitForABodyWhenItStops() throws Exception {
        try (RawHttp sized = half("Content-Length: 1000\r\n\r\n{");
                RawHttp chunked = half("Transfer-Encoding: chunked\r\n\r\n3\r\n{\"t");
                RawHttp refused = new RawHttp(node.server.address())
                        .send("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")) {
            assertThat(refused.read().status()).isEqualTo(404);
            assertThat(sized.hasAnswer(100)).isFalse();
            assertThat(chunked.hasAnswer(100)).isFalse();
            node.server.beginStop();
            for (RawHttp each : List.of(sized, chunked)) {
                RawHttp.Response answer = each.read();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.code()).isEqualTo("stopping");
                assertThat(answer.headers()).containsEntry("retry-after", "1");
                assertThat(answer.closes()).isTrue();
            }
            RawHttp late = half("Content-Length: 1000\r\n\r\n{");
            assertThat(late.read().code()).isEqualTo("stopping");
            long startNs = System.nanoTime();
            node.server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(2));
            late.close();
        }
    }

    private RawHttp half(String rest) throws IOException {
        return new RawHttp(node.server.address())
                .send("POST /v1/ticks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + node.alice + "\r\n" + rest);
    }

    @Test
    void shouldAnswerWhatCannotBeDoneInTimeWhenItStops() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try {
            node.held.set(true);
            Future<HttpResponse<String>> underWay = threads.submit(() -> node.post("/v1/ticks", ONE_TICK));
            await().until(() -> node.engine.replies.counters().applied() == 1);
            long startNs = System.nanoTime();
            node.server.close(Deadline.after(Duration.ofSeconds(1)));
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(3));
            assertProblem(underWay.get(), 503, "stopping");
        } finally {
            node.held.set(false);
            threads.shutdown();
        }
    }

    @Test
    void shouldBoundTheRateOfAUser() throws Exception {
        HttpResponse<String> last = null;
        for (int i = 0; i <= 2 * RestFixture.BURST && (last == null || last.statusCode() == 200); i++) {
            last = node.send("GET", "/v1/symbols", node.bob, null);
        }
        assertProblem(last, 429, "rate-limited");
        assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(node.get("/v1/symbols").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldIssueTokensToAnybody() throws Exception {
        JsonNode issued = json(
                node.send("POST", "/v1/dev/token", null, "{\"sub\":\"dave\",\"scopes\":[\"alerts\",\"ticks:write\"]}"));
        assertThat(issued.get("expiresAt").textValue()).endsWith("Z");
        String token = issued.get("token").textValue();
        assertThat(node.send("GET", "/v1/alerts", token, null).statusCode()).isEqualTo(200);
        assertThat(node.send("POST", "/v1/ticks", token, "{\"ticks\":[]}").statusCode())
                .isEqualTo(202);
        for (String body : List.of(
                "{}",
                "{\"sub\":\"\"}",
                "{\"sub\":7}",
                "{\"sub\":\"a\",\"scopes\":\"alerts\"}",
                "{\"sub\":\"a\",\"scopes\":[\"root\"]}",
                "{\"sub\":\"a\",\"scopes\":[1]}",
                "{\"sub\":\"a\",\"app\":\"a b\"}",
                "{\"sub\":\"a\",\"lifetime\":\"PT0S\"}",
                "{\"sub\":\"a\",\"exp\":1}")) {
            assertProblem(node.send("POST", "/v1/dev/token", null, body), 422, "invalid");
        }
    }

    @Test
    void shouldKeepTenantsApart() throws Exception {
        String alert = "{\"symbol\":\"BTCUSD\",\"condition\":{\"type\":\"above\",\"level\":1}}";
        String other = json(node.send("POST", "/v1/dev/token", null, "{\"sub\":\"alice\",\"app\":\"other\"}"))
                .get("token")
                .textValue();
        node.post("/v1/alerts", alert);
        assertProblem(node.send("GET", "/v1/alerts/1", other, null), 404, "not-found");
    }

    @Test
    void shouldWaitForRecovery() throws Exception {
        try (RestFixture recovering = new RestFixture(dataDir)) {
            HttpResponse<String> refused = recovering.get("/v1/alerts");
            assertProblem(refused, 503, "recovering");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertProblem(recovering.get("/readyz"), 503, "recovering");
            assertThat(recovering.get("/healthz").statusCode()).isEqualTo(200);
            recovering.recover();
            assertThat(recovering.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(recovering.get("/v1/alerts").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldTakeNothingButShowAllWhileTheDiskIsFull() throws Exception {
        String alert = "{\"symbol\":\"BTCUSD\",\"condition\":{\"type\":\"above\",\"level\":1}}";
        node.post("/v1/alerts", alert);
        diskIsFull(true);

        assertProblem(node.post("/v1/alerts", alert), 503, "disk-full");
        HttpResponse<String> refused = node.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"BTCUSD\",\"price\":1}]}");
        assertProblem(refused, 503, "disk-full");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertProblem(node.get("/readyz"), 503, "disk-full");
        assertThat(node.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(node.get("/v1/alerts/1").statusCode()).isEqualTo(200);
        assertThat(node.send("GET", "/metrics", null, null).body())
                .contains("tocsin_commands_total{outcome=\"disk_full\"} 2.0\n")
                .contains("tocsin_disk_free_bytes 1000000.0\n", "tocsin_clock_ahead_seconds 1.5\n");

        diskIsFull(false);
        assertThat(node.post("/v1/alerts", alert).statusCode()).isEqualTo(201);
        assertThat(node.get("/readyz").statusCode()).isEqualTo(200);
    }

    private void diskIsFull(boolean isFull) {
        node.diskFull.set(isFull);
        node.engine.pipeline.onDiskFull(isFull);
    }

    @Test
    void shouldShowMetrics() throws Exception {
        node.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"BTCUSD\",\"price\":1},{\"symbol\":\"BTCUSD\",\"price\":0}]}");
        HttpResponse<String> metrics = node.send("GET", "/metrics", null, null);
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(metrics.body())
                .contains("tocsin_ticks_accepted_total 1.0\n")
                .contains("tocsin_inputs_rejected_total{reason=\"price_not_positive\"} 1.0\n")
                .contains("tocsin_commands_total{outcome=\"applied\"} 2.0\n")
                .contains("tocsin_http_responses_total{status=\"202\"} 1.0\n")
                .contains("tocsin_ring_remaining{ring=\"ingress\"} ")
                .containsPattern("tocsin_ingress_to_engine_seconds\\{quantile=\"0.99\"} [0-9.E-]+\n")
                .containsPattern("tocsin_ingress_to_egress_seconds_count [0-9]+\n");
    }

    @Test
    void shouldServeItsSpecifications() throws Exception {
        assertThat(node.send("GET", "/openapi.yaml", null, null).body()).startsWith("openapi: 3.1.0\n");
        assertThat(node.send("GET", "/asyncapi.yaml", null, null).body()).startsWith("asyncapi: ");
    }

    @Test
    void shouldSayWhichAddressIsTaken() {
        try (RestServer second = node.another()) {
            assertThatThrownBy(second::start).isInstanceOf(BindException.class);
        }
    }

    /** Sends bytes as they are and reads until the server closes or has sent a whole JSON object. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", node.server.address().getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            StringBuilder answer = new StringBuilder();
            for (int next = 0; next >= 0 && next != '}'; ) {
                next = socket.getInputStream().read();
                answer.append((char) next);
            }
            return answer.toString();
        }
    }
}
