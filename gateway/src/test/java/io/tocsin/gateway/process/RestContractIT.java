package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.engine.JdkDependent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The REST contract, seen from outside. */
@JdkDependent
class RestContractIT {
    private static final String VALID = "{\"symbol\":\"%s\",\"condition\":{\"type\":\"crosses_up\",\"level\":\"850\"}}";
    private static final AtomicInteger SYMBOLS = new AtomicInteger();

    @TempDir
    static Path directory;

    private static NodeProcess node;
    private static Api alice;
    private static Api bob;
    private static Api admin;

    private final String symbol = "S" + SYMBOLS.incrementAndGet();

    @BeforeAll
    static void start() throws Exception {
        node = new NodeProcess(directory, Map.of()).start();
        alice = Api.as(node, "alice", "alerts");
        bob = Api.as(node, "bob", "alerts");
        admin = Api.as(node, "root", "alerts", "ticks:write", "admin");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @Test
    void shouldCreateAnAlertAsTheContractShowsIt() throws Exception {
        Api.Answer created = alice.post(
                "/v1/alerts",
                "{\"symbol\":\"" + symbol
                        + "\",\"condition\":{\"type\":\"crosses_up\",\"level\":850.50},\"trigger\":{\"mode\":\"every\","
                        + "\"cooldown\":\"PT5M\",\"reset\":\"845\"},\"message\":\"{{symbol}} rose through {{level}}\"}");
        assertThat(created.status()).isEqualTo(201);
        JsonNode alert = created.body();
        String id = alert.path("id").asText();
        assertThat(created.header("Location")).endsWith("/v1/alerts/" + id);
        assertThat(created.header("ETag")).matches("\"1-[0-9a-z]+\"");
        assertThat(alert.path("symbol").asText()).isEqualTo(symbol);
        assertThat(alert.path("condition").path("level").isTextual()).isTrue();
        assertThat(alert.path("condition").path("level").asText()).isEqualTo("850.5");
        assertThat(alert.path("trigger").toString())
                .isEqualTo("{\"mode\":\"every\",\"cooldown\":\"PT5M\",\"reset\":\"845\"}");
        assertThat(alert.path("expiresAt").isNull()).isTrue();
        assertThat(alert.path("actions").toString()).isEqualTo("[{\"type\":\"websocket\"},{\"type\":\"push\"}]");
        assertThat(alert.path("status").asText()).isEqualTo("active");
        assertThat(alert.path("firedCount").isInt()).isTrue();
        assertThat(alert.path("lastFiredAt").isNull()).isTrue();
        assertThat(alert.path("version").asInt()).isEqualTo(1);
        assertThat(Instant.parse(alert.path("createdAt").asText())).isBefore(Instant.now());
        assertThat(alert.path("effectiveSequence").asLong()).isPositive();
        assertThat(alice.get("/v1/alerts/" + id).body()).isEqualTo(alert);
    }

    @Test
    void shouldAnswerTheSameKeyWithTheSameBytesAndRefuseItForAnotherBody() throws Exception {
        Map<String, String> key = Map.of("Idempotency-Key", symbol);
        String body = VALID.formatted(symbol);
        Api.Answer first = alice.send("POST", "/v1/alerts", body, key);
        tick("900");
        tick("800");
        tick("900");
        Api.Answer again = alice.send("POST", "/v1/alerts", body, key);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.raw().body()).isEqualTo(first.raw().body());
        problem(alice.send("POST", "/v1/alerts", body.replace("850", "851"), key), 409);
        Api.Answer others = bob.send("POST", "/v1/alerts", body, key);
        assertThat(others.status()).isEqualTo(201);
        assertThat(others.body().path("id")).isNotEqualTo(first.body().path("id"));
    }

    @Test
    void shouldHideAlertsOfOthers() throws Exception {
        String path = "/v1/alerts/" + create(alice);
        problem(bob.get(path), 404);
        problem(bob.put(path, VALID.formatted(symbol)), 404);
        problem(bob.patch(path, "{\"status\":\"paused\"}"), 404);
        problem(bob.delete(path), 404);
        assertThat(alice.get(path).status()).isEqualTo(200);
    }

    @Test
    void shouldReplaceOnlyTheVersionThatWasSeen() throws Exception {
        String path = "/v1/alerts/" + create(alice);
        String body = VALID.formatted(symbol).replace("850", "860");
        Api.Answer replaced = alice.send("PUT", path, body, Map.of("If-Match", "\"1-x\""));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.header("ETag")).matches("\"2-[0-9a-z]+\"");
        assertThat(replaced.body().path("version").asInt()).isEqualTo(2);
        assertThat(replaced.body().path("condition").path("level").asText()).isEqualTo("860");
        problem(alice.send("PUT", path, body, Map.of("If-Match", "\"1-x\"")), 412);
        assertThat(alice.put(path, body).body().path("version").asInt()).isEqualTo(3);
    }

    @Test
    void shouldPauseResumeAndDelete() throws Exception {
        String path = "/v1/alerts/" + create(alice);
        assertThat(alice.patch(path, "{\"status\":\"paused\"}")
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("paused");
        tick("800");
        tick("900");
        assertThat(alice.get(path).body().path("firedCount").asInt()).isZero();
        assertThat(alice.patch(path, "{\"status\":\"active\"}")
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("active");
        tick("800");
        tick("900");
        assertThat(alice.get(path).body().path("status").asText()).isEqualTo("triggered");
        problem(alice.patch(path, "{\"status\":\"triggered\"}"), 422);
        assertThat(alice.delete(path).status()).isEqualTo(204);
        problem(alice.delete(path), 404);
        problem(alice.get(path), 404);
    }

    @Test
    void shouldListByIdInPagesWithFilters() throws Exception {
        Api carol = Api.as(node, "carol-" + symbol, "alerts");
        for (int i = 0; i < 5; i++) {
            create(carol);
        }
        JsonNode first = carol.get("/v1/alerts?limit=3").body();
        assertThat(first.path("items")).hasSize(3);
        String cursor = first.path("nextCursor").asText();
        JsonNode second = carol.get("/v1/alerts?limit=3&cursor=" + cursor).body();
        assertThat(second.path("items")).hasSize(2);
        assertThat(second.path("nextCursor").isNull()).isTrue();
        assertThat(second.path("items").get(0).path("id").asLong())
                .isGreaterThan(first.path("items").get(2).path("id").asLong());
        assertThat(carol.get("/v1/alerts?symbol=OTHER").body().path("items")).isEmpty();
        assertThat(carol.get("/v1/alerts?status=active&symbol=" + symbol).body().path("items"))
                .hasSize(5);
        assertThat(carol.get("/v1/alerts?limit=0").status()).isEqualTo(422);
        assertThat(carol.get("/v1/alerts?limit=501").status()).isEqualTo(422);
        assertThat(carol.get("/v1/alerts?status=sleeping").status()).isEqualTo(422);
        assertThat(carol.get("/v1/alerts?cursor=%21%21").status()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"condition":{"type":"above","level":"1"}} | /symbol
                    {"symbol":"X"} | /condition
                    {"symbol":7,"condition":{"type":"above","level":"1"}} | /symbol
                    {"symbol":"a b","condition":{"type":"above","level":"1"}} | /symbol
                    {"symbol":"X","condition":{"type":"over","level":"1"}} | /condition/type
                    {"symbol":"X","condition":{"type":"above"}} | /condition/level
                    {"symbol":"X","condition":{"type":"above","level":"-1"}} | /condition/level
                    {"symbol":"X","condition":{"type":"above","level":"one"}} | /condition/level
                    {"symbol":"X","condition":{"type":"above","level":true}} | /condition/level
                    {"symbol":"X","condition":{"type":"above","level":1e999999999}} | /condition/level
                    {"symbol":"X","condition":{"type":"above","level":"0.123456789"}} | /condition/level
                    {"symbol":"X","condition":{"type":"above","level":"1","high":"2"}} | /condition/high
                    {"symbol":"X","condition":{"type":"inside","low":"2","high":"1"}} | /condition/high
                    {"symbol":"X","condition":{"type":"above","level":"1"},"trigger":{"mode":"twice"}} | /trigger/mode
                    {"symbol":"X","condition":{"type":"above","level":"1"},"trigger":{"mode":"every","reset":"2"}} | /trigger/reset
                    {"symbol":"X","condition":{"type":"above","level":"1"},"trigger":{"mode":"every","cooldown":"5m"}} | /trigger/cooldown
                    {"symbol":"X","condition":{"type":"above","level":"1"},"expiresAt":"soon"} | /expiresAt
                    {"symbol":"X","condition":{"type":"above","level":"1"},"expiresAt":"2001-01-01T00:00:00Z"} | /expiresAt
                    {"symbol":"X","condition":{"type":"above","level":"1"},"message":"{{colour}}"} | /message
                    {"symbol":"X","condition":{"type":"above","level":"1"},"actions":[{"type":"fax"}]} | /actions/0/type
                    {"symbol":"X","condition":{"type":"above","level":"1"},"actions":[{"type":"webhook"}]} | /actions/0/url
                    {"symbol":"X","condition":{"type":"above","level":"1"},"colour":"red"} | /colour
                    {"symbol":"X","condition":{"type":"above","level":"1","colour":"red"}} | /condition/colour
                    {"symbol":"X","condition":{"type":"above","level":"1"},"id":"7"} | /id
                    {"symbol":"X","condition":{"type":"moves_up","within":"PT5M"}} | /condition/percent
                    {"symbol":"X","condition":{"type":"moves_up","percent":"1","within":"PT25H"}} | /condition/within
                    {"symbol":"X","condition":{"type":"trails","percent":"1"}} | /condition/direction
                    {"symbol":"X","condition":{"type":"change","percent":"1","direction":"up"}} | /condition/from
                    {"symbol":"X","condition":{"type":"silent"}} | /condition/for
                    {"symbol":"X","condition":{"type":"above","of":"rsi","level":"70"}} | /condition/period
                    {"symbol":"X","condition":{"type":"all","of":[]}} | /condition/of
                    {"symbol":"X","condition":{"type":"any","of":[{},{"type":"above","level":0}]}} | /condition/of/1/level
                    """)
    void shouldPointAtWhatIsWrong(String body, String pointer) throws Exception {
        Api.Answer answer = alice.post("/v1/alerts", body);
        problem(answer, 422);
        assertThat(answer.body().path("errors").findValuesAsText("pointer")).contains(pointer);
        assertThat(answer.body().path("errors").get(0).path("detail").asText()).isNotBlank();
    }

    @Test
    void shouldRefuseWhatIsNotJson() throws Exception {
        for (String body : new String[] {"", "{", "nonsense", "{\"symbol\":\"X\"} {}", "{\"a\":1,\"a\":2}"}) {
            problem(alice.post("/v1/alerts", body), 400);
        }
        problem(alice.send("POST", "/v1/alerts", "a=b", Map.of("Content-Type", "text/plain")), 415);
        problem(alice.post("/v1/alerts", "\"" + "x".repeat(1 << 20) + "\""), 413);
        problem(alice.post("/v1/alerts", "[]"), 422);
    }

    @Test
    void shouldAskWhoIsThere() throws Exception {
        problem(Api.anonymous(node).get("/v1/alerts"), 401);
        problem(Api.withToken(node, "nonsense").get("/v1/alerts"), 401);
        problem(Api.withToken(node, alice.token() + "x").get("/v1/alerts"), 401);
        problem(alice.post("/v1/ticks", "{\"ticks\":[]}"), 403);
        problem(alice.put("/v1/symbols/" + symbol, "{\"decimals\":2}"), 403);
    }

    @Test
    void shouldSayWhatItDoesNotHaveOrDo() throws Exception {
        problem(alice.get("/v1/nothing"), 404);
        problem(alice.get("/v1/alerts/999999999"), 404);
        problem(alice.get("/v1/alerts/abc"), 404);
        problem(alice.get("/v1/symbols/UNKNOWN"), 404);
        Api.Answer answer = alice.delete("/v1/alerts");
        problem(answer, 405);
        assertThat(answer.header("Allow")).contains("GET", "POST");
    }

    @Test
    void shouldTakeTicksAndSayWhichItRejected() throws Exception {
        Api.Answer answer = admin.post(
                "/v1/ticks",
                ("{\"ticks\":[{\"symbol\":\"%1$s\",\"price\":\"10.5\",\"size\":\"2\"},{\"symbol\":\"%1$s\",\"price\":-1},"
                                + "{\"symbol\":\"%1$s\",\"price\":11,\"time\":\"2024-01-01T00:00:00Z\"}]}")
                        .formatted(symbol));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.body().path("rejected")).hasSize(1);
        assertThat(answer.body().path("rejected").get(0).path("index").asInt()).isEqualTo(1);
        JsonNode quote = alice.get("/v1/symbols/" + symbol).body();
        assertThat(quote.path("last").asText()).isEqualTo("11");
        assertThat(quote.path("previous").asText()).isEqualTo("10.5");
        assertThat(quote.path("sequence").asLong())
                .isEqualTo(answer.body().path("lastSequence").asLong());
        Api.Answer bad = admin.post(
                "/v1/ticks",
                ("{\"ticks\":[{\"symbol\":\"%1$s\"},{\"symbol\":\"%1$s\",\"price\":1,\"colour\":2},"
                                + "{\"symbol\":\"%1$s\",\"price\":11.5}]}")
                        .formatted(symbol));
        assertThat(bad.status()).isEqualTo(202);
        assertThat(bad.body().path("accepted").asInt()).isEqualTo(1);
        assertThat(bad.body().path("rejected").findValuesAsText("index")).containsExactly("0", "1");
        problem(admin.post("/v1/ticks", "{\"ticks\":{}}"), 422);
        String lines = "{\"symbol\":\"%1$s\",\"price\":12}\n{\"symbol\":\"%1$s\",\"price\":13}\n".formatted(symbol);
        Api.Answer ndjson = admin.send("POST", "/v1/ticks", lines, Map.of("Content-Type", "application/x-ndjson"));
        assertThat(ndjson.body().path("accepted").asInt()).isEqualTo(2);
    }

    @Test
    void shouldConfigureSymbols() throws Exception {
        Api.Answer answer =
                admin.put("/v1/symbols/" + symbol, "{\"decimals\":2,\"maxJumpPercent\":\"10\",\"dayRoll\":\"PT1H\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("decimals").asInt()).isEqualTo(2);
        tick("100");
        Api.Answer jump = admin.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"" + symbol + "\",\"price\":\"110.01\"}]}");
        assertThat(jump.body().path("rejected")).hasSize(1);
        tick("110");
        problem(admin.put("/v1/symbols/" + symbol, "{\"decimals\":3}"), 409);
        problem(admin.put("/v1/symbols/" + symbol, "{\"decimals\":13}"), 422);
    }

    @Test
    void shouldKeepDevices() throws Exception {
        assertThat(alice.put("/v1/devices/token-" + symbol, "{\"platform\":\"ios\"}")
                                .status()
                        / 100)
                .isEqualTo(2);
        problem(alice.put("/v1/devices/token-" + symbol, "{\"platform\":\"fridge\"}"), 422);
        assertThat(alice.delete("/v1/devices/token-" + symbol).status()).isEqualTo(204);
    }

    @Test
    void shouldServeOperators() throws Exception {
        Api operator = Api.anonymous(node);
        assertThat(operator.get("/healthz").status()).isEqualTo(200);
        assertThat(operator.get("/readyz").status()).isEqualTo(200);
        String metrics = operator.get("/metrics").raw().body();
        assertThat(metrics).contains("tocsin_", "quantile=");
        assertThat(operator.get("/openapi.yaml").raw().body()).startsWith("openapi:");
        assertThat(operator.get("/asyncapi.yaml").raw().body()).startsWith("asyncapi:");
    }

    private String create(Api api) throws Exception {
        Api.Answer answer = api.post("/v1/alerts", VALID.formatted(symbol));
        assertThat(answer.status()).isEqualTo(201);
        return answer.body().path("id").asText();
    }

    private void tick(String price) throws Exception {
        Api.Answer answer =
                admin.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"" + symbol + "\",\"price\":\"" + price + "\"}]}");
        assertThat(answer.body().path("accepted").asInt()).isEqualTo(1);
    }

    private static void problem(Api.Answer answer, int status) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body().path("type").asText()).startsWith("urn:tocsin:problem:");
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
        assertThat(answer.body().path("title").asText()).isNotBlank();
        assertThat(answer.body().path("detail").asText()).isNotBlank();
    }
}
