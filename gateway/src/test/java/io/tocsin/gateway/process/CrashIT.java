package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.wire.OutputHeader;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxTailer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills the node at random moments under load, also while it writes a snapshot and while it recovers, again and again,
 * and then compares everything that is left with a node that was never killed, and with a replay of the journal.
 */
@Soak
class CrashIT {
    private static final int KILLS = Integer.getInteger("tocsin.kills", Seeds.isSoak() ? 20 : 2);
    private static final int MIN_STEPS = Seeds.isSoak() ? 1_000 : 400;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"page-cache", "group-fsync"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldLoseNothingAndRepeatNothingWhenKilledAtAnyMoment(String durability) throws Exception {
        long seed = Seeds.one();
        int steps = 0;
        List<JsonNode> heard;
        List<JsonNode> alerts;
        Map<String, String> environment = Map.of("TOCSIN_DURABILITY", durability, "TOCSIN_SNAPSHOT_EVERY", "1s");
        try (NodeProcess node = new NodeProcess(directory.resolve("killed"), environment)) {
            node.data.getParent().toFile().mkdirs();
            node.start();
            Api api = Api.as(node, "alice", "alerts", "ticks:write");
            AlertStream stream = new AlertStream();
            stream.connect(node, api.token());
            Killer killer = new Killer(node, seed);
            Workload workload = new Workload(seed);
            while (!killer.isDone() || steps < MIN_STEPS) {
                killer.arm();
                workload.step(api, connectionLost -> {
                    killer.revive();
                    stream.connect(node, api.token());
                });
                steps++;
            }
            killer.close();
            awaitAllFirings(api, stream);
            alerts = alerts(api);
            long fired = alerts.stream()
                    .mapToLong(alert -> alert.path("firedCount").asLong())
                    .sum();
            assertThat(fired).as("seed %d", seed).isPositive();
            assertThat(node.terminate()).isZero();
            heard = stream.alerts();
            stream.close();
        }
        List<String> outbox = outbox(directory.resolve("killed/data"));
        assertThat(replayed(directory.resolve("killed/data")))
                .as("seed %d", seed)
                .isEqualTo(outbox);
        assertThat(heard.stream().map(alert -> alert.path("event").asText()))
                .as("what the client heard, seed %d", seed)
                .isEqualTo(outbox.stream()
                        .filter(CrashIT::isFiring)
                        .map(CrashIT::eventId)
                        .toList());
        compareWithUninterruptedRun(seed, steps, alerts, heard);
    }

    private void compareWithUninterruptedRun(long seed, int steps, List<JsonNode> alerts, List<JsonNode> heard)
            throws Exception {
        try (NodeProcess node = new NodeProcess(directory.resolve("spared"), Map.of())) {
            node.data.getParent().toFile().mkdirs();
            node.start();
            Api api = Api.as(node, "alice", "alerts", "ticks:write");
            AlertStream stream = new AlertStream();
            stream.connect(node, api.token());
            Workload workload = new Workload(seed);
            for (int i = 0; i < steps; i++) {
                workload.step(api, connectionLost -> {
                    throw new IllegalStateException(
                            "healthz " + node.status("/healthz") + ", seed " + seed + ": the node died by itself:\n"
                                    + node.output(),
                            connectionLost);
                });
            }
            awaitAllFirings(api, stream);
            assertThat(alerts(api).stream().map(CrashIT::withoutTimes))
                    .as("seed %d", seed)
                    .isEqualTo(alerts.stream().map(CrashIT::withoutTimes).toList());
            assertThat(stream.alerts().stream().map(CrashIT::firing))
                    .as("seed %d", seed)
                    .isEqualTo(heard.stream().map(CrashIT::firing).toList());
            stream.close();
        }
    }

    /** Alerts come in order, so a client that hears one that fires at once has heard all before it. */
    private static void awaitAllFirings(Api api, AlertStream stream) throws IOException, InterruptedException {
        String last = api.post(
                        "/v1/alerts",
                        "{\"symbol\":\"" + Workload.SYMBOL + "\",\"condition\":{\"type\":\"above\",\"level\":1}}")
                .body()
                .path("id")
                .asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> stream.alerts().stream()
                        .anyMatch(alert -> alert.path("alert").asText().equals(last)));
    }

    private static List<JsonNode> alerts(Api api) throws IOException, InterruptedException {
        List<JsonNode> alerts = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get("/v1/alerts?limit=500" + cursor).body();
            page.path("items").forEach(alerts::add);
            cursor = page.path("nextCursor").isTextual()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        } while (cursor != null);
        return alerts;
    }

    /** What is the same in two runs of which one was slower. */
    private static String withoutTimes(JsonNode alert) {
        return String.join(
                " ",
                alert.path("id").asText(),
                alert.path("condition").toString(),
                alert.path("status").asText(),
                alert.path("firedCount").asText(),
                alert.path("version").asText());
    }

    private static String firing(JsonNode alert) {
        return String.join(
                " ",
                alert.path("alert").asText(),
                alert.path("price").asText(),
                alert.path("previous").asText(),
                alert.path("firedCount").asText());
    }

    /** Every firing in the outbox, as hexadecimal bytes. */
    private static List<String> outbox(Path data) {
        List<String> events = new ArrayList<>();
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            while (tailer.poll((message, offset, length) -> events.add(hex(message, offset, length)), 100) > 0) {
                assertThat(events).isNotEmpty();
            }
        }
        return events;
    }

    /** Every event that the journal makes, in one go. */
    private static List<String> replayed(Path data) {
        List<String> events = new ArrayList<>();
        OutputListener recorder = new OutputListener() {
            @Override
            public void onEvent(long sequence, int ordinal, DirectBuffer message, int offset, int length) {
                events.add(hex(message, offset, length));
            }
        };
        try (ChronicleJournal journal = new ChronicleJournal(data);
                Pipeline pipeline = new Pipeline(
                        new PipelineConfig(1024, 1024, PipelineConfig.Waiting.BLOCKING, PipelineConfig.Threads.TWO),
                        new Limits(1_000_000, 1_000, 10_000, 65_536, 1_024, 100, 1_000),
                        journal,
                        List.of(recorder),
                        () -> {
                            throw new IllegalStateException("replay failed");
                        })) {
            pipeline.recover();
        }
        return events;
    }

    private static String hex(DirectBuffer message, int offset, int length) {
        byte[] bytes = new byte[length];
        message.getBytes(offset, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean isFiring(String hex) {
        return header(hex).templateId() == AlertFiredDecoder.TEMPLATE_ID;
    }

    private static String eventId(String hex) {
        OutputHeader event = header(hex);
        return event.sequence() + "-" + event.ordinal();
    }

    private static OutputHeader header(String hex) {
        return new OutputHeader().wrap(new UnsafeBuffer(HexFormat.of().parseHex(hex)), 0);
    }

    /** Kills the node, once a life: soon, or after its first snapshot, or as soon as it writes one. */
    private static final class Killer {
        private final NodeProcess node;
        private final SplittableRandom random;
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private Future<?> pending;
        private int kills;
        private int withinSnapshot;

        Killer(NodeProcess node, long seed) {
            this.node = node;
            this.random = new SplittableRandom(~seed);
        }

        /** Whether each kind of death and of recovery was seen. */
        boolean isDone() {
            return kills >= KILLS && withinSnapshot > 0 && node.output().contains(", from the snapshot of ");
        }

        void arm() {
            if (pending == null && !isDone()) {
                pending = switch (random.nextInt(3)) {
                    case 0 -> timer.schedule(node::kill, random.nextInt(20, 800), TimeUnit.MILLISECONDS);
                    case 1 -> timer.schedule(node::kill, random.nextInt(1_200, 2_500), TimeUnit.MILLISECONDS);
                    default -> timer.scheduleWithFixedDelay(this::killWithinSnapshot, 0, 500, TimeUnit.MICROSECONDS);
                };
            }
        }

        private void killWithinSnapshot() {
            if (!unfinishedSnapshots().isEmpty()) {
                node.kill();
            }
        }

        private List<String> unfinishedSnapshots() {
            String[] files =
                    node.data.resolve("snapshots").toFile().list((parent, name) -> name.endsWith("unfinished"));
            return files == null ? List.of() : List.of(files);
        }

        /** After a lost connection: makes sure that the node is dead, and starts it again. */
        void revive() throws IOException, InterruptedException, ExecutionException {
            node.kill();
            if (pending != null) {
                pending.cancel(true);
                pending = null;
                kills++;
            }
            withinSnapshot += unfinishedSnapshots().size();
            if (random.nextInt(4) == 0) {
                node.launch();
                timer.schedule(node::kill, random.nextInt(200, 2_000), TimeUnit.MILLISECONDS)
                        .get();
            }
            node.start();
        }

        void close() {
            timer.shutdownNow();
        }
    }
}
