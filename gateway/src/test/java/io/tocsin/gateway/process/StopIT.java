package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
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
