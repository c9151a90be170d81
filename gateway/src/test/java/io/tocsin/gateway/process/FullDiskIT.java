package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose disk fills up, slowly or at once, and is made room on again. */
@Timeout(120)
class FullDiskIT {
    private static final int DISK_MEGABYTES = 256;
    private static final int MIN_FREE_MEGABYTES = 80;
    private static final int EXIT_FAILED = 70;
    private static final String ALERT =
            "{\"symbol\":\"X\",\"condition\":{\"type\":\"crosses\",\"level\":\"100\"},\"trigger\":{\"mode\":\"every\"}}";

    @TempDir
    Path directory;

    private SmallDisk disk;

    @BeforeEach
    void mount() throws Exception {
        disk = new SmallDisk(directory.resolve("disk"), DISK_MEGABYTES);
        assumeTrue(disk.isMounted(), "no right to mount a tmpfs here: the full disk is not tested");
    }

    @AfterEach
    void unmount() throws Exception {
        disk.unmount();
    }

    @Test
    void shouldTakeNothingUntilThereIsRoomAndThenGoOnWithoutARestart() throws Exception {
        try (NodeProcess node = node().start()) {
            Api alice = Api.as(node, "alice", "alerts", "ticks:write");
            assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            disk.leave(MIN_FREE_MEGABYTES - 5);
            await().until(() -> node.status("/readyz") == 503);

            refused(alice.post("/v1/alerts", ALERT));
            refused(alice.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"X\",\"price\":100}]}"));
            refusedOverWebSocket(node, alice);
            assertThat(alice.get("/v1/alerts/1").status()).isEqualTo(200);
            assertThat(node.status("/healthz")).isEqualTo(200);
            double sequence = metric(node, "tocsin_last_sequence ");
            await().during(Duration.ofMillis(500)).until(() -> metric(node, "tocsin_last_sequence ") == sequence);
            assertThat(metric(node, "tocsin_disk_free_bytes ")).isLessThan(MIN_FREE_MEGABYTES << 20);

            disk.clear();
            await().until(() -> node.status("/readyz") == 200);
            assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            await().until(() -> metric(node, "tocsin_last_sequence ") > sequence + 2);
            assertThat(node.output())
                    .containsPattern(
                            "journal: 7\\d MB free in " + disk.directory.resolve("data") + "/(journal|outbox), less")
                    .containsOnlyOnce("less than journal.min-free 80 MB: nothing is accepted until there is room")
                    .containsOnlyOnce("MB free again: inputs are accepted");
            assertThat(node.terminate()).isZero();
        }
    }

    /**
     * Nothing can be kept free when somebody else takes it all at once: then the node ends, with all that it had
     * until then.
     */
    @Test
    void shouldKeepWhatItAnsweredBeforeNotAByteWasLeft() throws Exception {
        AtomicInteger created = new AtomicInteger();
        try (NodeProcess node = node().start()) {
            Api alice = Api.as(node, "alice", "alerts");
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> create(alice, created));
            await().until(() -> created.get() > 500);
            disk.leave(DISK_MEGABYTES / 2);
            int createdBefore = created.get();
            disk.leave(0);
            load.join();
            if (node.status("/healthz") == 0) {
                assertThat(node.awaitExit()).as(node.output()).isEqualTo(EXIT_FAILED);
            }
            disk.clear();
            node.kill();

            node.start();
            assertThat(metric(node, "tocsin_alerts ")).isGreaterThanOrEqualTo(createdBefore);
            assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
        }
    }

    private NodeProcess node() {
        return new NodeProcess(
                directory,
                Map.of(
                        "TOCSIN_DATA_DIR",
                        disk.directory.resolve("data").toString(),
                        "TOCSIN_JOURNAL_MIN_FREE",
                        MIN_FREE_MEGABYTES + " MiB",
                        "TOCSIN_PIPELINE_INGRESS_RING_SIZE",
                        "16384",
                        "TOCSIN_RATE_LIMIT_REQUESTS_PER_SECOND",
                        "1000000"));
    }

    /** Creates alerts for as long as they are taken. */
    private static void create(Api api, AtomicInteger created) {
        try {
            while (api.post("/v1/alerts", ALERT).status() == 201) {
                created.incrementAndGet();
            }
        } catch (IOException gone) {
            // Whatever was answered was counted.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refused(Api.Answer answer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(503);
        assertThat(answer.body().path("type").asText()).isEqualTo("urn:tocsin:problem:disk-full");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    }

    private static void refusedOverWebSocket(NodeProcess node, Api user) throws Exception {
        try (StreamClient client = StreamClient.connect(node, user.token())) {
            client.next("welcome");
            client.send("{'op':'create_alert','id':7,'alert':" + ALERT.replace('"', '\'') + "}");
            JsonNode error = client.next("error");
            assertThat(error.path("code").asText()).isEqualTo("disk-full");
            assertThat(error.path("id").asInt()).isEqualTo(7);
        }
    }

    private static double metric(NodeProcess node, String name) throws IOException, InterruptedException {
        return Api.anonymous(node)
                .get("/metrics")
                .raw()
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }
}
