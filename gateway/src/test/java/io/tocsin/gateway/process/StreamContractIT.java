package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.engine.JdkDependent;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The WebSocket contract, seen from outside. */
@JdkDependent
class StreamContractIT {
    private static final AtomicInteger SYMBOLS = new AtomicInteger();

    @TempDir
    static Path directory;

    private static NodeProcess node;
    private static Api alice;
    private static Api feed;

    private final String symbol = "W" + SYMBOLS.incrementAndGet();

    @BeforeAll
    static void start() throws Exception {
        node = new NodeProcess(directory, Map.of("TOCSIN_WS_AUTH_TIMEOUT", "1 s", "TOCSIN_WS_HEARTBEAT", "1 s"))
                .start();
        alice = Api.as(node, "alice", "alerts");
        feed = Api.as(node, "feed", "ticks:write");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @Test
    void shouldSendASnapshotThenTicks() throws Exception {
        long first = tick("100.5");
        try (StreamClient client = StreamClient.connect(node, null)) {
            assertThat(client.next("welcome").path("heartbeatSeconds").asInt()).isEqualTo(1);
            client.send("{'op':'auth','token':'" + alice.token() + "','id':1}");
            assertThat(client.next("ok").path("id").asInt()).isEqualTo(1);
            client.send("{'op':'subscribe','channel':'ticks','symbols':['" + symbol + "'],'id':'two'}");
            assertThat(client.next("ok").path("id").asText()).isEqualTo("two");
            JsonNode snapshot = client.next("snapshot");
            assertThat(snapshot.path("symbol").asText()).isEqualTo(symbol);
            assertThat(snapshot.path("price").asText()).isEqualTo("100.5");
            assertThat(snapshot.path("sequence").asLong()).isEqualTo(first);
            long second = tick("101");
            JsonNode tick = client.next("tick");
            assertThat(tick.path("price").asText()).isEqualTo("101");
            assertThat(tick.path("sequence").asLong()).isEqualTo(second);
            assertThat(client.next("heartbeat").path("sequence").asLong()).isGreaterThanOrEqualTo(second);
            client.send("{'op':'unsubscribe','channel':'ticks','symbols':['" + symbol + "'],'id':3}");
            assertThat(client.next("ok").path("id").asInt()).isEqualTo(3);
        }
    }

    @Test
    void shouldRingOnceAndResumeWithoutAGap() throws Exception {
        tick("90");
        String id = alice.post(
                        "/v1/alerts",
                        "{\"symbol\":\"" + symbol
                                + "\",\"condition\":{\"type\":\"crosses\",\"level\":\"100\"},\"trigger\":{\"mode\":\"every\"},"
                                + "\"message\":\"{{symbol}} at {{price}}\"}")
                .body()
                .path("id")
                .asText();
        String lastEvent;
        try (StreamClient client = StreamClient.connect(node, alice.token());
                StreamClient other =
                        StreamClient.connect(node, Api.as(node, "bob", "alerts").token())) {
            client.send("{'op':'subscribe','channel':'alerts','id':1}").next("ok");
            other.send("{'op':'subscribe','channel':'alerts','id':1}").next("ok");
            long sequence = tick("110");
            JsonNode alert = client.next("alert");
            assertThat(alert.path("event").asText()).isEqualTo(sequence + "-0");
            assertThat(alert.path("alert").asText()).isEqualTo(id);
            assertThat(alert.path("version").asInt()).isEqualTo(1);
            assertThat(alert.path("price").asText()).isEqualTo("110");
            assertThat(alert.path("previous").asText()).isEqualTo("90");
            assertThat(alert.path("level").asText()).isEqualTo("100");
            assertThat(alert.path("condition").asText()).isEqualTo("crosses");
            assertThat(alert.path("message").asText()).isEqualTo(symbol + " at 110");
            assertThat(alert.path("firedCount").asInt()).isEqualTo(1);
            assertThat(alert.path("replayed").asBoolean()).isFalse();
            lastEvent = alert.path("event").asText();
            other.send("{'op':'ping','id':2}");
            assertThat(other.next("ok").path("id").asInt()).isEqualTo(2);
        }
        tick("95");
        tick("105");
        try (StreamClient client = StreamClient.connect(node, alice.token())) {
            client.send("{'op':'subscribe','channel':'alerts','after':'" + lastEvent + "'}");
            assertThat(client.next("alert").path("firedCount").asInt()).isEqualTo(2);
            JsonNode third = client.next("alert");
            assertThat(third.path("firedCount").asInt()).isEqualTo(3);
            assertThat(third.path("replayed").asBoolean()).isTrue();
            assertThat(client.next("resumed").path("complete").asBoolean()).isTrue();
            tick("99");
            JsonNode live = client.next("alert");
            assertThat(live.path("firedCount").asInt()).isEqualTo(4);
            assertThat(live.path("replayed").asBoolean()).isFalse();
        }
    }

    @Test
    void shouldCreateAndDeleteAlerts() throws Exception {
        try (StreamClient client = StreamClient.connect(node, alice.token())) {
            client.send("{'op':'create_alert','id':7,'alert':{'symbol':'" + symbol
                    + "','condition':{'type':'above','level':'5'}}}");
            JsonNode ok = client.next("ok");
            String id = ok.path("alert").path("id").asText();
            assertThat(alice.get("/v1/alerts/" + id).status()).isEqualTo(200);
            client.send("{'op':'delete_alert','id':8,'alert':'" + id + "'}").next("ok");
            assertThat(alice.get("/v1/alerts/" + id).status()).isEqualTo(404);
        }
    }

    @Test
    void shouldCloseWithTheCodeThatFits() throws Exception {
        try (StreamClient silent = StreamClient.connect(node, null)) {
            assertThat(silent.closeCode()).isEqualTo(4501);
        }
        try (StreamClient liar = StreamClient.connect(node, null)) {
            liar.send("{'op':'auth','token':'nonsense'}");
            assertThat(liar.closeCode()).isEqualTo(4501);
        }
        try (StreamClient mumbler = StreamClient.connect(node, alice.token())) {
            mumbler.send("not json");
            assertThat(mumbler.closeCode()).isEqualTo(4504);
        }
    }

    @Test
    void shouldSayGoodbyeWhenTheNodeStops(@TempDir Path ofItsOwn) throws Exception {
        try (NodeProcess mortal = new NodeProcess(ofItsOwn, Map.of()).start();
                StreamClient last = StreamClient.connect(
                        mortal, Api.as(mortal, "alice", "alerts").token())) {
            last.next("welcome");
            assertThat(mortal.terminate()).isZero();
            assertThat(last.next("bye").path("reconnectAfterMs").isNumber()).isTrue();
            assertThat(last.closeCode()).isEqualTo(4001);
        }
    }

    private long tick(String price) throws Exception {
        Api.Answer answer =
                feed.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"" + symbol + "\",\"price\":\"" + price + "\"}]}");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        return answer.body().path("lastSequence").asLong();
    }
}
