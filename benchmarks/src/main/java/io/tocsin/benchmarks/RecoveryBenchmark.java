package io.tocsin.benchmarks;

import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.snapshot.SnapshotReader;
import io.tocsin.journal.snapshot.SnapshotWriter;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * G12: a node that starts. From the journal alone: a million alerts and fifty ticks for each, through the whole
 * pipeline; beside it Chronicle's own tailer, which only reads the same files. From a snapshot: beside the reading of
 * the same bytes. And how long the engine pauses to write its state, beside copying as many bytes. Each start must find
 * all inputs and all alerts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class RecoveryBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atLeast(0.5, 12, "replayed inputs : read by a raw tailer", "replayPerSecond", "tailerPerSecond"),
            Goal.atMost(3, 12, "load a snapshot, per alert : read the same bytes", "loadNs", "readNs"),
            Goal.atMost(3, 12, "pause for a snapshot, per alert : copy the same bytes", "pauseNs", "copyNs"));

    private static final int SYMBOLS = 10_000;
    private static final int CHUNK = 1 << 20;
    private static final PipelineConfig CONFIG =
            new PipelineConfig(64, 1 << 16, PipelineConfig.Waiting.SLEEPING, PipelineConfig.Threads.TWO);

    @Param("1000000")
    public int alerts;

    @Param("50")
    public int ticksPerAlert;

    private final ByteBuffer chunk = BufferUtil.allocateDirectAligned(CHUNK, 4096);
    private Workspace space;
    private Path directory;
    private Path snapshot;
    private long inputs;
    private long snapshotBytes;
    private long pauseNs;

    @Setup
    public void write() {
        space = new Workspace();
        directory = space.directory();
        try (ChronicleJournal journal = new ChronicleJournal(directory)) {
            journal.replay(0, (buffer, offset, length) -> {});
            JournalWriter writer = new JournalWriter(journal);
            Inputs encoder = new Inputs();
            writer.add(encoder.buffer(), 0, encoder.setLimits(alerts, SYMBOLS, 1));
            for (int id = 0; id < SYMBOLS; id++) {
                writer.add(encoder.buffer(), 0, encoder.registerSymbol(id));
                writer.add(encoder.buffer(), 0, encoder.tick(id, Population.BASE));
            }
            Population population = Population.priceLevels(SYMBOLS);
            Rule rule = new Rule();
            for (int number = 0; number < alerts; number++) {
                population.describe(number, rule);
                writer.add(encoder.buffer(), 0, encoder.create(rule, number));
            }
            TickRing ring = new TickRing(SYMBOLS);
            for (long i = 0; i < (long) alerts * ticksPerAlert; i++) {
                writer.add(ring.buffer(), TickRing.offset(i), Inputs.TICK_LENGTH);
            }
            writer.flush();
            inputs = writer.sequence();
        }
    }

    @TearDown
    public void remove() {
        space.close();
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("replayPerSecond", this::replay)
                .add("tailerPerSecond", this::readRaw)
                .add("pauseNs", () -> (double) pauseNs / alerts)
                .add("copyNs", this::copy)
                .add("loadNs", this::load)
                .add("readNs", this::readSnapshot)
                .run();
    }

    private double replay() {
        try (ChronicleJournal journal = new ChronicleJournal(directory);
                SnapshotWriter writer = new Snapshots(directory).write(directory.resolve("state"))) {
            long elapsedNs;
            try (Pipeline pipeline = pipeline(journal)) {
                long startNs = System.nanoTime();
                pipeline.recover();
                elapsedNs = System.nanoTime() - startNs;
                verify(pipeline);
                write(pipeline, writer);
            }
            return perSecond(elapsedNs);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(Pipeline pipeline, SnapshotWriter writer) throws IOException, InterruptedException {
        pipeline.writeSnapshot(writer);
        SnapshotWriter.Snapshot written = writer.complete(1, TimeUnit.MINUTES);
        snapshot = written.file();
        snapshotBytes = written.bytes();
        pauseNs = written.pauseNs();
    }

    private Pipeline pipeline(ChronicleJournal journal) {
        return new Pipeline(
                CONFIG,
                new Limits(alerts, SYMBOLS, alerts, SYMBOLS, 1, 100, 1_000),
                journal,
                List.of(new QuoteBoard()),
                () -> {});
    }

    private void verify(Pipeline pipeline) {
        if (pipeline.lastSequence() != inputs || pipeline.alertReader().alertCount() != alerts) {
            throw new IllegalStateException("recovered up to " + pipeline.lastSequence() + " of " + inputs + " with "
                    + pipeline.alertReader().alertCount() + " alerts");
        }
    }

    /** Reads every document and looks at its first bytes. */
    private double readRaw() {
        long sum = 0;
        long startNs = System.nanoTime();
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory.resolve("journal"))
                        .rollCycle(RollCycles.FAST_HOURLY)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        break;
                    }
                    sum += document.wire().bytes().readLong();
                }
            }
        }
        long elapsedNs = System.nanoTime() - startNs;
        if (sum == 0) {
            throw new IllegalStateException("nothing was read");
        }
        return perSecond(elapsedNs);
    }

    private double perSecond(long elapsedNs) {
        return inputs * (double) TimeUnit.SECONDS.toNanos(1) / elapsedNs;
    }

    private double load() {
        try (ChronicleJournal journal = new ChronicleJournal(directory);
                Pipeline pipeline = pipeline(journal);
                SnapshotReader reader = SnapshotReader.open(snapshot)) {
            long startNs = System.nanoTime();
            pipeline.recover(reader);
            double perAlert = (double) (System.nanoTime() - startNs) / alerts;
            verify(pipeline);
            return perAlert;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double readSnapshot() {
        try (FileChannel channel = FileChannel.open(snapshot)) {
            long startNs = System.nanoTime();
            while (channel.read(chunk.clear()) > 0) {
                // The bytes are all that is wanted.
            }
            return (double) (System.nanoTime() - startNs) / alerts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Into memory that is new, as that of a file is. */
    private double copy() {
        long target = UnsafeApi.allocateMemory(snapshotBytes);
        long source = BufferUtil.address(chunk);
        long startNs = System.nanoTime();
        for (long done = 0; done < snapshotBytes; done += CHUNK) {
            UnsafeApi.copyMemory(source, target + done, Math.min(CHUNK, snapshotBytes - done));
        }
        double perAlert = (double) (System.nanoTime() - startNs) / alerts;
        UnsafeApi.freeMemory(target);
        return perAlert;
    }
}
