package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.engine.JdkDependent;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose disk fills up, slowly or at once, and is made room on again. */
@JdkDependent
@Timeout(120)
class FullDiskIT {
    private static final int DISK_MEGABYTES = 256;
    private static final int MIN_FREE_MEGABYTES = 80;
    private static final int BURST_ALERTS = 700;
    private static final int BURST_TICKS = 200;
    private static final int EXIT_UNUSABLE = 2;
    private static final int EXIT_FAILED = 70;
    private static final String ALERT =
            "{\"symbol\":\"X\",\"condition\":{\"type\":\"crosses\",\"level\":\"100\"},\"trigger\":{\"mode\":\"every\"}}";
    /** Each firing carries its message: few of them fill a disk. */
    private static final String LONG_ALERT = "{\"message\":\"" + "₿".repeat(256) + "\"," + ALERT.substring(1);

    @TempDir
    Path directory;

    private SmallDisk disk;

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.tmpfs(directory.resolve("disk"), DISK_MEGABYTES);
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

    /** Faster than anybody looks: what is appended meanwhile has its room already. */
    @ParameterizedTest
    @ValueSource(strings = {"page-cache", "group-fsync"})
    void shouldKeepWhatItAnsweredAndGoOnWhenNotAByteWasLeft(String durability) throws Exception {
        AtomicInteger created = new AtomicInteger();
        try (NodeProcess node = node(Map.of("TOCSIN_DURABILITY", durability)).start()) {
            Api alice = Api.as(node, "alice", "alerts", "ticks:write");
            CompletableFuture<Void> alerts = CompletableFuture.runAsync(() -> create(alice, created));
            CompletableFuture<Void> ticks =
                    CompletableFuture.runAsync(() -> tick(alice, ticks("Y", 1_000, "100", "101")));
            await().until(() -> created.get() > 200);
            disk.leave(DISK_MEGABYTES / 2);
            disk.leave(0);
            alerts.join();
            ticks.join();
            assertThat(node.status("/healthz")).as(node.output()).isEqualTo(200);
            refused(alice.post("/v1/alerts", ALERT));

            disk.clear();
            await().until(() -> node.status("/readyz") == 200);
            assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            created.incrementAndGet();
            node.kill();

            node.start();
            assertThat(metric(node, "tocsin_alerts ")).isBetween((double) created.get(), created.get() + 1.0);
            assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            assertThat(node.terminate()).isZero();
        }
    }

    @Test
    void shouldStartWithoutAByteLeftAndGoOnWhenThereIsRoom() throws Exception {
        disk.unmount();
        disk = SmallDisk.ext4(directory.resolve("ext4"), DISK_MEGABYTES);
        assumeTrue(disk.isMounted(), "no right to mount a file here: the start on a full disk is not tested");
        try (NodeProcess node = node().start()) {
            Api alice = Api.as(node, "alice", "alerts");
            assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            node.kill();

            disk.leave(0);
            node.launch();
            await().atMost(Duration.ofSeconds(60)).until(() -> node.output().contains("journal: no room in "));
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(ConnectException.class)
                    .until(() -> alice.get("/v1/alerts/1").status() == 200);
            refused(alice.post("/v1/alerts", ALERT));

            disk.clear();
            await().until(() -> node.status("/readyz") == 200);
            assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            assertThat(node.terminate()).isZero();
        }
    }

    @Test
    void shouldRefuseToBeginWhereItCannotWrite() throws Exception {
        disk.leave(10);
        refusedToBegin("MiB are free on the disk of " + disk.directory);
        disk.clear();
        assumeTrue(disk.makeReadOnly(), "no right to make a file system read-only here");
        refusedToBegin("the file system of " + disk.directory + " is read-only");
    }

    /** One line, and nothing touched. */
    private void refusedToBegin(String reason) throws Exception {
        Files.deleteIfExists(directory.resolve("node.log"));
        try (NodeProcess node = node().launch()) {
            assertThat(node.awaitExit()).as(node.output()).isEqualTo(EXIT_UNUSABLE);
            assertThat(node.output().trim())
                    .startsWith("tocsin: data-dir: " + disk.directory.resolve("data") + ": ")
                    .contains(reason)
                    .doesNotContain("\n");
            assertThat(disk.directory.resolve("data")).doesNotExist();
        }
    }

    /** In memory, what was never written to takes room when it is read. */
    @Test
    void shouldSayInOneLineThatAPageCannotBeRead() throws Exception {
        try (NodeProcess node = node().start()) {
            assertThat(Api.as(node, "alice", "alerts").post("/v1/alerts", ALERT).status())
                    .isEqualTo(201);
            node.kill();
            int startedWith = node.output().length();

            disk.leave(0);
            node.launch();
            assertThat(node.awaitExit()).isEqualTo(EXIT_UNUSABLE);
            assertThat(node.output().substring(startedWith).trim())
                    .startsWith("tocsin: data-dir: " + disk.directory.resolve("data"))
                    .contains("a page of a file cannot be read or written")
                    .doesNotContain("\n");

            disk.clear();
            node.start();
            assertThat(metric(node, "tocsin_alerts ")).isOne();
        }
    }

    /** More firings of what was accepted than the room that was kept free for them. */
    @Test
    void shouldWaitWithFiringsUntilThereIsRoomForThem() throws Exception {
        try (NodeProcess node = node().start()) {
            Api alice = Api.as(node, "alice", "alerts", "ticks:write");
            CompletableFuture<Integer> ticks = fireMoreThanThereIsRoomFor(node, alice);
            assertThat(node.status("/healthz")).isEqualTo(200);
            refused(alice.post("/v1/alerts", ALERT));
            assertThat(alice.get("/v1/alerts/1").status()).isEqualTo(200);

            disk.clear();
            await().until(() -> node.status("/readyz") == 200);
            assertThat(alice.post("/v1/alerts", ALERT).status()).isEqualTo(201);
            ticks.join();
            assertThat(node.output())
                    .containsOnlyOnce("journal: no room in " + outbox() + " for what was accepted")
                    .containsOnlyOnce("journal: " + outbox() + " has room again: appending goes on")
                    .doesNotContain("ERROR");
            double firings = metric(node, "tocsin_alerts_fired_total ");
            assertThat(firings).isEqualTo((double) BURST_ALERTS * BURST_TICKS);
            assertThat(node.terminate()).isZero();
        }
    }

    @Test
    void shouldStopAllTheSameWhileItWaitsAndLoseNothing() throws Exception {
        try (NodeProcess node = node().start()) {
            CompletableFuture<Integer> ticks =
                    fireMoreThanThereIsRoomFor(node, Api.as(node, "alice", "alerts", "ticks:write"));
            long start = System.nanoTime();
            assertThat(node.terminate()).as(node.output()).isEqualTo(EXIT_FAILED);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
            assertThat(node.output()).contains("no space left in " + outbox());
            ticks.join();

            disk.clear();
            node.start();
            Api alice = Api.as(node, "alice", "alerts");
            assertThat(alice.get("/v1/alerts/1").body().path("firedCount").asInt())
                    .isEqualTo(BURST_TICKS);
            assertThat(node.terminate()).isZero();
        }
    }

    private CompletableFuture<Integer> fireMoreThanThereIsRoomFor(NodeProcess node, Api alice) throws Exception {
        for (int i = 0; i < BURST_ALERTS; i++) {
            assertThat(alice.post("/v1/alerts", LONG_ALERT).status()).isEqualTo(201);
        }
        disk.leave(MIN_FREE_MEGABYTES + 8);
        String ticks = ticks("X", BURST_TICKS + 1, "99", "101");
        CompletableFuture<Integer> sending = CompletableFuture.supplyAsync(() -> post(alice, "/v1/ticks", ticks));
        await().until(() -> node.output().contains("journal: no room in " + outbox()));
        return sending;
    }

    private Path outbox() {
        return disk.directory.resolve("data").resolve("outbox");
    }

    private NodeProcess node() {
        return node(Map.of());
    }

    private NodeProcess node(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.putAll(Map.of(
                "TOCSIN_DATA_DIR",
                disk.directory.resolve("data").toString(),
                "TOCSIN_JOURNAL_MIN_FREE",
                MIN_FREE_MEGABYTES + " MiB",
                "TOCSIN_PIPELINE_INGRESS_RING_SIZE",
                "16384",
                "TOCSIN_RATE_LIMIT_REQUESTS_PER_SECOND",
                "1000000"));
        return new NodeProcess(directory, environment);
    }

    /** Creates alerts for as long as they are taken. */
    private static void create(Api api, AtomicInteger created) {
        while (post(api, "/v1/alerts", ALERT) == 201) {
            created.incrementAndGet();
        }
    }

    /** Sends the same ticks for as long as they are taken. */
    private static void tick(Api api, String ticks) {
        int status = 202;
        while (status == 202) {
            status = post(api, "/v1/ticks", ticks);
        }
    }

    /** The status, or 0 when the node is gone. */
    private static int post(Api api, String path, String body) {
        try {
            return api.post(path, body).status();
        } catch (IOException gone) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** So many, at two prices in turn. */
    private static String ticks(String symbol, int count, String first, String second) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"symbol\":\"" + symbol + "\",\"price\":" + (i % 2 == 0 ? first : second) + "}")
                .collect(Collectors.joining(",", "{\"ticks\":[", "]}"));
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
