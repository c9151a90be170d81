package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.http.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConnectionTest {
    private static final WebSocketSettings.Timing QUICK =
            ServerFixture.timing(Duration.ofSeconds(1), Duration.ofMillis(500));

    /** A token is good for a minute longer than it says. */
    private static final Duration GOOD_FOR_2_SECONDS = Duration.ofSeconds(-58);

    @TempDir
    Path directory;

    private ServerFixture fixture;

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void shouldWelcomeAndAuthenticateByMessage() {
        fixture = ServerFixture.start(directory);
        try (Client client = Client.connect(fixture.http(), fixture.uri())) {
            JsonNode welcome = client.next("welcome");
            assertThat(welcome.get("node").textValue()).isEqualTo("test");
            assertThat(welcome.get("heartbeatSeconds").intValue()).isEqualTo(10);
            assertThat(welcome.get("limits").get("messageBytes").intValue()).isEqualTo(64 * 1024);

            JsonNode ok = client.ask("{'op':'auth','id':'a-1','token':'" + fixture.token("alice") + "'}");

            assertThat(ok.get("type").textValue()).isEqualTo("ok");
            assertThat(ok.get("id").textValue()).isEqualTo("a-1");
            assertThat(ok.get("sub").textValue()).isEqualTo("alice");
            assertThat(ok.get("expiresAt").textValue()).endsWith("Z");
        }
    }

    @Test
    void shouldAuthenticateByHeader() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connect("Authorization", "bearer " + fixture.token("alice"))) {
            assertThat(client.ask("{'op':'ping','id':1}").get("type").textValue())
                    .isEqualTo("ok");
        }
    }

    @Test
    void shouldCloseWithoutATokenInTime() {
        fixture = new ServerFixture(directory, ServerFixture.LIMITS, QUICK);
        try (Client client = fixture.connect()) {
            assertBye(client.first("bye"), "not-authenticated");
            assertThat(client.awaitClose()).isEqualTo(4501);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer nonsense", "Basic YTpi", "Bearer "})
    void shouldCloseWhenTheHeaderIsNotAValidToken(String header) {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connect("Authorization", header)) {
            assertThat(client.next("error").get("code").textValue()).isEqualTo("invalid-token");
            assertBye(client.next("bye"), "not-authenticated");
            assertThat(client.awaitClose()).isEqualTo(4501);
        }
    }

    @Test
    void shouldCloseWhenTheFirstTokenIsNotValid() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connect()) {
            JsonNode error = client.ask("{'op':'auth','id':7,'token':'x'}");
            assertThat(error.get("code").textValue()).isEqualTo("invalid-token");
            assertThat(error.get("id").intValue()).isEqualTo(7);
            assertThat(client.awaitClose()).isEqualTo(4501);
        }
    }

    @Test
    void shouldCloseWhenTheTokenHasExpired() {
        fixture = ServerFixture.start(directory);
        String expired = fixture.token("alice", Duration.ofHours(-1));
        try (Client client = fixture.connect("Authorization", "Bearer " + expired)) {
            assertThat(client.next("error").get("code").textValue()).isEqualTo("token-expired");
            assertThat(client.awaitClose()).isEqualTo(4502);
        }
    }

    @Test
    void shouldTakeATokenForAMinuteMore() {
        fixture = ServerFixture.start(directory);
        String token = fixture.token("alice", Duration.ofSeconds(-30));
        try (Client client = fixture.connect();
                Client byHeader = fixture.connect("Authorization", "Bearer " + token)) {
            assertThat(client.ask("{'op':'auth','token':'" + token + "'}")
                            .get("type")
                            .textValue())
                    .isEqualTo("ok");
            for (Client each : List.of(client, byHeader)) {
                each.send("{'op':'ping'}");
                each.next("ok");
                each.send("{'op':'ping'}");
                each.next("ok");
            }
        }
    }

    @Test
    void shouldCloseWhenTheTokenExpires() {
        fixture = ServerFixture.start(directory);
        String token = fixture.token("alice", GOOD_FOR_2_SECONDS);
        try (Client client = fixture.connect("Authorization", "Bearer " + token)) {
            assertThat(client.ask("{'op':'ping'}").get("type").textValue()).isEqualTo("ok");
            assertBye(client.next("bye"), "token-expired");
            assertThat(client.awaitClose()).isEqualTo(4502);
        }
    }

    @Test
    void shouldStayWhenTheTokenIsRenewed() {
        fixture = ServerFixture.start(directory);
        String first = fixture.token("alice", GOOD_FOR_2_SECONDS);
        String renewed = fixture.token("alice", Duration.ofHours(1));
        try (Client client = fixture.connect("Authorization", "Bearer " + first);
                Client other = fixture.connect("Authorization", "Bearer " + first)) {
            assertThat(client.ask("{'op':'auth','token':'x'}").get("code").textValue())
                    .isEqualTo("invalid-token");
            assertThat(client.ask("{'op':'auth','token':'" + renewed + "'}")
                            .get("type")
                            .textValue())
                    .isEqualTo("ok");
            assertThat(other.awaitClose()).isEqualTo(4502);
            assertThat(client.ask("{'op':'ping'}").get("type").textValue()).isEqualTo("ok");
        }
    }

    @Test
    void shouldNotChangeToAnotherUser() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connectAs("alice")) {
            JsonNode error = client.ask("{'op':'auth','id':1,'token':'" + fixture.token("bob") + "'}");
            assertThat(error.get("code").textValue()).isEqualTo("forbidden");
            assertThat(client.awaitClose()).isEqualTo(4503);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'op':'subscribe','id':1,'channel':'ticks','symbols':'*'}",
                "{'op':'subscribe','id':1,'channel':'alerts'}",
                "{'op':'create_alert','id':1,'alert':{}}",
                "{'op':'ping','id':1}"
            })
    void shouldCloseWhoAsksBeforeAuthenticating(String request) {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connect()) {
            JsonNode error = client.ask(request.replace("''", "'"));
            assertThat(error.get("code").textValue()).isEqualTo("not-authenticated");
            assertThat(error.get("id").intValue()).isEqualTo(1);
            assertThat(client.awaitClose()).isEqualTo(4501);
        }
    }

    @Test
    void shouldCloseWhoLacksTheScope() {
        fixture = ServerFixture.start(directory);
        String token = fixture.token("feed", "ticks:write");
        try (Client client = fixture.connect("Authorization", "Bearer " + token)) {
            assertThat(client.ask("{'op':'subscribe','id':1,'channel':'ticks','symbols':'*'}")
                            .get("type")
                            .textValue())
                    .isEqualTo("ok");
            JsonNode error = client.ask("{'op':'subscribe','id':2,'channel':'alerts'}");
            assertThat(error.get("code").textValue()).isEqualTo("forbidden");
            assertBye(client.next("bye"), "forbidden");
            assertThat(client.awaitClose()).isEqualTo(4503);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "",
                "[]",
                "42",
                "{'op':'ping'",
                "{'op':'ping'}{}",
                "{'op':1,'op':2}",
                "{'op':'\\ud800'}",
                "\0{'op':'ping'}"
            })
    void shouldCloseOnWhatIsNoMessage(String text) {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connectAs("alice")) {
            client.send(text);
            assertBye(client.next("bye"), "protocol-error");
            assertThat(client.awaitClose()).isEqualTo(4504);
        }
    }

    @Test
    void shouldCloseOnABinaryFrame() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connectAs("alice")) {
            client.sendBinary(new byte[] {1, 2, 3});
            assertThat(client.awaitClose()).isEqualTo(4504);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x81,true,FFFE",
        "0x81,true,22C0AF22",
        "0x81,true,22EDA08022",
        "0x81,true,00007B00",
        "0x81,true,0000FFFE",
        "0x81,true,FEFF0000",
        "0x81,true,007B007D",
        "0x81,false,7B7D",
        "0x83,true,7B7D",
        "0xC1,true,7B7D",
        "0x80,true,7B7D"
    })
    void shouldCloseOnWhatIsNoWebSocketText(int first, boolean masked, String payload) throws IOException {
        fixture = ServerFixture.start(directory);
        try (StalledClient client = fixture.connectStalled("alice")) {
            client.sendFrame(first, masked, HexFormat.of().parseHex(payload));
            assertBye(client.next(), "protocol-error");
            assertThat(client.next().get("close").intValue()).isEqualTo(4504);
        }
    }

    @Test
    void shouldAnswerPings() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connectAs("alice")) {
            assertThat(client.ping("hello")).isEqualTo("hello");
        }
    }

    @Test
    void shouldEndTheAlertsOfWhoRenewsWithoutTheirScope() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connectAs("alice")) {
            client.ask("{'op':'subscribe','channel':'alerts'}");
            client.ask("{'op':'auth','token':'" + fixture.token("alice", "ticks:write") + "'}");
            await().until(() -> !fixture.server.hasAlertSubscriber(ServerFixture.owner("alice")));
        }
    }

    @Test
    void shouldCloseOnAFrameThatIsTooLong() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connectAs("alice");
                Client inParts = fixture.connectAs("alice")) {
            String padding = "x".repeat(64 * 1024 - 21);
            assertThat(client.ask("{'op':'ping','id':'" + padding + "'}")
                            .get("id")
                            .textValue())
                    .isEqualTo(padding);
            client.send("{'op':'ping','id':'" + "x".repeat(64 * 1024) + "'}");
            assertThat(client.awaitClose()).isEqualTo(4504);

            inParts.sendPart("{'op':'ping','id':'", false);
            inParts.sendPart(padding, false);
            inParts.sendPart(padding + "'}", true);
            assertThat(inParts.awaitClose()).isEqualTo(4504);
        }
    }

    @Test
    void shouldUnderstandAMessageInParts() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connectAs("alice")) {
            client.sendPart("{'op':'pi", false);
            client.sendPart("ng','id'", false);
            client.sendPart(":5}", true);
            assertThat(client.next("ok").get("id").intValue()).isEqualTo(5);
        }
    }

    @Test
    void shouldSendHeartbeatsWithTheLastSequence() {
        fixture = new ServerFixture(directory, ServerFixture.LIMITS, QUICK);
        fixture.symbols("BTCUSD");
        fixture.tick(0, 42, 1);
        try (Client client = fixture.connectAs("alice")) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.next("heartbeat").get("sequence").longValue()).isEqualTo(42);
            }
        }
    }

    @Test
    void shouldCloseAClientThatIsSilent() throws IOException {
        fixture = new ServerFixture(directory, ServerFixture.LIMITS, QUICK);
        try (StalledClient silent = fixture.connectStalled("alice")) {
            JsonNode message = silent.next();
            while (message.path("type").asText().equals("heartbeat")) {
                message = silent.next();
            }
            assertBye(message, "heartbeat-missed");
            assertThat(silent.next().get("close").intValue()).isEqualTo(4009);
        }
    }

    @Test
    void shouldRefuseMoreConnectionsThanAllowed() {
        fixture = new ServerFixture(
                directory, new WebSocketSettings.Limits(3, 2, 100, 100, 1024, 1 << 20), ServerFixture.TIMING);
        List<Client> clients = new ArrayList<>();
        try {
            clients.add(fixture.connectAs("alice"));
            clients.add(fixture.connectAs("alice"));
            assertThat(clients.get(1).ask("{'op':'ping'}").get("type").textValue())
                    .isEqualTo("ok");
            try (Client third = fixture.connectAs("alice")) {
                assertThat(third.awaitClose()).isEqualTo(4529);
            }
            await().until(() -> fixture.server.connections() == 2);
            clients.add(fixture.connectAs("bob"));
            try (Client fourth = fixture.connectAs("carol")) {
                assertBye(fourth.next("bye"), "too-many-connections");
                assertThat(fourth.awaitClose()).isEqualTo(4529);
            }
            clients.remove(0).close();
            await().until(() -> fixture.server.connections() == 2);
            clients.add(fixture.connectAs("alice"));
            assertThat(clients.get(2).ask("{'op':'ping'}").get("type").textValue())
                    .isEqualTo("ok");
        } finally {
            clients.forEach(Client::close);
        }
    }

    @Test
    void shouldCloseAClientThatSendsTooMuch() {
        fixture = new ServerFixture(
                directory, new WebSocketSettings.Limits(10, 10, 1, 20, 1024, 1 << 20), ServerFixture.TIMING);
        try (Client client = fixture.connectAs("alice")) {
            for (int i = 0; i < 25 && !client.isClosed(); i++) {
                client.send("{'op':'ping'}");
            }
            assertBye(client.first("bye"), "too-many-messages");
            assertThat(client.awaitClose()).isEqualTo(4529);
        }
    }

    @Test
    void shouldCloseAClientThatDoesNotTakeItsAnswers() throws IOException {
        fixture = new ServerFixture(
                directory, new WebSocketSettings.Limits(10, 10, 1_000_000, 1_000_000, 65_536, 65_536), QUICK);
        try (StalledClient stalled = fixture.connectStalled("alice")) {
            String request = "{'op':'ping','id':'" + "x".repeat(10_000) + "'}";
            for (int i = 0; i < 2_000 && fixture.server.connections() == 1; i++) {
                stalled.send(request);
            }
        } catch (IOException closed) {
            assertThat(closed).hasMessageMatching("(?i).*(reset|broken|closed|abort).*");
        }
        await().untilAsserted(() -> assertThat(fixture.server.connections()).isZero());
    }

    @Test
    void shouldSayByeWhenItShutsDown() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connectAs("alice");
                Client anonymous = fixture.connect()) {
            fixture.server.close();
            for (Client each : List.of(client, anonymous)) {
                JsonNode bye = each.next("bye");
                assertThat(bye.get("reason").textValue()).isEqualTo("shutting-down");
                assertThat(bye.get("reconnectAfterMs").longValue()).isBetween(500L, 1_000L);
                assertThat(each.awaitClose()).isEqualTo(4001);
            }
        }
    }

    @Test
    void shouldAnswerWhatItTookBeforeItSaysBye() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connectAs("alice")) {
            fixture.engine.hold();
            client.send("{'op':'create_alert','id':7,'alert':{'symbol':'X','condition':{'type':'above','level':1}}}");
            await().until(() -> fixture.engine.heldCount() == 1);
            fixture.server.beginStop();
            fixture.engine.release();
            assertThat(client.next("ok").get("id").intValue()).isEqualTo(7);
            assertBye(client.next(), "shutting-down");
            assertThat(client.awaitClose()).isEqualTo(4001);
        }
    }

    @Test
    void shouldRefuseUpgradesWhileItStops() throws IOException {
        fixture = ServerFixture.start(directory);
        String head = """
                GET /v1/stream HTTP/1.1\r
                Host: x\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                """;
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        try (RawHttp half = new RawHttp(fixture.server.address()).send(head)) {
            assertThat(half.hasAnswer(100)).isFalse();
            fixture.server.beginStop();
            try (RawHttp late = new RawHttp(fixture.server.address()).send(head + key)) {
                for (RawHttp each : List.of(half, late)) {
                    RawHttp.Response refused = each.read();
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(refused.code()).isEqualTo("stopping");
                    assertThat(refused.headers()).containsEntry("retry-after", "1");
                }
            }
        }
    }

    @Test
    void shouldSayByeToWhoStillWaitsForAnAnswer() {
        fixture = ServerFixture.start(directory);
        try (Client client = fixture.connectAs("alice")) {
            fixture.engine.hold();
            client.send("{'op':'delete_alert','alert':'1','id':7}");
            client.send("{'op':'delete_alert','alert':'2'}");
            await().until(() -> fixture.engine.heldCount() == 2);
            fixture.server.close();
            JsonNode unknown = client.next("error");
            assertThat(unknown.get("code").textValue()).isEqualTo("stopping");
            assertThat(unknown.get("id").intValue()).isEqualTo(7);
            assertThat(client.next("error").has("id")).isFalse();
            assertThat(client.next("bye").get("reason").textValue()).isEqualTo("shutting-down");
            assertThat(client.awaitClose()).isEqualTo(4001);
        }
    }

    @Test
    void shouldShutDownInTimeWhenClientsDoNotAnswer() {
        fixture = ServerFixture.start(directory);
        StalledClient stalled = fixture.connectStalled("alice");
        long startNs = System.nanoTime();
        fixture.server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(5));
        assertThat(stalled.next().get("type").textValue()).isEqualTo("bye");
    }

    @ParameterizedTest
    @CsvSource({"/v1/stream,426", "/v1/stream?x=y,426", "/,404", "/v1/streams,404", "/v1/stream/,404"})
    void shouldRefuseWhatIsNoUpgradeOfItsPath(String path, int status) throws IOException, InterruptedException {
        fixture = ServerFixture.start(directory);
        URI uri = URI.create("http://127.0.0.1:" + fixture.server.address().getPort() + path);
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isNotBlank();
    }

    private static void assertBye(JsonNode bye, String reason) {
        assertThat(bye.get("type").textValue()).isEqualTo("bye");
        assertThat(bye.get("reason").textValue()).isEqualTo(reason);
        assertThat(bye.has("reconnectAfterMs")).isTrue();
    }
}
