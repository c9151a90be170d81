package io.tocsin.gateway.rest;

import static io.tocsin.gateway.rest.RestFixture.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BodyRulesTest {
    private static final List<Route> WITH_BODY = Arrays.stream(Route.values())
            .filter(route -> route.body() != Route.Body.NONE)
            .toList();

    @TempDir
    private Path dataDir;

    private RestFixture node;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        node = new RestFixture(dataDir).recover();
        node.post("/v1/alerts", "{\"symbol\":\"BTCUSD\",\"condition\":{\"type\":\"above\",\"level\":1}}");
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void shouldRefuseAnythingButUtf8OnEachRoute() throws Exception {
        for (String hex : List.of(
                "00007B00",
                "0000FFFE",
                "FEFF0000",
                "7B007D00",
                "007B007D",
                "FFFE7B007D00",
                "7B22C0AF223A317D",
                "7B22EDA080223A317D",
                "7B22FF223A317D")) {
            for (Route route : WITH_BODY) {
                JsonNode problem = assertProblem(send(route, HexFormat.of().parseHex(hex)), 400, "not-json");
                assertThat(problem.get("detail").textValue()).startsWith("Line 1, column ");
            }
        }
    }

    @Test
    void shouldRefuseHalvesOfSurrogatePairsOnEachRoute() throws Exception {
        for (Route route : WITH_BODY) {
            assertProblem(send(route, "{\"a\":\"\\ud800\"}"), 400, "not-json");
            assertProblem(send(route, "{\"\\udc00\":1}"), 400, "not-json");
        }
    }

    @Test
    void shouldLetAByteOrderMarkPass() throws Exception {
        for (Route route : WITH_BODY) {
            JsonNode problem =
                    assertProblem(send(route, HexFormat.of().parseHex("EFBBBF7B2278223A317D")), 422, "invalid");
            assertThat(problem.at("/errors"))
                    .anySatisfy(error ->
                            assertThat(error.get("pointer").textValue()).isEqualTo("/x"));
        }
    }

    /** None takes time or memory by its looks. */
    @Test
    void shouldRefuseWhatIsMeantToHurt() throws Exception {
        for (Route route : WITH_BODY) {
            assertProblem(send(route, "[".repeat(1 << 20)), 422, "invalid");
            assertProblem(send(route, "{\"a\":".repeat(200_000)), 422, "invalid");
            assertProblem(send(route, "{\"a\":1e1000000000}"), 422, "invalid");
            assertProblem(send(route, "{\"a\":1e999999999}"), 422, "invalid");
            assertProblem(send(route, "{\"a\":" + "9".repeat(1_000_000) + "}"), 422, "invalid");
            assertProblem(send(route, "{\"" + "a".repeat(1_000_000) + "\":1}"), 422, "invalid");
            assertProblem(send(route, "{\"a\\u0000b\":\"\\u0000\"}"), 422, "invalid");
            assertProblem(send(route, "{\"a\u0000\":1}"), 400, "not-json");
            assertProblem(send(route, "{\"a\":1,\"a\":2}"), 400, "not-json");
        }
    }

    private HttpResponse<String> send(Route route, String body) throws IOException, InterruptedException {
        return send(route, body.getBytes(UTF_8));
    }

    private HttpResponse<String> send(Route route, byte[] body) throws IOException, InterruptedException {
        String path = route.path().replace("{id}", "1").replace("{token}", "t").replace("{symbol}", "BTCUSD");
        HttpRequest.Builder request = HttpRequest.newBuilder(node.uri(path))
                .timeout(Duration.ofSeconds(10))
                .method(route.method(), HttpRequest.BodyPublishers.ofByteArray(body));
        if (route.needsToken()) {
            request.header("Authorization", "Bearer " + node.alice);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
