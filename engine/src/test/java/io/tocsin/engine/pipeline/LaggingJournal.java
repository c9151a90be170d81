package io.tocsin.engine.pipeline;

import io.tocsin.engine.port.DurabilityGate;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.wire.InputBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A journal whose records become durable when the test says so, and which can lose the others or break down. */
final class LaggingJournal implements Journal, DurabilityGate {
    private final InputBatch.Reader reader = new InputBatch.Reader();
    private final List<byte[]> records = new ArrayList<>();
    private int durableRecords;
    private long durableSequence;
    private boolean broken;
    private final NavigableMap<Long, CompletableFuture<Void>> opening = new TreeMap<>();

    @Override
    public synchronized void append(DirectBuffer batch, int offset, int length) {
        byte[] record = new byte[length];
        batch.getBytes(offset, record);
        records.add(record);
    }

    @Override
    public void replay(long sequence, BatchHandler handler) {
        for (byte[] record : List.copyOf(records)) {
            advance(1);
            handler.onBatch(new UnsafeBuffer(record), 0, record.length);
        }
    }

    @Override
    public DurabilityGate durability() {
        return this;
    }

    @Override
    public synchronized boolean isOpen(long sequence) {
        if (sequence > durableSequence && broken) {
            throw new UncheckedIOException(new IOException("broken on purpose"));
        }
        return sequence <= durableSequence;
    }

    @Override
    public synchronized CompletableFuture<Void> whenOpen(long sequence) {
        return isOpen(sequence)
                ? CompletableFuture.completedFuture(null)
                : opening.computeIfAbsent(sequence, awaited -> new CompletableFuture<>());
    }

    synchronized long durableSequence() {
        return durableSequence;
    }

    /** Makes some of the records durable that are not, or none. */
    synchronized void advance(SplittableRandom random) {
        advance(random.nextInt(records.size() - durableRecords + 1));
    }

    synchronized void advanceToEnd() {
        advance(records.size() - durableRecords);
    }

    private synchronized void advance(int more) {
        if (more > 0) {
            durableRecords += more;
            DirectBuffer last = new UnsafeBuffer(records.get(durableRecords - 1));
            durableSequence = reader.firstSequence(last, 0) + reader.count(last, 0) - 1;
            opening.headMap(durableSequence, true).values().forEach(open -> open.complete(null));
        }
    }

    synchronized void breakDown() {
        broken = true;
        opening.values().forEach(open -> open.completeExceptionally(new IOException("broken on purpose")));
    }

    /** What a crash of the machine would leave at this moment. */
    synchronized LaggingJournal afterCrash() {
        LaggingJournal left = new LaggingJournal();
        left.records.addAll(records.subList(0, durableRecords));
        return left;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
