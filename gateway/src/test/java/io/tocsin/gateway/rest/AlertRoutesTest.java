package io.tocsin.gateway.rest;

import static io.tocsin.gateway.rest.RestFixture.assertProblem;
import static io.tocsin.gateway.rest.RestFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.OpenApi;
import io.tocsin.gateway.command.EngineFixture;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertRoutesTest {
    private static final String ABOVE_850 =
            "{\"symbol\":\"BTCUSD\",\"condition\":{\"type\":\"above\",\"level\":\"850\"}}";
    private static final String BATCH = "/v1/alerts:batch";
    private static final String NO_SUCH_ALERT = "/v1/alerts/999";

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
    void shouldCreateAnAlertAndReadItBack() throws Exception {
        HttpResponse<String> created = node.post("/v1/alerts", ABOVE_850);

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue("/v1/alerts/1");
        assertThat(created.headers().firstValue("ETag")).get().asString().matches("\"1-[0-9a-z]+\"");
        assertThat(created.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode alert = json(created);
        assertThat(alert.get("id").textValue()).isEqualTo("1");
        assertThat(alert.get("trigger")).hasToString("{\"mode\":\"once\"}");
        assertThat(alert.get("actions")).hasToString("[{\"type\":\"websocket\"},{\"type\":\"push\"}]");
        assertThat(alert.get("message").isNull()).isTrue();
        assertThat(alert.get("status").textValue()).isEqualTo("active");
        HttpResponse<String> read = node.get("/v1/alerts/1");
        assertThat(read.body()).isEqualTo(created.body());
        assertThat(read.headers().firstValue("ETag"))
                .isEqualTo(created.headers().firstValue("ETag"));
        assertThat(json(node.get("/v1/symbols/BTCUSD")).get("last").isNull()).isTrue();
    }

    @Test
    void shouldShowNothingThatMayNotBeShownYet() throws Exception {
        node.post("/v1/alerts", ABOVE_850);
        CompletableFuture<Void> settled = new CompletableFuture<>();
        node.settled.set(settled);
        ExecutorService clients = Executors.newCachedThreadPool();
        try {
            List<Future<HttpResponse<String>>> answers = List.of(
                    clients.submit(() -> node.get("/v1/alerts")),
                    clients.submit(() -> node.get("/v1/alerts/1")),
                    clients.submit(() -> node.get(NO_SUCH_ALERT)),
                    clients.submit(() -> node.send("PUT", NO_SUCH_ALERT, node.alice, ABOVE_850)),
                    clients.submit(() -> node.send("DELETE", NO_SUCH_ALERT, node.alice, null)),
                    clients.submit(() -> node.send("PATCH", "/v1/alerts/1", node.alice, "{\"status\":\"paused\"}")));
            await().during(Duration.ofMillis(200)).until(() -> answers.stream().noneMatch(Future::isDone));
            settled.complete(null);

            List<Integer> statuses = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                statuses.add(answer.get().statusCode());
            }
            assertThat(statuses).containsExactly(200, 200, 404, 404, 404, 200);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void shouldRepeatTheAnswerToTheSameKey() throws Exception {
        HttpResponse<String> first = node.post("/v1/alerts", ABOVE_850, "Idempotency-Key", "once");
        node.send("PATCH", "/v1/alerts/1", node.alice, "{\"status\":\"paused\"}");
        node.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"BTCUSD\",\"price\":900}]}");
        HttpResponse<String> again = node.post("/v1/alerts", ABOVE_850, "Idempotency-Key", "once");

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertProblem(node.post("/v1/alerts", ABOVE_850 + ' ', "Idempotency-Key", "once"), 409, "idempotency-conflict");
        assertThat(node.send("POST", "/v1/alerts", node.bob, ABOVE_850, "Idempotency-Key", "once")
                        .statusCode())
                .isEqualTo(201);
        JsonNode problem =
                assertProblem(node.post("/v1/alerts", ABOVE_850, "Idempotency-Key", "k".repeat(65)), 422, "invalid");
        assertThat(problem.get("errors").get(0).get("header").textValue()).isEqualTo("Idempotency-Key");
    }

    @Test
    void shouldBoundTheKeysOfAUserAndOfAll() throws Exception {
        for (int i = 0; i < EngineFixture.MAX_KEYS_PER_OWNER; i++) {
            assertThat(node.post("/v1/alerts", ABOVE_850, "Idempotency-Key", "key-" + i)
                            .statusCode())
                    .isEqualTo(201);
        }
        JsonNode problem =
                assertProblem(node.post("/v1/alerts", ABOVE_850, "Idempotency-Key", "new"), 422, "idempotency-limit");
        assertThat(problem.get("detail").textValue()).contains("idempotency.max-keys-per-user");
        assertThat(json(node.post("/v1/alerts", ABOVE_850, "Idempotency-Key", "key-0"))
                        .get("id")
                        .textValue())
                .isEqualTo("1");
        assertThat(node.post("/v1/alerts", ABOVE_850).statusCode()).isEqualTo(201);

        for (int i = EngineFixture.MAX_KEYS_PER_OWNER; i < EngineFixture.MAX_KEYS; i++) {
            assertThat(node.send("POST", "/v1/alerts", node.bob, ABOVE_850, "Idempotency-Key", "key-" + i)
                            .statusCode())
                    .isEqualTo(201);
        }
        HttpResponse<String> full = node.send("POST", "/v1/alerts", node.bob, ABOVE_850, "Idempotency-Key", "new");
        assertProblem(full, 422, "idempotency-capacity");
    }

    @Test
    void shouldNotShowAlertsOfOthers() throws Exception {
        node.post("/v1/alerts", ABOVE_850);

        assertProblem(node.send("GET", "/v1/alerts/1", node.bob, null), 404, "not-found");
        assertProblem(node.send("PUT", "/v1/alerts/1", node.bob, ABOVE_850), 404, "not-found");
        assertProblem(node.send("PATCH", "/v1/alerts/1", node.bob, "{\"status\":\"paused\"}"), 404, "not-found");
        assertProblem(node.send("DELETE", "/v1/alerts/1", node.bob, null), 404, "not-found");
        assertThat(json(node.send("GET", "/v1/alerts", node.bob, null)).get("items"))
                .isEmpty();
        assertThat(node.get("/v1/alerts/1").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldNotFindWhatIsNoId() throws Exception {
        for (String path : List.of(NO_SUCH_ALERT, "/v1/alerts/abc", "/v1/alerts/01", "/v1/alerts/" + "9".repeat(30))) {
            assertProblem(node.get(path), 404, "not-found");
        }
    }

    @Test
    void shouldShowEveryKindOfConditionAsItWasCreated() throws Exception {
        OpenApi api = new OpenApi();
        for (JsonNode condition : OpenApi.conditions()) {
            HttpResponse<String> created =
                    node.post("/v1/alerts", "{\"symbol\":\"BTCUSD\",\"condition\":" + condition + "}");
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            JsonNode alert = json(created);
            assertThat(alert.get("condition")).isEqualTo(condition);
            assertThat(api.faults("Alert", alert)).isEmpty();
            assertThat(node.get("/v1/alerts/" + alert.get("id").textValue()).body())
                    .isEqualTo(created.body());
        }
    }

    @Test
    void shouldReadJoinedConditionsByTheScaleOfTheirSymbols() throws Exception {
        node.send("PUT", "/v1/symbols/BTCUSD", node.alice, "{\"decimals\":2}");
        node.send("PUT", "/v1/symbols/ETHUSD", node.alice, "{\"decimals\":4}");
        String both =
                "{\"symbol\":\"BTCUSD\",\"condition\":{\"type\":\"all\",\"of\":[{\"type\":\"above\",\"level\":\"%s\"},"
                        + "{\"type\":\"below\",\"symbol\":\"ETHUSD\",\"level\":\"%s\"}]}}";
        HttpResponse<String> created = node.post("/v1/alerts", both.formatted("1.25", "1.2345"));
        assertThat(json(created).at("/condition/of/0/level").textValue()).isEqualTo("1.25");
        assertThat(json(created).at("/condition/of/1/level").textValue()).isEqualTo("1.2345");
        JsonNode problem = assertProblem(node.post("/v1/alerts", both.formatted("1.255", "1.23456")), 422, "invalid");
        assertThat(problem.get("errors"))
                .extracting(error -> error.get("pointer").textValue())
                .containsExactly("/condition/of/0/level", "/condition/of/1/level");
    }

    @Test
    void shouldPauseResumeAndDelete() throws Exception {
        node.post("/v1/alerts", ABOVE_850);

        HttpResponse<String> paused = node.send("PATCH", "/v1/alerts/1", node.alice, "{\"status\":\"paused\"}");
        assertThat(json(paused).get("status").textValue()).isEqualTo("paused");
        HttpResponse<String> resumed = node.send("PATCH", "/v1/alerts/1", node.alice, "{\"status\":\"active\"}");
        assertThat(json(resumed).get("status").textValue()).isEqualTo("active");
        for (String body : List.of("{}", "{\"status\":\"triggered\"}", "{\"status\":\"active\",\"x\":1}", "[]")) {
            assertProblem(node.send("PATCH", "/v1/alerts/1", node.alice, body), 422, "invalid");
        }
        assertThat(json(resumed).get("version").intValue()).isEqualTo(3);
        HttpResponse<String> deleted = node.send("DELETE", "/v1/alerts/1", node.alice, null);
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertProblem(node.send("DELETE", "/v1/alerts/1", node.alice, null), 404, "not-found");
        assertProblem(node.get("/v1/alerts/1"), 404, "not-found");
    }

    @Test
    void shouldShowThatAnAlertFired() throws Exception {
        node.post("/v1/alerts", ABOVE_850);
        node.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"BTCUSD\",\"price\":\"850.00\"}]}");

        JsonNode alert = json(node.get("/v1/alerts/1"));
        assertThat(alert.get("status").textValue()).isEqualTo("triggered");
        assertThat(alert.get("firedCount").intValue()).isEqualTo(1);
        assertThat(alert.get("lastFiredAt").textValue()).endsWith("Z");
    }

    @Test
    void shouldNameEveryFault() throws Exception {
        JsonNode problem = assertProblem(
                node.post(
                        "/v1/alerts",
                        "{\"symbol\":\"BTC\",\"condition\":{\"type\":\"above\",\"level\":1e999999999},\"id\":\"7\"}"),
                422,
                "invalid");
        assertThat(problem.get("errors"))
                .extracting(error -> error.get("pointer").textValue())
                .containsExactly("/condition/level", "/id");
        JsonNode tooLate = assertProblem(
                node.post("/v1/alerts", ABOVE_850.replace("}}", "},\"expiresAt\":\"2020-01-01T00:00:00Z\"}")),
                422,
                "invalid");
        assertThat(tooLate.get("errors").get(0).get("pointer").textValue()).isEqualTo("/expiresAt");
        assertProblem(node.post("/v1/alerts", "{\"symbol\":"), 400, "not-json");
        assertProblem(node.post("/v1/alerts", ""), 400, "not-json");
    }

    @Test
    void shouldListPageByPage() throws Exception {
        for (int i = 0; i < 5; i++) {
            node.post("/v1/alerts", ABOVE_850);
            node.post("/v1/alerts", ABOVE_850.replace("BTCUSD", "ETHUSD"));
        }
        node.send("PATCH", "/v1/alerts/2", node.alice, "{\"status\":\"paused\"}");
        node.send("DELETE", "/v1/alerts/5", node.alice, null);

        assertThat(pages("/v1/alerts?limit=4"))
                .containsExactly(List.of("1", "2", "3", "4"), List.of("6", "7", "8", "9"), List.of("10"));
        assertThat(pages("/v1/alerts?limit=2&symbol=ETHUSD&status=active"))
                .containsExactly(List.of("4", "6"), List.of("8", "10"));
        assertThat(pages("/v1/alerts?limit=1&status=paused")).containsExactly(List.of("2"));
        assertThat(pages("/v1/alerts?symbol=UNKNOWN")).containsExactly(List.of());
    }

    @Test
    void shouldNameBadParameters() throws Exception {
        JsonNode problem =
                assertProblem(node.get("/v1/alerts?limit=501&symbol=%20&status=sleeping&cursor=%2A"), 422, "invalid");
        assertThat(problem.get("errors"))
                .extracting(error -> error.get("parameter").textValue())
                .containsExactly("limit", "symbol", "status", "cursor");
        for (String limit : List.of("0", "-1", "x", "", "1e2", "99999999999999999999")) {
            assertProblem(node.get("/v1/alerts?limit=" + limit), 422, "invalid");
        }
    }

    @Test
    void shouldGiveEachAlertOfABatchItsResult() throws Exception {
        HttpResponse<String> response = node.post(
                "/v1/alerts:batch",
                "{\"alerts\":[" + ABOVE_850 + ",{\"symbol\":\"BTCUSD\"},"
                        + ABOVE_850.replace("}}", "},\"expiresAt\":\"2020-01-01T00:00:00Z\"}") + "," + ABOVE_850
                        + "]}");

        JsonNode results = json(response).get("results");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(results)
                .extracting(result -> result.get("status").intValue())
                .containsExactly(201, 422, 422, 201);
        assertThat(results.get(3).get("alert")).isEqualTo(json(node.get("/v1/alerts/2")));
        assertThat(results.get(1).at("/problem/errors/0/pointer").textValue()).isEqualTo("/alerts/1/condition");
        assertThat(results.get(2).at("/problem/errors/0/pointer").textValue()).isEqualTo("/alerts/2/expiresAt");
        assertThat(json(node.post("/v1/alerts:batch", "{\"alerts\":[]}")).get("results"))
                .isEmpty();
        assertProblem(node.post("/v1/alerts:batch", "{\"alerts\":{}}"), 422, "invalid");
        assertProblem(node.post("/v1/alerts:batch", "{\"alerts\":[" + "1,".repeat(1000) + "1]}"), 422, "invalid");
    }

    @Test
    void shouldCreateTheAlertsOfABatchOnce() throws Exception {
        String batch = "{\"alerts\":[{\"symbol\":\"BTCUSD\"}," + ABOVE_850 + "," + ABOVE_850 + "]}";
        HttpResponse<String> first = node.post(BATCH, batch, "Idempotency-Key", "all");
        node.send("PATCH", "/v1/alerts/1", node.alice, "{\"status\":\"paused\"}");
        HttpResponse<String> again = node.post(BATCH, batch, "Idempotency-Key", "all");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(statuses(first)).containsExactly(422, 201, 201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(json(node.get("/v1/alerts")).get("items")).hasSize(2);
        assertThat(statuses(node.send("POST", BATCH, node.bob, batch, "Idempotency-Key", "all")))
                .containsExactly(422, 201, 201);
    }

    @Test
    void shouldCreateNothingOfAnotherBatchWithTheSameKey() throws Exception {
        node.post(BATCH, "{\"alerts\":[" + ABOVE_850 + "]}", "Idempotency-Key", "all");
        String longer = "{\"alerts\":[" + (ABOVE_850 + ",").repeat(3) + ABOVE_850 + "]}";

        assertProblem(node.post(BATCH, longer, "Idempotency-Key", "all"), 409, "idempotency-conflict");
        assertProblem(node.post("/v1/alerts", ABOVE_850, "Idempotency-Key", "all"), 409, "idempotency-conflict");
        assertThat(json(node.get("/v1/alerts")).get("items")).hasSize(1);
        assertProblem(node.post(BATCH, longer, "Idempotency-Key", "a", "Idempotency-Key", "b"), 422, "invalid");
    }

    @Test
    void shouldTryOnceMoreWhatWasRefusedOfABatch() throws Exception {
        int most = EngineFixture.MAX_ALERTS_PER_OWNER;
        for (int i = 0; i < most - 1; i++) {
            node.post("/v1/alerts", ABOVE_850);
        }
        String batch = "{\"alerts\":[" + ABOVE_850 + "," + ABOVE_850 + "]}";
        HttpResponse<String> first = node.post(BATCH, batch, "Idempotency-Key", "all");
        assertThat(statuses(first)).containsExactly(201, 422);
        node.send("DELETE", "/v1/alerts/1", node.alice, null);

        HttpResponse<String> again = node.post(BATCH, batch, "Idempotency-Key", "all");
        assertThat(statuses(again)).containsExactly(201, 201);
        assertThat(json(again).at("/results/0")).isEqualTo(json(first).at("/results/0"));
        assertThat(node.post(BATCH, batch, "Idempotency-Key", "all").body()).isEqualTo(again.body());
    }

    private static List<Integer> statuses(HttpResponse<String> batch) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        json(batch)
                .get("results")
                .forEach(result -> statuses.add(result.get("status").intValue()));
        return statuses;
    }

    @Test
    void shouldBoundTheAlertsOfAUser() throws Exception {
        for (int i = 0; i < EngineFixture.MAX_ALERTS_PER_OWNER; i++) {
            assertThat(node.post("/v1/alerts", ABOVE_850).statusCode()).isEqualTo(201);
        }
        JsonNode problem = assertProblem(node.post("/v1/alerts", ABOVE_850), 422, "alert-limit");
        assertThat(problem.get("detail").textValue()).contains("max-alerts-per-user");
        assertThat(node.send("POST", "/v1/alerts", node.bob, ABOVE_850).statusCode())
                .isEqualTo(201);
    }

    @Test
    void shouldBoundTheSymbols() throws Exception {
        for (int i = 0; i < EngineFixture.MAX_SYMBOLS; i++) {
            node.post("/v1/alerts", ABOVE_850.replace("BTCUSD", "S" + i));
        }
        assertProblem(node.post("/v1/alerts", ABOVE_850), 422, "capacity");
    }

    private List<List<String>> pages(String path) throws Exception {
        List<List<String>> pages = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = json(node.get(path + cursor));
            List<String> ids = new ArrayList<>();
            page.get("items").forEach(alert -> ids.add(alert.get("id").textValue()));
            pages.add(ids);
            JsonNode next = page.get("nextCursor");
            cursor = next.isNull() ? null : "&cursor=" + next.textValue();
        }
        return pages;
    }
}
