package io.tocsin.gateway.rest;

import static io.tocsin.gateway.rest.RestFixture.assertProblem;
import static io.tocsin.gateway.rest.RestFixture.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tocsin.contract.OpenApi;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TickRoutesTest {
    private static final String GOOD = "{\"symbol\":\"ETHUSD\",\"price\":1}";

    /** Ticks that are none, with what their rejection says. */
    private static final Map<String, String> BAD = new LinkedHashMap<>();

    static {
        String aSize = "/size must be from 0 to 46116860184.27387904";
        String aNumber =
                " must be a decimal number of at most 100 characters, and 9 digits in its exponent, or a string with one";
        String aTime = "/time must be an RFC 3339 time";
        BAD.put("{}", "/symbol is required; /price is required");
        BAD.put("7", "must be an object");
        BAD.put("null", "must be an object");
        BAD.put("\"BTCUSD\"", "must be an object");
        BAD.put("[" + GOOD + "]", "must be an object");
        BAD.put("{\"symbol\":\"BTCUSD\"}", "/price is required");
        BAD.put("{\"price\":1}", "/symbol is required");
        BAD.put("{\"symbol\":null,\"price\":1}", "/symbol is required");
        BAD.put("{\"symbol\":7,\"price\":1}", "/symbol must be a string");
        BAD.put("{\"symbol\":\"a b\",\"price\":1}", "/symbol must be 1 to ");
        BAD.put("{\"symbol\":\"\",\"price\":1}", "/symbol must be 1 to ");
        BAD.put("{\"symbol\":\"a\\u0000\",\"price\":1}", "/symbol must be 1 to ");
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":null}", "/price is required");
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":\"abc\"}", "/price" + aNumber);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":[]}", "/price" + aNumber);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":true}", "/price" + aNumber);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":\"NaN\"}", "/price" + aNumber);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":\"" + "9".repeat(101) + "\"}", "/price" + aNumber);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":" + "9".repeat(101) + "}", "/price must be a number of at most 100");
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1e1000000000}", "/price must be a number of at most 100");
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1,\"size\":-1}", aSize);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1,\"size\":1e30}", aSize);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1,\"size\":1e999999999}", aSize);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1,\"size\":{}}", "/size" + aNumber);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1,\"time\":\"now\"}", aTime);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1,\"time\":\"9999-12-31T00:00:00Z\"}", aTime);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1,\"time\":1700000000}", "/time must be a string");
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1,\"bid\":\"abc\"}", "/bid" + aNumber);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1,\"ask\":{}}", "/ask" + aNumber);
        BAD.put("{\"symbol\":\"BTCUSD\",\"price\":1,\"last\":1}", "/last is not known here");
        BAD.put(
                "{\"symbol\":\"BTCUSD\",\"price\":1,\"size\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                "/size/0/0/0/0/0/0/0/0/0");
        BAD.put("{\"symbol\":\"a b\",\"price\":[],\"x\":1}", "/symbol must be 1 to ");
    }

    /** Those that are not even JSON by themselves, or not with all that JSON asks for. */
    private static final Map<String, String> NOT_JSON = Map.of(
            "{\"symbol\":\"BTC\\ud800\",\"price\":1}", "half a surrogate pair",
            "{\"symbol\":\"BTCUSD\",\"price\":1,\"price\":2}", "a name is there twice in one object");

    private final JsonNode specifiedCodes = new OpenApi()
            .document()
            .at("/paths/~1v1~1ticks/post/responses/202/content/application~1json/schema/properties/rejected")
            .at("/items/properties/code/enum");

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
    void shouldRejectABadTickByItself() throws Exception {
        for (Map.Entry<String, String> bad : BAD.entrySet()) {
            assertRejected(bad.getKey(), "invalid", bad.getValue());
        }
        for (Map.Entry<String, String> bad : NOT_JSON.entrySet()) {
            assertRejected(bad.getKey(), "not-json", bad.getValue());
        }
        assertThat(json(node.get("/v1/symbols")).get("items"))
                .extracting(symbol -> symbol.get("symbol").textValue())
                .containsExactly("ETHUSD");
    }

    /** Between two good ones, in an array and on a line. */
    private void assertRejected(String tick, String code, String detail) throws Exception {
        assertThat(specifiedCodes).contains(TextNode.valueOf(code));
        for (HttpResponse<String> response : List.of(
                node.post("/v1/ticks", "{\"ticks\":[" + GOOD + "," + tick + "," + GOOD + "]}"),
                lines(GOOD + "\n" + tick + "\n" + GOOD))) {
            assertThat(response.statusCode()).as(tick).isEqualTo(202);
            JsonNode reply = json(response);
            assertThat(reply.get("accepted").intValue()).as(tick).isEqualTo(2);
            assertThat(reply.get("lastSequence").longValue()).isPositive();
            assertThat(reply.get("rejected")).singleElement().satisfies(rejected -> {
                assertThat(rejected.get("index").intValue()).as(tick).isEqualTo(1);
                assertThat(rejected.get("code").textValue()).as(tick).isEqualTo(code);
                assertThat(rejected.get("detail").textValue()).as(tick).contains(detail);
            });
        }
    }

    @Test
    void shouldRejectLinesThatAreNotJsonByThemselves() throws Exception {
        JsonNode reply =
                json(lines(GOOD + "\n\n \t\r\n{\"a\"\r\n" + GOOD + "\r\nä\n\u00A0\n{} {}\n\uFEFF" + GOOD + "\n"));
        assertThat(reply.get("accepted").intValue()).isEqualTo(2);
        assertThat(reply.get("rejected"))
                .extracting(rejected -> rejected.get("index").intValue()
                        + rejected.get("code").textValue()
                        + ' '
                        + rejected.get("detail").textValue())
                .containsExactly(
                        "1not-json Line 4, column 5: the text ends too early",
                        "3not-json Line 6, column 1: this is not JSON",
                        "4not-json Line 7, column 1: this is not JSON",
                        "5not-json Line 8, column 4: something follows the value",
                        "6not-json Line 9, column 1: this is not JSON");
        assertThat(json(lines("\uFEFF" + GOOD)).get("accepted").intValue()).isEqualTo(1);
    }

    @Test
    void shouldAnswerAlsoWhenAllAreBad() throws Exception {
        for (HttpResponse<String> response : List.of(node.post("/v1/ticks", "{\"ticks\":[1,2]}"), lines("1\nx"))) {
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(json(response).get("accepted").intValue()).isZero();
            assertThat(json(response).get("rejected")).hasSize(2);
            assertThat(json(response).get("lastSequence").isNull()).isTrue();
        }
        for (HttpResponse<String> response :
                List.of(node.post("/v1/ticks", "{\"ticks\":[]}"), lines(""), lines("\n\n"))) {
            assertThat(response.body()).isEqualTo("{\"accepted\":0,\"rejected\":[],\"lastSequence\":null}");
        }
    }

    /** Good ticks and bad ones in any order, some of which only the engine finds to be bad. */
    @Test
    void shouldGiveEachTickWhatItDeserves() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<String> bad = new ArrayList<>(BAD.keySet());
        bad.addAll(NOT_JSON.keySet());
        bad.add("{\"symbol\":\"ETHUSD\",\"price\":-1}");
        bad.add("{\"symbol\":\"ETHUSD\",\"price\":1e999999999}");
        for (int round = 0; round < 30; round++) {
            List<String> ticks = new ArrayList<>();
            List<Integer> rejected = new ArrayList<>();
            for (int i = random.nextInt(50); i >= 0; i--) {
                boolean isBad = random.nextInt(3) == 0;
                if (isBad) {
                    rejected.add(ticks.size());
                }
                ticks.add(isBad ? bad.get(random.nextInt(bad.size())) : GOOD);
            }
            boolean asLines = random.nextBoolean();
            JsonNode reply = json(
                    asLines
                            ? lines(String.join("\n", ticks))
                            : node.post("/v1/ticks", "{\"ticks\":[" + String.join(",", ticks) + "]}"));
            assertThat(reply.get("accepted").intValue()).as("seed %d", seed).isEqualTo(ticks.size() - rejected.size());
            assertThat(reply.get("rejected"))
                    .as("seed %d", seed)
                    .extracting(rejection -> rejection.get("index").intValue())
                    .isEqualTo(rejected);
        }
    }

    @Test
    void shouldRefuseWhatIsNoListOfTicks() throws Exception {
        for (String body : List.of(
                "[]",
                "{}",
                "{\"ticks\":1}",
                "{\"ticks\":null}",
                "{\"ticks\":[],\"x\":1}",
                "{\"ticks\":{\"0\":1e1000000000}}",
                "{\"ticks\":{\"99999999999\":1e1000000000}}",
                "{\"ticks\":[" + GOOD + "],\"x\":1e1000000000}")) {
            assertProblem(node.post("/v1/ticks", body), 422, "invalid");
        }
        assertProblem(node.post("/v1/ticks", "{\"ticks\":[],\"ticks\":[]}"), 400, "not-json");
        assertProblem(node.post("/v1/ticks", "{\"ticks\":[" + GOOD + ",}"), 400, "not-json");
        assertThat(json(node.get("/v1/symbols")).get("items")).isEmpty();
    }

    @Test
    void shouldBoundTheNumberOfTicks() throws Exception {
        for (HttpResponse<String> response : List.of(
                node.post("/v1/ticks", "{\"ticks\":[" + "0,".repeat(10_000) + "0]}"), lines("0\n".repeat(10_001)))) {
            JsonNode problem = assertProblem(response, 422, "invalid");
            assertThat(problem.get("detail").textValue()).isEqualTo("/ticks must hold at most 10000 ticks");
        }
        String tick = "{\"symbol\":\"A\",\"price\":1}";
        assertThat(json(lines("\n" + (tick + "\n\n").repeat(10_000)))
                        .get("accepted")
                        .intValue())
                .isEqualTo(10_000);
    }

    @Test
    void shouldRefuseLinesInAnotherEncodingAsAWhole() throws Exception {
        byte[] body = (GOOD + "\n{\"symbol\":\"A\u00C0\u00AFB\",\"price\":1}").getBytes(ISO_8859_1);
        HttpRequest request = HttpRequest.newBuilder(node.uri("/v1/ticks"))
                .timeout(Duration.ofSeconds(10))
                .headers("Authorization", "Bearer " + node.alice, "Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        JsonNode problem = assertProblem(
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()), 400, "not-json");
        assertThat(problem.get("detail").textValue()).isEqualTo("Line 2, column 13: this is not UTF-8");
    }

    private HttpResponse<String> lines(String body) throws Exception {
        return node.post("/v1/ticks", body, "Content-Type", "application/x-ndjson");
    }
}
