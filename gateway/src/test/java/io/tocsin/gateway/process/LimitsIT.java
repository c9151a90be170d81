package io.tocsin.gateway.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node answers when somebody asks for more than there is, or too late. */
class LimitsIT {
    private static final String ALERT =
            "{\"symbol\":\"X\",\"condition\":{\"type\":\"crosses\",\"level\":\"100\"},\"trigger\":{\"mode\":\"every\"}}";
    private static final int TICKS = 10_000;

    @TempDir
    Path directory;

    @Test
    void shouldSlowDownWhoAsksTooOften() throws Exception {
        Map<String, String> limits =
                Map.of("TOCSIN_RATE_LIMIT_REQUESTS_PER_SECOND", "1", "TOCSIN_RATE_LIMIT_BURST", "3");
        try (NodeProcess node = new NodeProcess(directory, limits).start()) {
            Api alice = Api.as(node, "alice", "alerts");
            List<Integer> statuses = new ArrayList<>();
            Api.Answer last = alice.get("/v1/alerts");
            while (last.status() == 200 && statuses.size() < 100) {
                statuses.add(last.status());
                last = alice.get("/v1/alerts");
            }
            assertThat(statuses).hasSizeGreaterThanOrEqualTo(3);
            refused(last, 429, "rate-limited");
            assertThat(Integer.parseInt(last.header("Retry-After"))).isPositive();
            assertThat(Api.as(node, "bob", "alerts").get("/v1/alerts").status()).isEqualTo(200);
        }
    }

    @Test
    void shouldCountAlertsOfAUserAndOfAll() throws Exception {
        Map<String, String> limits = Map.of("TOCSIN_MAX_ALERTS_PER_USER", "2", "TOCSIN_MAX_ALERTS", "3");
        try (NodeProcess node = new NodeProcess(directory, limits).start()) {
            Api alice = Api.as(node, "alice", "alerts");
            Api bob = Api.as(node, "bob", "alerts");
            assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            refused(alice.post("/v1/alerts", ALERT), 422, "alert-limit");
            assertThat(bob.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            refused(bob.post("/v1/alerts", ALERT), 422, "capacity");
            assertThat(alice.delete("/v1/alerts/1").status()).isEqualTo(204);
            assertThat(bob.post("/v1/alerts", ALERT).status()).isEqualTo(201);
        }
    }

    @Test
    void shouldCountWhatAlertsWatch() throws Exception {
        Map<String, String> limits = Map.of("TOCSIN_MAX_SERIES", "3", "TOCSIN_MAX_SERIES_PER_SYMBOL", "2");
        try (NodeProcess node = new NodeProcess(directory, limits).start()) {
            Api alice = Api.as(node, "alice", "alerts");
            assertThat(alice.post("/v1/alerts", moves("X", "PT1S")).status()).isEqualTo(201);
            assertThat(alice.post("/v1/alerts", moves("X", "PT2S")).status()).isEqualTo(201);
            assertThat(alice.post("/v1/alerts", moves("X", "PT1S")).status()).isEqualTo(201);
            Api.Answer third = alice.post("/v1/alerts", moves("X", "PT3S"));
            refused(third, 422, "capacity");
            assertThat(third.body().path("detail").asText()).contains("engine.max-series-per-symbol");
            assertThat(alice.post("/v1/alerts", moves("Y", "PT1S")).status()).isEqualTo(201);
            refused(alice.post("/v1/alerts", moves("Z", "PT1S")), 422, "capacity");
            assertThat(alice.delete("/v1/alerts/2").status()).isEqualTo(204);
            assertThat(alice.post("/v1/alerts", moves("Z", "PT1S")).status()).isEqualTo(201);
        }
    }

    private static String moves(String symbol, String within) {
        return "{\"symbol\":\"" + symbol + "\",\"condition\":{\"type\":\"moves_up\",\"percent\":1,\"within\":\""
                + within + "\"}}";
    }

    @Test
    void shouldRefuseATokenWhoseTimeIsOver() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of()).start()) {
            byte[] key = HexFormat.of()
                    .parseHex(
                            Files.readString(node.data.resolve("dev-token.key")).strip());
            long now = Instant.now().getEpochSecond();
            assertThat(Api.withToken(node, token(key, now + 600))
                            .get("/v1/alerts")
                            .status())
                    .isEqualTo(200);
            String expired = token(key, now - 600);
            refused(Api.withToken(node, expired).get("/v1/alerts"), 401, "token-expired");
            try (StreamClient late = StreamClient.connect(node, expired)) {
                assertThat(late.closeCode()).isEqualTo(4502);
            }
        }
    }

    @Test
    void shouldTakeAllOfARequestOrNothingWhenTheRingIsFull() throws Exception {
        Map<String, String> small = Map.of("TOCSIN_PIPELINE_INGRESS_RING_SIZE", "1024");
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try (NodeProcess node = new NodeProcess(directory, small).start()) {
            Api alice = Api.as(node, "alice", "alerts", "ticks:write");
            for (int i = 0; i < 40; i++) {
                assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            }
            List<Future<Api.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(clients.submit(() -> alice.post("/v1/ticks", crossings())));
            }
            int accepted = 0;
            int refused = 0;
            for (Future<Api.Answer> pending : answers) {
                Api.Answer answer = pending.get();
                if (answer.status() == 202) {
                    assertThat(answer.body().path("accepted").asInt()).isEqualTo(TICKS);
                    accepted++;
                } else {
                    refused(answer, 503, "busy");
                    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
                    refused++;
                }
            }
            assertThat(refused).isPositive();
            // Every tick but the first crosses the level, and each crossing rings once.
            assertThat(alice.get("/v1/alerts/1").body().path("firedCount").asInt())
                    .isEqualTo(accepted * TICKS - 1);
        } finally {
            clients.shutdownNow();
        }
    }

    private static String crossings() {
        StringBuilder lines = new StringBuilder("{\"ticks\":[");
        for (int i = 0; i < TICKS; i++) {
            lines.append(i == 0 ? "" : ",")
                    .append("{\"symbol\":\"X\",\"price\":")
                    .append(i % 2 == 0 ? 99 : 101)
                    .append('}');
        }
        return lines.append("]}").toString();
    }

    /** As an issuer with the node's key would make it, by the letter of RFC 7515. */
    private static String token(byte[] key, long expiresAt) throws Exception {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String head = base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(UTF_8));
        String claims = base64.encodeToString(
                ("{\"sub\":\"alice\",\"scope\":\"alerts\",\"exp\":" + expiresAt + '}').getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return head + '.' + claims + '.' + base64.encodeToString(mac.doFinal((head + '.' + claims).getBytes(UTF_8)));
    }

    private static void refused(Api.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.body().path("type").asText()).isEqualTo("urn:tocsin:problem:" + code);
    }
}
