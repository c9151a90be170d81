package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.gateway.http.RawHttp;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stop in the middle of work. */
@JdkDependent
class StopIT {
    private static final int TICKS = 5000;
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    @Soak
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.FEW)
    void shouldEndWellUnderLoadAndKeepWhatItAnswered(long seed) throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of("TOCSIN_SNAPSHOT_EVERY", "1s")).start()) {
            Api api = Api.as(node, "alice", "alerts", "ticks:write");
            for (int i = 0; i < 50; i++) {
                assertThat(api.post("/v1/alerts", alert()).status()).isEqualTo(201);
            }
            AtomicLong answered = new AtomicLong();
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> load(api, answered));
            Snapshots snapshots = new Snapshots(node.data);
            int requests = new SplittableRandom(seed).nextInt(1, 6);
            await().until(() -> answered.get() > (long) requests * TICKS
                    && !snapshots.files().isEmpty());

            long startNs = System.nanoTime();
            assertThat(node.terminate()).as(node.output()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(STOPPED_WITHIN);

            load.join();
            assertThat(node.output()).doesNotContain("ERROR");
            Path newest = snapshots.files().get(0);
            long last = Snapshots.sequenceOf(newest);
            node.start();
            assertThat(node.output()).containsPattern(recovered(last) + ", from the snapshot of " + last + " on");
            requireAll(api, answered.get());

            assertThat(node.terminate()).isZero();
            startWithoutItsNewestSnapshot(node);
            requireAll(api, answered.get());
        }
    }

    /**
     * Everything that can hold up a stop at once: a client that keeps its connection and says nothing, a request whose
     * body never comes, and a snapshot whose file cannot be opened, as on a disk that hangs.
     */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no named pipes")
    void shouldEndInTimeWhateverHoldsItUp() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of()).start();
                RawHttp silent = new RawHttp(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.wsPort));
                RawHttp half = new RawHttp(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.httpPort))) {
            Api api = Api.as(node, "alice", "alerts");
            for (int i = 0; i < 5; i++) {
                Api.Answer created = api.post("/v1/alerts:batch", longAlerts(400));
                assertThat(created.body().path("results").findValuesAsText("status"))
                        .contains("201")
                        .doesNotContain("422");
            }
            silent.send("GET /v1/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Authorization: Bearer " + api.token() + "\r\n\r\n");
            assertThat(silent.in().read()).isEqualTo('H');
            half.send("POST /v1/alerts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                    + api.token() + "\r\nContent-Length: 1000\r\n\r\n{");
            assertThat(half.hasAnswer(100)).isFalse();
            Path snapshots =
                    Files.createDirectories(new Snapshots(node.data).fileOf(1).getParent());
            Path file = snapshots.resolve("next-" + node.pid() + "-1.unfinished");
            assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                    .isZero();

            long startNs = System.nanoTime();
            assertThat(node.terminate()).as(node.output()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(STOPPED_WITHIN);

            assertThat(half.read().code()).isEqualTo("stopping");
            assertThat(node.output()).contains("No snapshot: ").doesNotContain("ERROR");
            node.start();
            assertThat(node.status("/readyz")).isEqualTo(200);
            assertThat(api.get("/metrics").raw().body()).contains("tocsin_alerts 2000");
        }
    }

    /** The longest message, compound conditions and many actions. */
    private static String longAlerts(int count) {
        String any = IntStream.range(0, 8)
                .mapToObj(i -> "{\"type\":\"crosses_up\",\"level\":\"" + (1000 + i) + "\"}")
                .collect(Collectors.joining(",", "{\"type\":\"any\",\"of\":[", "]}"));
        String alert = "{\"symbol\":\"X\",\"condition\":" + any + ",\"message\":\"" + "m".repeat(256) + "\"}";
        return IntStream.range(0, count).mapToObj(i -> alert).collect(Collectors.joining(",", "{\"alerts\":[", "]}"));
    }

    private static String recovered(long sequence) {
        return "Recovered up to sequence " + sequence + " in \\d+ ms";
    }

    private static void requireAll(Api api, long answered) throws IOException, InterruptedException {
        assertThat(api.get("/v1/symbols/X").body().path("sequence").asLong()).isGreaterThanOrEqualTo(answered);
        assertThat(api.get("/v1/alerts").body().path("items")).hasSize(50);
    }

    /** A damaged one is named and passed over. */
    private static void startWithoutItsNewestSnapshot(NodeProcess node) throws IOException {
        List<Path> snapshots = new Snapshots(node.data).files();
        Path newest = snapshots.get(0);
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);

        node.start();
        assertThat(node.output())
                .contains("Skipped a snapshot: " + newest + ": damaged")
                .containsPattern(recovered(Snapshots.sequenceOf(newest)) + ", from the snapshot of "
                        + Snapshots.sequenceOf(snapshots.get(1)) + " on");
    }

    /** Posts ticks for as long as they are taken, and notes the last sequence that was answered. */
    private static void load(Api api, AtomicLong answered) {
        String ticks = IntStream.range(0, TICKS)
                .mapToObj(i -> "{\"symbol\":\"X\",\"price\":\"" + (99 + i % 3) + "\"}")
                .collect(Collectors.joining(",", "{\"ticks\":[", "]}"));
        try {
            while (true) {
                Api.Answer answer = api.post("/v1/ticks", ticks);
                if (answer.status() != 202) {
                    return;
                }
                answered.set(answer.body().path("lastSequence").asLong());
            }
        } catch (IOException stopped) {
            // nobody is there any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String alert() {
        return "{\"symbol\":\"X\",\"condition\":{\"type\":\"crosses\",\"level\":100},\"trigger\":{\"mode\":\"every\"}}";
    }
}
