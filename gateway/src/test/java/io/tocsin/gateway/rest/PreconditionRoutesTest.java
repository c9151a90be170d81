package io.tocsin.gateway.rest;

import static io.tocsin.gateway.rest.RestFixture.assertProblem;
import static io.tocsin.gateway.rest.RestFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionRoutesTest {
    private static final String ALERT = "/v1/alerts/1";
    private static final String ABOVE = "{\"symbol\":\"BTCUSD\",\"condition\":{\"type\":\"above\",\"level\":\"850\"}}";
    private static final String BELOW = "{\"symbol\":\"BTCUSD\",\"condition\":{\"type\":\"below\",\"level\":\"10\"}}";
    private static final String PAUSED = "{\"status\":\"paused\"}";
    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final String OLD_TAG = "\"1-abc\"";

    @TempDir
    private Path dataDir;

    private RestFixture node;

    @BeforeEach
    void start() throws Exception {
        node = new RestFixture(dataDir).recover();
        node.post("/v1/alerts", ABOVE);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void shouldCountTheChangesOfTheUserAsVersionsAndAllElseInTheRevision() throws Exception {
        String created = etag(node.get(ALERT));
        node.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"BTCUSD\",\"price\":\"850\"}]}");
        String fired = etag(node.get(ALERT));
        String paused = etag(node.send("PATCH", ALERT, node.alice, PAUSED));
        String pausedAgain = etag(node.send("PATCH", ALERT, node.alice, PAUSED));
        String replaced = etag(node.send("PUT", ALERT, node.alice, BELOW));

        assertThat(List.of(created, fired, paused, replaced))
                .doesNotHaveDuplicates()
                .extracting(tag -> tag.substring(0, 3))
                .containsExactly("\"1-", "\"1-", "\"2-", "\"3-");
        assertThat(pausedAgain).isEqualTo(paused);
        assertThat(etag(node.get(ALERT))).isEqualTo(replaced);
    }

    /** An older PUT must not resume what was paused since. */
    @Test
    void shouldRefuseAChangeOfAVersionThatWasPausedSince() throws Exception {
        String seen = etag(node.get(ALERT));
        node.send("PATCH", ALERT, node.alice, PAUSED, IF_MATCH, seen);

        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            String body = method.equals("PUT") ? BELOW : method.equals("PATCH") ? PAUSED : null;
            assertProblem(node.send(method, ALERT, node.alice, body, IF_MATCH, seen), 412, "stale-version");
        }
        assertThat(json(node.get(ALERT)).get("status").textValue()).isEqualTo("paused");
    }

    @Test
    void shouldTakeAChangeOfAnAlertThatHasOnlyFiredSince() throws Exception {
        String seen = etag(node.get(ALERT));
        node.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"BTCUSD\",\"price\":\"850\"}]}");

        assertThat(node.send("PUT", ALERT, node.alice, BELOW, IF_MATCH, seen).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "\"2-x\"",
                "W/\"2-x\"",
                "\"2\"",
                "\"1-a\", \"2-b\"",
                " , \"a,b\" ,W/\"2-b\",",
                "\"2-x\" , \"3-y\""
            })
    void shouldMatchTheVersion(String header) throws Exception {
        node.send("PUT", ALERT, node.alice, BELOW);

        assertThat(node.send("PATCH", ALERT, node.alice, PAUSED, IF_MATCH, header)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2-x", "\"1-x\"", "\"22-x\"", "\"x-2\"", "\"2-x", "w/\"2-x\"", "1 \"2-x\"", "\"-2-x\""})
    void shouldNotMatchAnyOtherThing(String header) throws Exception {
        node.send("PUT", ALERT, node.alice, BELOW);
        String before = node.get(ALERT).body();

        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            String body = method.equals("PUT") ? BELOW : method.equals("PATCH") ? PAUSED : null;
            assertProblem(node.send(method, ALERT, node.alice, body, IF_MATCH, header), 412, "stale-version");
        }
        assertThat(node.get(ALERT).body()).isEqualTo(before);
    }

    @Test
    void shouldReadAllLinesOfAHeader() throws Exception {
        String seen = etag(node.get(ALERT));

        assertThat(node.send("PATCH", ALERT, node.alice, PAUSED, IF_MATCH, "\"7-x\"", IF_MATCH, seen)
                        .statusCode())
                .isEqualTo(200);
        String now = etag(node.get(ALERT));
        assertThat(node.send("GET", ALERT, node.alice, null, IF_NONE_MATCH, OLD_TAG, IF_NONE_MATCH, now)
                        .statusCode())
                .isEqualTo(304);
        assertThat(node.send("DELETE", ALERT, node.alice, null, IF_MATCH, OLD_TAG, IF_MATCH, now)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void shouldSendAnAlertOnlyWhenItShowsAnythingNew() throws Exception {
        String seen = etag(node.get(ALERT));
        for (String tags : List.of(seen, "W/" + seen, "*", OLD_TAG + ", " + seen)) {
            HttpResponse<String> unchanged = node.send("GET", ALERT, node.alice, null, IF_NONE_MATCH, tags);
            assertThat(unchanged.statusCode()).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
            assertThat(etag(unchanged)).isEqualTo(seen);
        }

        node.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"BTCUSD\",\"price\":\"850\"}]}");
        HttpResponse<String> fired = node.send("GET", ALERT, node.alice, null, IF_NONE_MATCH, seen);
        assertThat(fired.statusCode()).isEqualTo(200);
        assertThat(json(fired).get("firedCount").intValue()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAWriteThatIsForNoAlertThatIsThere() throws Exception {
        String seen = etag(node.get(ALERT));
        for (String tags : List.of("*", seen)) {
            assertProblem(node.send("PUT", ALERT, node.alice, BELOW, IF_NONE_MATCH, tags), 412, "stale-version");
            assertProblem(node.send("PATCH", ALERT, node.alice, PAUSED, IF_NONE_MATCH, tags), 412, "stale-version");
            assertProblem(node.send("DELETE", ALERT, node.alice, null, IF_NONE_MATCH, tags), 412, "stale-version");
        }
        assertThat(etag(node.get(ALERT))).isEqualTo(seen);
        assertThat(node.send("PUT", ALERT, node.alice, BELOW, IF_NONE_MATCH, OLD_TAG)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldNotFindAnAlertThatIsNotThereWhateverTheCondition() throws Exception {
        for (String header : List.of(IF_MATCH, IF_NONE_MATCH)) {
            assertProblem(node.send("DELETE", "/v1/alerts/9", node.alice, null, header, "*"), 404, "not-found");
            assertProblem(node.send("PATCH", ALERT, node.bob, PAUSED, header, "*"), 404, "not-found");
        }
    }

    private static String etag(HttpResponse<?> response) {
        return response.headers().firstValue("ETag").orElseThrow();
    }
}
