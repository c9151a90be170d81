package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.alert.Action;
import io.tocsin.journal.outbox.EventId;
import io.tocsin.journal.outbox.Outbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AlertChannelTest {
    private static final String SUBSCRIBE = "{'op':'subscribe','id':1,'channel':'alerts'}";

    private static final long NEXT_DAY = Duration.ofDays(1).toSeconds();

    @TempDir
    Path directory;

    private ServerFixture fixture;
    private Client client;

    @BeforeEach
    void start() {
        fixture = ServerFixture.start(directory);
        client = fixture.connectAs("alice");
    }

    @AfterEach
    void stop() {
        client.close();
        fixture.close();
    }

    @Test
    void shouldDeliverFiringsFromTheAnswerOn() {
        fixture.fire("alice", 1, 0);
        assertThat(client.ask(SUBSCRIBE)).isEqualTo(json("{'type':'ok','id':1,'channel':'alerts'}"));

        fixture.fire("alice", 5, 0);

        assertThat(nextEvent())
                .isEqualTo(json("{'type':'alert','event':'5-0','alert':'7','version':1,'symbol':'BTCUSD',"
                        + "'price':'850','previous':'849','condition':'crosses_up','level':'849.5',"
                        + "'message':'BTCUSD rose through 849.5: 850','time':'2013-11-25T00:00:05Z','sequence':5,"
                        + "'firedCount':1,'replayed':false}"));
    }

    @Test
    void shouldDeliverToTheOwnerOnlyAndOnlyWhatIsMeantForWebSocket() {
        client.ask(SUBSCRIBE);
        fixture.fire("bob", 1, 0);
        fixture.fire("alice", new EventId(2, 0), Action.PUSH);
        fixture.fire("alice", new EventId(3, 1), Action.PUSH, Action.webhook("https://example.com"), Action.WEBSOCKET);

        assertThat(nextEvent().get("event").textValue()).isEqualTo("3-1");
    }

    @Test
    void shouldDeliverToAllConnectionsOfTheOwner() {
        try (Client second = fixture.connectAs("alice")) {
            client.ask(SUBSCRIBE);
            second.ask(SUBSCRIBE);
            fixture.fire("alice", 1, 0);
            assertThat(nextEvent()).isEqualTo(second.next("alert"));
        }
    }

    @Test
    void shouldDeliverNothingAfterUnsubscribing() {
        client.ask(SUBSCRIBE);
        assertThat(fixture.server.hasAlertSubscriber(ServerFixture.owner("alice")))
                .isTrue();
        fixture.fire("alice", 1, 0);
        nextEvent();

        client.ask("{'op':'unsubscribe','channel':'alerts'}");

        assertThat(fixture.server.hasAlertSubscriber(ServerFixture.owner("alice")))
                .isFalse();
        fixture.fire("alice", 2, 0);
        client.ask(SUBSCRIBE);
        fixture.fire("alice", 3, 0);
        assertThat(nextEvent().get("event").textValue()).isEqualTo("3-0");
    }

    @Test
    void shouldForgetSubscribersThatAreGone() {
        client.ask(SUBSCRIBE);
        client.close();
        await().untilAsserted(() -> assertThat(fixture.server.hasAlertSubscriber(ServerFixture.owner("alice")))
                .isFalse());
    }

    @Test
    void shouldReplayWhatCameAfterTheGivenEvent() {
        for (int sequence = 1; sequence <= 5; sequence++) {
            fixture.fire("alice", sequence, 0);
            fixture.fire("bob", sequence, 1);
            fixture.fire("alice", sequence, 2);
        }

        client.ask("{'op':'subscribe','channel':'alerts','after':'3-0'}");

        for (String event : new String[] {"3-2", "4-0", "4-2", "5-0", "5-2"}) {
            JsonNode alert = nextEvent();
            assertThat(alert.get("event").textValue()).isEqualTo(event);
            assertThat(alert.get("replayed").booleanValue()).isTrue();
        }
        assertThat(client.next("resumed")).isEqualTo(json("{'type':'resumed','complete':true,'from':'3-0'}"));
        fixture.fire("alice", 6, 0);
        JsonNode live = nextEvent();
        assertThat(live.get("event").textValue()).isEqualTo("6-0");
        assertThat(live.get("replayed").booleanValue()).isFalse();
    }

    @Test
    void shouldSayWhenTheOutboxDoesNotReachBackFarEnough() throws IOException {
        stop();
        appendOnTwoDays();
        Files.delete(oldestRollFile());
        startAgain();

        client.ask("{'op':'subscribe','channel':'alerts','after':'1-0'}");

        assertThat(nextEvent().get("sequence").longValue()).isEqualTo(NEXT_DAY);
        assertThat(nextEvent().get("sequence").longValue()).isEqualTo(NEXT_DAY + 1);
        assertThat(client.next("resumed"))
                .isEqualTo(json("{'type':'resumed','complete':false,'from':'" + NEXT_DAY + "-0'}"));
    }

    @Test
    void shouldSayWhenAnEventInTheOutboxIsDamaged() throws IOException {
        stop();
        appendOnTwoDays();
        damageLastEvent(oldestRollFile());
        startAgain();

        client.ask("{'op':'subscribe','channel':'alerts','after':'0-0'}");

        assertThat(nextEvent().get("sequence").longValue()).isEqualTo(1);
        assertThat(nextEvent().get("sequence").longValue()).isEqualTo(NEXT_DAY);
        assertThat(nextEvent().get("sequence").longValue()).isEqualTo(NEXT_DAY + 1);
        assertThat(client.next("resumed"))
                .isEqualTo(json("{'type':'resumed','complete':false,'from':'" + NEXT_DAY + "-0'}"));
    }

    @Test
    void shouldSayWhenTheEventIsOfAnotherLifeOfTheNode() {
        fixture.fire("alice", 1, 0);

        client.ask("{'op':'subscribe','channel':'alerts','after':'2-0'}");

        assertThat(client.next("resumed")).isEqualTo(json("{'type':'resumed','complete':false,'from':null}"));
        fixture.fire("alice", 2, 0);
        assertThat(nextEvent().get("event").textValue()).isEqualTo("2-0");
    }

    @Test
    void shouldResumeWithoutGapOrRepetitionWhileAlertsFire() {
        int before = 5_000;
        int events = 20_000;
        for (int sequence = 1; sequence <= before; sequence++) {
            fixture.fire("alice", sequence, 0);
        }
        CompletableFuture<Void> market = CompletableFuture.runAsync(() -> {
            for (int sequence = before + 1; sequence <= events; sequence++) {
                fixture.fire("alice", sequence, 0);
            }
        });

        client.send("{'op':'subscribe','channel':'alerts','after':'10-0'}");

        client.next("ok");
        boolean replayed = true;
        for (int sequence = 11; sequence <= events; sequence++) {
            JsonNode message = client.next();
            if (message.get("type").textValue().equals("resumed")) {
                replayed = false;
                message = client.next();
            }
            assertThat(message.get("event").textValue()).isEqualTo(sequence + "-0");
            assertThat(message.get("replayed").booleanValue()).isEqualTo(replayed);
        }
        market.join();
        if (replayed) {
            client.next("resumed");
        }
    }

    @Test
    void shouldDeliverABurstThatIsLargerThanTheBufferToAClientThatTakesIt() {
        int events = 10_000;
        fixture.firings.message("x".repeat(256));
        client.ask(SUBSCRIBE);
        for (int ordinal = 0; ordinal < events; ordinal++) {
            fixture.fire("alice", 1, ordinal);
        }
        for (int ordinal = 0; ordinal < events; ordinal++) {
            JsonNode alert = nextEvent();
            assertThat(alert.get("event").textValue()).isEqualTo("1-" + ordinal);
            assertThat(alert.get("replayed").booleanValue()).isFalse();
        }
    }

    @Test
    void shouldCloseAClientThatDoesNotTakeItsAlerts() throws IOException {
        try (StalledClient stalled = fixture.connectStalled("bob")) {
            stalled.send(SUBSCRIBE);
            assertThat(stalled.next().get("type").textValue()).isEqualTo("ok");
            fixture.firings.message("x".repeat(256));
            client.ask(SUBSCRIBE);
            for (int sequence = 1; sequence <= 20_000; sequence++) {
                fixture.fire("bob", sequence, 0);
            }
            fixture.fire("alice", 30_000, 0);
            assertThat(nextEvent().get("event").textValue()).isEqualTo("30000-0");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(fixture.server.connections()).isEqualTo(1));
            assertThat(fixture.server.hasAlertSubscriber(ServerFixture.owner("bob")))
                    .isFalse();
        }
    }

    @Test
    void shouldSayAClientThatReadsAgainWhyItWasClosed() throws IOException {
        try (StalledClient stalled = fixture.connectStalled("bob")) {
            stalled.send(SUBSCRIBE);
            stalled.next();
            fixture.firings.message("x".repeat(256));
            for (int sequence = 1; sequence <= 20_000; sequence++) {
                fixture.fire("bob", sequence, 0);
            }
            await().until(() -> !fixture.server.hasAlertSubscriber(ServerFixture.owner("bob")));

            long expected = 1;
            JsonNode message = stalled.next();
            while (message.path("type").asText().equals("alert")) {
                assertThat(message.get("sequence").longValue()).isEqualTo(expected++);
                message = stalled.next();
            }
            assertThat(message.get("type").textValue()).isEqualTo("bye");
            assertThat(message.get("reason").textValue()).isEqualTo("too-slow");
            assertThat(message.get("reconnectAfterMs").longValue()).isBetween(500L, 1_000L);
            assertThat(stalled.next().get("close").intValue()).isEqualTo(4008);
        }
    }

    @Test
    void shouldRefuseAnEventThatIsNone() {
        JsonNode error = client.ask("{'op':'subscribe','id':'a','channel':'alerts','after':'yesterday'}");
        assertThat(error.get("code").textValue()).isEqualTo("invalid");
        assertThat(error.get("errors").get(0).get("pointer").textValue()).isEqualTo("/after");
    }

    private void appendOnTwoDays() {
        try (Outbox outbox = new Outbox(directory)) {
            for (long sequence : new long[] {1, 2, NEXT_DAY, NEXT_DAY + 1}) {
                int length = fixture.firings.encode(
                        ServerFixture.owner("alice"), new EventId(sequence, 0), Action.WEBSOCKET);
                outbox.append(fixture.firings.buffer(), 0, length);
            }
        }
    }

    private void startAgain() {
        start();
        fixture.symbols("BTCUSD");
        fixture.tick(0, NEXT_DAY + 2, 1);
    }

    private static void damageLastEvent(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int symbol = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("BTCUSD");
        bytes[symbol]++;
        Files.write(file, bytes);
    }

    private Path oldestRollFile() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("outbox"))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private JsonNode nextEvent() {
        return client.next("alert");
    }

    private static JsonNode json(String text) {
        return Client.parse(text.replace('\'', '"'));
    }
}
