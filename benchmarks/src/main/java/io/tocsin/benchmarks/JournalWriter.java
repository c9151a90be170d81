package io.tocsin.benchmarks;

import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.inputs.ChronicleJournal;
import org.agrona.DirectBuffer;

/** Fills a journal as a sequencer does, without the engine. */
final class JournalWriter {
    private static final long START_NS = 1_767_225_600_000_000_000L;
    private static final int INPUTS_PER_BATCH = 128;

    private final ChronicleJournal journal;
    private final InputBatch batch = new InputBatch();
    private long sequence;
    private long timestampNs = START_NS;

    /** @param journal empty, and replayed. */
    JournalWriter(ChronicleJournal journal) {
        this.journal = journal;
    }

    void add(DirectBuffer message, int offset, int length) {
        batch.add(message, offset, length);
        if (batch.count() == INPUTS_PER_BATCH) {
            flush();
        }
    }

    void flush() {
        if (!batch.isEmpty()) {
            timestampNs += batch.count() * EngineRig.TICK_INTERVAL_NS;
            batch.seal(sequence + 1, timestampNs);
            journal.append(batch.buffer(), 0, batch.length());
            sequence += batch.count();
            batch.clear();
        }
    }

    /** Of the last input added and flushed. */
    long sequence() {
        return sequence;
    }
}
