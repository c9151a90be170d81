package io.tocsin.gateway.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Symbols beyond ASCII, and as long as can be, through a node and over a restart, in a locale that has none of them.
 */
class SymbolNamesIT {
    private static final List<String> NAMES = List.of("币安人生USDT", "^" + "币".repeat(21), "M&M=(A)'");

    @TempDir
    Path directory;

    @Test
    void shouldCarryNamesOfAnyScript() throws Exception {
        Map<String, String> environment = Map.of("LC_ALL", "C");
        try (NodeProcess node = new NodeProcess(directory, environment).start()) {
            Api alice = Api.as(node, "alice", "alerts", "ticks:write");
            for (String name : NAMES) {
                post(alice, "/v1/ticks", tick(name, "800"), 202);
                JsonNode alert = post(
                        alice,
                        "/v1/alerts",
                        "{\"symbol\":\"" + name + "\",\"condition\":{\"type\":\"crosses_up\",\"level\":\"850\"},"
                                + "\"message\":\"{{symbol}}!\"}",
                        201);
                assertThat(alert.path("symbol").asText()).isEqualTo(name);
                // Two, for tick and alert come in either order.
                try (StreamClient client = StreamClient.connect(node, alice.token());
                        StreamClient alerts = StreamClient.connect(node, alice.token())) {
                    alerts.send("{'op':'subscribe','channel':'alerts','id':1}");
                    alerts.next("ok");
                    client.send("{'op':'subscribe','channel':'ticks','symbols':['" + name.replace("'", "\\u0027")
                            + "'],'id':2}");
                    assertThat(client.next("snapshot").path("symbol").asText()).isEqualTo(name);
                    post(alice, "/v1/ticks", tick(name, "900"), 202);
                    assertThat(client.next("tick").path("symbol").asText()).isEqualTo(name);
                    JsonNode fired = alerts.next("alert");
                    assertThat(fired.path("symbol").asText()).isEqualTo(name);
                    assertThat(fired.path("message").asText()).isEqualTo(name + "!");
                }
            }
            assertThat(node.terminate()).isZero();
        }
        try (NodeProcess node = new NodeProcess(directory, environment).start()) {
            Api alice = Api.as(node, "alice", "alerts", "ticks:write");
            for (String name : NAMES) {
                String encoded = URLEncoder.encode(name, UTF_8);
                assertThat(alice.get("/v1/symbols/" + encoded)
                                .body()
                                .path("last")
                                .asText())
                        .isEqualTo("900");
                JsonNode alerts =
                        alice.get("/v1/alerts?symbol=" + encoded).body().path("items");
                assertThat(alerts).hasSize(1);
                assertThat(alerts.get(0).path("status").asText()).isEqualTo("triggered");
            }
        }
    }

    private static String tick(String name, String price) {
        return "{\"ticks\":[{\"symbol\":\"" + name + "\",\"price\":\"" + price + "\"}]}";
    }

    private static JsonNode post(Api api, String path, String body, int status) throws Exception {
        Api.Answer answer = api.post(path, body);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        return answer.body();
    }
}
