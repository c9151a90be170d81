package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.engine.codec.SymbolState;
import io.tocsin.gateway.market.Symbol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TickChannelTest {
    private static final String SUBSCRIBE_BTC = "{'op':'subscribe','id':1,'channel':'ticks','symbols':['BTCUSD']}";

    @TempDir
    Path directory;

    private ServerFixture fixture;
    private Client client;

    @BeforeEach
    void start() {
        fixture = ServerFixture.start(directory);
        fixture.symbols("BTCUSD", "ETHUSD");
        client = fixture.connectAs("alice");
    }

    @AfterEach
    void stop() {
        client.close();
        fixture.close();
    }

    @Test
    void shouldSendASnapshotAndThenTheTicksAfterIt() {
        fixture.tick(0, 1, 80_000);
        fixture.tick(0, 2, 80_050);

        assertThat(client.ask(SUBSCRIBE_BTC)).isEqualTo(json("{'type':'ok','id':1,'channel':'ticks'}"));
        fixture.tick(0, 3, 80_100);
        fixture.tick(1, 4, 99);
        fixture.tick(0, 5, 80_200);

        JsonNode snapshot = client.next("snapshot");
        assertThat(snapshot.get("price").textValue()).isEqualTo("800.5");
        assertThat(snapshot.get("sequence").longValue()).isEqualTo(2);
        assertThat(client.next("tick"))
                .isEqualTo(json("{'type':'tick','symbol':'BTCUSD','price':'801','size':'1',"
                        + "'time':'1970-01-01T00:00:00.000000003Z','sequence':3}"));
        assertThat(client.next("tick").get("sequence").longValue()).isEqualTo(5);
    }

    @Test
    void shouldSendNoSnapshotBeforeTheFirstPrice() {
        client.ask(SUBSCRIBE_BTC);
        fixture.tick(0, 1, 80_000);
        assertThat(client.next("tick").get("sequence").longValue()).isEqualTo(1);
    }

    @Test
    void shouldSayWhenAPriceCannotBeTrustedAnyMore() {
        client.ask(SUBSCRIBE_BTC);
        fixture.tick(0, 1, 80_000);
        client.next("tick");
        fixture.state(0, "BTCUSD", SymbolState.STALE);
        fixture.state(1, "ETHUSD", SymbolState.STALE);
        assertThat(client.next("state"))
                .isEqualTo(json("{'type':'state','symbol':'BTCUSD','state':'stale',"
                        + "'time':'1970-01-01T00:00:00.000000007Z'}"));
        fixture.state(0, "BTCUSD", SymbolState.CLOSED);
        assertThat(client.next("state").get("state").textValue()).isEqualTo("closed");
    }

    @Test
    void shouldFollowASymbolFromItsRegistrationOn() {
        JsonNode ok = client.ask("{'op':'subscribe','channel':'ticks','symbols':['BTCUSD','NEWUSD']}");
        assertThat(ok).isEqualTo(json("{'type':'ok','channel':'ticks','unregistered':['NEWUSD']}"));

        fixture.market.symbol(new Symbol(2, "NEWUSD", 0, 0, 0));
        fixture.tick(2, 5, 7);
        fixture.tick(2, 6, 8);

        List<JsonNode> ticks = client.next("tick", 2);
        assertThat(ticks).extracting(tick -> tick.get("price").textValue()).containsExactly("7", "8");
    }

    @Test
    void shouldFollowAllSymbolsAndNewOnesToo() {
        fixture.tick(0, 1, 1);
        client.ask("{'op':'subscribe','channel':'ticks','symbols':'*'}");
        assertThat(client.next("snapshot").get("symbol").textValue()).isEqualTo("BTCUSD");

        fixture.tick(1, 2, 2);
        fixture.market.symbol(new Symbol(2, "NEWUSD", 0, 0, 0));
        fixture.tick(2, 3, 3);

        assertThat(client.next("tick", 2))
                .extracting(tick -> tick.get("symbol").textValue())
                .containsExactly("ETHUSD", "NEWUSD");
    }

    @Test
    void shouldSendEachTickOnceHoweverOftenItIsSubscribedTo() {
        client.ask("{'op':'subscribe','channel':'ticks','symbols':'*'}");
        fixture.market.symbol(new Symbol(2, "NEWUSD", 0, 0, 0));
        client.ask("{'op':'subscribe','channel':'ticks','symbols':['NEWUSD','NEWUSD','*']}");
        client.ask("{'op':'subscribe','channel':'ticks','symbols':['NEWUSD']}");
        fixture.tick(2, 1, 3);
        fixture.tick(2, 2, 3);
        client.next("tick", 2);
        client.send("{'op':'ping'}");
        client.next("ok");
    }

    @Test
    void shouldSendNothingMoreAfterUnsubscribing() {
        client.ask("{'op':'subscribe','channel':'ticks','symbols':['BTCUSD','ETHUSD']}");
        fixture.tick(0, 1, 1);
        client.next("tick");

        client.ask("{'op':'unsubscribe','channel':'ticks','symbols':['BTCUSD','NEVERUSD']}");
        fixture.tick(0, 2, 1);
        fixture.tick(1, 3, 1);
        assertThat(client.next("tick").get("symbol").textValue()).isEqualTo("ETHUSD");
        client.ask("{'op':'unsubscribe','channel':'ticks','symbols':['ETHUSD']}");

        client.ask("{'op':'subscribe','channel':'ticks','symbols':'*'}");
        client.next("snapshot", 2);
        client.ask("{'op':'unsubscribe','channel':'ticks','symbols':'*'}");
        fixture.tick(0, 4, 1);
        fixture.tick(1, 5, 1);
        fixture.market.symbol(new Symbol(2, "NEWUSD", 0, 0, 0));
        fixture.tick(2, 6, 3);
        client.send("{'op':'ping'}");
        client.next("ok");
    }

    @Test
    void shouldSendAnotherSnapshotOnlyAfterUnsubscribing() {
        fixture.tick(0, 1, 1);
        client.ask(SUBSCRIBE_BTC);
        client.next("snapshot");
        client.ask(SUBSCRIBE_BTC);
        client.ask("{'op':'unsubscribe','channel':'ticks','symbols':['BTCUSD']}");
        assertThat(client.waiting()).isZero();
        client.ask(SUBSCRIBE_BTC);
        client.next("snapshot");
    }

    @Test
    void shouldConflateToTheRateThatIsAskedFor() {
        client.ask("{'op':'subscribe','channel':'ticks','symbols':['BTCUSD'],'maxHz':5}");
        fixture.tick(0, 1, 100);
        client.next("tick");
        long startNs = System.nanoTime();
        fixture.tick(0, 2, 90);
        fixture.tick(0, 3, 130);
        fixture.tick(0, 4, 120);

        JsonNode conflated = client.next("tick");

        assertThat(System.nanoTime() - startNs).isGreaterThan(100_000_000L);
        assertThat(conflated)
                .isEqualTo(json("{'type':'tick','symbol':'BTCUSD','price':'1.2','low':'0.9','high':'1.3','size':'3',"
                        + "'time':'1970-01-01T00:00:00.000000004Z','sequence':4,'count':3}"));
    }

    @Test
    void shouldConflateWhatAClientDoesNotTake() throws IOException {
        int ticks = 200_000;
        try (StalledClient stalled = fixture.connectStalled("bob")) {
            stalled.send("{'op':'subscribe','channel':'ticks','symbols':['BTCUSD']}");
            assertThat(stalled.next().get("type").textValue()).isEqualTo("ok");
            for (int sequence = 1; sequence <= ticks; sequence++) {
                fixture.tick(0, sequence, 1_000 + sequence % 100);
            }

            long seen = 0;
            int messages = 0;
            boolean conflated = false;
            while (seen < ticks) {
                JsonNode tick = stalled.next();
                long count = tick.path("count").asLong(1);
                conflated |= count > 1;
                seen += count;
                messages++;
                assertThat(tick.get("sequence").longValue()).isEqualTo(seen);
            }
            assertThat(conflated).isTrue();
            assertThat(messages).isLessThan(ticks);
        }
    }

    @Test
    void shouldSendSnapshotsOfManySymbolsAsTheClientTakesThem() throws IOException {
        int symbols = 5_000;
        for (int id = 0; id < symbols; id++) {
            fixture.market.symbol(new Symbol(id, "SYMBOL-WITH-A-LONG-NAME-" + id, 2, 0, 0));
            fixture.tick(id, id + 1, 100);
        }
        try (StalledClient stalled = fixture.connectStalled("bob")) {
            stalled.send("{'op':'subscribe','channel':'ticks','symbols':'*'}");
            assertThat(stalled.next().get("type").textValue()).isEqualTo("ok");
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < symbols; i++) {
                JsonNode snapshot = stalled.next();
                assertThat(snapshot.get("type").textValue()).isEqualTo("snapshot");
                seen.add(snapshot.get("symbol").textValue());
            }
            assertThat(seen).hasSize(symbols);
        }
    }

    @Test
    void shouldLeaveNoGapBetweenSnapshotAndTicks() {
        fixture.tick(0, 1, 1);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> market = CompletableFuture.runAsync(() -> {
            for (long sequence = 2; !done.get(); sequence++) {
                fixture.tick(0, sequence, sequence);
                if (sequence % 50 == 0) {
                    LockSupport.parkNanos(50_000);
                }
            }
        });
        try {
            for (int round = 0; round < 50; round++) {
                client.ask(SUBSCRIBE_BTC);
                long sequence = client.first("snapshot").get("sequence").longValue();
                for (int i = 0; i < 20; i++) {
                    JsonNode tick = client.next("tick");
                    sequence += tick.path("count").asLong(1);
                    assertThat(tick.get("sequence").longValue()).isEqualTo(sequence);
                }
                client.ask("{'op':'unsubscribe','channel':'ticks','symbols':['BTCUSD']}");
            }
        } finally {
            done.set(true);
            market.join();
        }
    }

    @Test
    void shouldMissNoTickOfNewSymbols() {
        int symbols = 2_000;
        int ticksOfEach = 4;
        client.ask("{'op':'subscribe','channel':'ticks','symbols':'*'}");
        CompletableFuture<Void> market = CompletableFuture.runAsync(() -> {
            for (int id = 2; id < symbols; id++) {
                fixture.market.symbol(new Symbol(id, "S" + id, 2, 0, 0));
                for (int i = 0; i < ticksOfEach; i++) {
                    fixture.tick(id, (long) id * ticksOfEach + i, 1);
                }
            }
        });
        long ticks = 0;
        while (ticks < (symbols - 2L) * ticksOfEach) {
            ticks += client.next("tick").path("count").asLong(1);
        }
        market.join();
    }

    @Test
    void shouldServeManyClientsTheSame() {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(fixture.connectAs("user-" + i));
                clients.get(i).ask(SUBSCRIBE_BTC);
            }
            for (int sequence = 1; sequence <= 100; sequence++) {
                fixture.tick(0, sequence, sequence);
            }
            for (Client each : clients) {
                long sequence = 0;
                while (sequence < 100) {
                    JsonNode tick = each.next("tick");
                    sequence += tick.path("count").asLong(1);
                    assertThat(tick.get("sequence").longValue()).isEqualTo(sequence);
                }
            }
        } finally {
            clients.forEach(Client::close);
        }
    }

    @Test
    void shouldForgetClientsThatAreGone() {
        client.ask(SUBSCRIBE_BTC);
        client.close();
        await().untilAsserted(() -> assertThat(fixture.server.connections()).isZero());
        fixture.tick(0, 1, 1);
    }

    private static JsonNode json(String text) {
        return Client.parse(text.replace('\'', '"'));
    }
}
