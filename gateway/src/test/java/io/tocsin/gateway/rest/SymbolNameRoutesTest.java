package io.tocsin.gateway.rest;

import static io.tocsin.gateway.rest.RestFixture.assertProblem;
import static io.tocsin.gateway.rest.RestFixture.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Symbols that URLs have to escape, and what is no symbol, wherever it stands. */
class SymbolNameRoutesTest {
    private static final List<String> NAMES =
            List.of("BTC/USD", "币安人生USDT", "M&M", "^GSPC", "EURUSD=X", "A#B", "A+B", "x".repeat(64));
    private static final List<String> OTHERS =
            List.of("x".repeat(65), "A\u0308", "A B", "\uD83D\uDE80", "币".repeat(22));
    private static final String ALERT = "{\"symbol\":\"%s\",\"condition\":{\"type\":\"above\",\"level\":\"850\"}}";

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
    void shouldFindEachByItsUrl() throws Exception {
        for (String name : NAMES) {
            assertThat(node.post("/v1/alerts", ALERT.formatted(name)).statusCode())
                    .isEqualTo(201);
            assertThat(node.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"" + name + "\",\"price\":800}]}")
                            .statusCode())
                    .isEqualTo(202);
            String path = "/v1/symbols/" + encoded(name);
            assertThat(node.send("PUT", path, node.alice, "{\"maxJumpPercent\":50}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(json(node.get(path)).get("name").textValue()).isEqualTo(name);
            assertThat(json(node.get(path)).get("last").textValue()).isEqualTo("800");
            assertThat(json(node.get("/v1/alerts?symbol=" + encoded(name))).get("items"))
                    .extracting(alert -> alert.get("symbol").textValue())
                    .containsExactly(name);
        }
        assertThat(json(node.get("/v1/symbols/A+B")).get("name").textValue())
                .as("a plus is a plus in a path")
                .isEqualTo("A+B");
    }

    @Test
    void shouldListThemPageByPage() throws Exception {
        for (String name : NAMES) {
            node.post("/v1/alerts", ALERT.formatted(name));
        }
        String cursor = "";
        for (String name : NAMES) {
            JsonNode page = json(node.get("/v1/symbols?limit=1" + cursor));
            assertThat(page.get("items").get(0).get("name").textValue()).isEqualTo(name);
            JsonNode alerts = json(node.get("/v1/alerts?limit=1" + cursor));
            assertThat(alerts.get("items").get(0).get("symbol").textValue()).isEqualTo(name);
            cursor = "&cursor=" + page.get("nextCursor").textValue();
        }
    }

    @Test
    void shouldPointAtWhatIsNoName() throws Exception {
        for (String name : OTHERS) {
            assertRefused(node.post("/v1/alerts", ALERT.formatted(name)).body(), "/symbol");
            String compound =
                    "{\"symbol\":\"A\",\"condition\":{\"type\":\"any\",\"of\":[{\"type\":\"above\",\"level\":1},"
                            + "{\"type\":\"below\",\"level\":1,\"symbol\":\"" + name + "\"}]}}";
            assertRefused(node.post("/v1/alerts", compound).body(), "/condition/of/1/symbol");
            String path = "/v1/symbols/" + encoded(name);
            for (HttpResponse<String> refused :
                    List.of(node.get("/v1/alerts?symbol=" + encoded(name)), node.send("PUT", path, node.alice, "{}"))) {
                JsonNode problem = assertProblem(refused, 422, "invalid");
                assertThat(problem.at("/errors/0/parameter").textValue()).isEqualTo("symbol");
            }
            assertProblem(node.get(path), 404, "not-found");
        }
        assertRefused(node.post("/v1/alerts", ALERT.formatted("")).body(), "/symbol");
        assertProblem(node.get("/v1/alerts?symbol="), 422, "invalid");
        assertThat(json(node.get("/v1/symbols")).get("items")).isEmpty();
    }

    @Test
    void shouldCostABadNameItsTickOnly() throws Exception {
        StringBuilder ticks = new StringBuilder("{\"symbol\":\"币\",\"price\":1}");
        for (String name : OTHERS) {
            ticks.append(",{\"symbol\":\"").append(name).append("\",\"price\":1}");
        }
        ticks.append(",{\"symbol\":\"\",\"price\":1},{\"symbol\":\"M&M\",\"price\":1}");
        JsonNode answer = json(node.post("/v1/ticks", "{\"ticks\":[" + ticks + "]}"));
        assertThat(answer.get("accepted").intValue()).isEqualTo(2);
        assertThat(answer.get("rejected"))
                .extracting(rejection -> rejection.get("index").intValue())
                .containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(answer.get("rejected"))
                .allMatch(rejection -> rejection.get("detail").textValue().contains("64 bytes of UTF-8 in NFC"));
        assertThat(json(node.get("/v1/symbols/M%26M")).get("last").textValue()).isEqualTo("1");
    }

    private static void assertRefused(String body, String pointer) throws Exception {
        JsonNode problem = Json.decode(body.getBytes(UTF_8));
        assertThat(problem.get("status").intValue()).isEqualTo(422);
        assertThat(problem.at("/errors/0/pointer").textValue()).isEqualTo(pointer);
        assertThat(problem.at("/errors/0/detail").textValue()).contains("64 bytes of UTF-8 in NFC");
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }
}
