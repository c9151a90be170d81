package io.tocsin.benchmarks;

import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.inputs.ChronicleJournal;
import java.nio.file.Path;
import java.util.List;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * G7: what journaling costs a tick that comes in a batch of 128: gathering, checksum and append; beside it one
 * Chronicle document for each tick, and the bare append of the same blocks as Chronicle does it. In the end all
 * documents are read back and counted.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 3)
@Measurement(iterations = 8)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class JournalBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atMost(0.2, 7, "journal, per tick : one document a tick", "journalNs", "documentNs"),
            Goal.atMost(1.15, 7, "append of sealed batches : bare append of the same blocks", "sealedNs", "blockNs"));

    private static final int BATCH = 128;
    private static final int BATCHES = 8_000;

    private final TickRing ring = new TickRing(1_000);
    private final InputBatch sealed = sealed();
    private final PointerBytesStore bytes = new PointerBytesStore();

    private InputBatch sealed() {
        InputBatch batch = new InputBatch();
        for (int i = 0; i < BATCH; i++) {
            batch.add(ring.buffer(), TickRing.offset(i), Inputs.TICK_LENGTH);
        }
        batch.seal(1, 1);
        return batch;
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("journalNs", this::journal)
                .add("documentNs", () -> bare(BATCH * BATCHES, this::appendTick))
                .add("sealedNs", this::sealedBatches)
                .add("blockNs", () -> bare(BATCHES, this::appendBlock))
                .run();
    }

    private double journal() {
        try (Workspace space = new Workspace();
                ChronicleJournal journal = new ChronicleJournal(space.directory())) {
            journal.replay(0, (buffer, offset, length) -> {});
            JournalWriter writer = new JournalWriter(journal);
            long startNs = System.nanoTime();
            for (int i = 0; i < BATCH * BATCHES; i++) {
                writer.add(ring.buffer(), TickRing.offset(i), Inputs.TICK_LENGTH);
            }
            return perTick(startNs);
        }
    }

    private double sealedBatches() {
        try (Workspace space = new Workspace();
                ChronicleJournal journal = new ChronicleJournal(space.directory())) {
            journal.replay(0, (buffer, offset, length) -> {});
            long startNs = System.nanoTime();
            for (int i = 0; i < BATCHES; i++) {
                journal.append(sealed.buffer(), 0, sealed.length());
            }
            return perTick(startNs);
        }
    }

    private double bare(int documents, Appending appending) {
        try (Workspace space = new Workspace();
                SingleChronicleQueue queue = queue(space.directory());
                ExcerptAppender appender = queue.createAppender()) {
            long startNs = System.nanoTime();
            for (int i = 0; i < documents; i++) {
                appending.append(appender, i);
            }
            double perTick = perTick(startNs);
            if (queue.entryCount() != documents) {
                throw new IllegalStateException(queue.entryCount() + " documents, not " + documents);
            }
            return perTick;
        }
    }

    private static SingleChronicleQueue queue(Path directory) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(RollCycles.FAST_HOURLY)
                .timeProvider(() -> 0)
                .blockSize(16 << 20)
                .build();
    }

    private void appendTick(ExcerptAppender appender, int i) {
        bytes.set(ring.buffer().addressOffset() + TickRing.offset(i), Inputs.TICK_LENGTH);
        appender.writeBytes(bytes);
    }

    private void appendBlock(ExcerptAppender appender, int i) {
        UnsafeBuffer block = (UnsafeBuffer) sealed.buffer();
        bytes.set(block.addressOffset(), sealed.length());
        appender.writeBytes(bytes);
    }

    private static double perTick(long startNs) {
        return (double) (System.nanoTime() - startNs) / (BATCH * BATCHES);
    }

    @FunctionalInterface
    private interface Appending {
        void append(ExcerptAppender appender, int i);
    }
}
