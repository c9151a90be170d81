package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.port.SnapshotSource;
import io.tocsin.engine.wire.InputBatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;

/**
 * The one thread that decides the order of things: gathers the inputs of a ring batch, stamps them, journals them as
 * one record, and only then lets the engine act on them.
 */
final class SequencerStage implements EventHandler<Slot> {
    private static final int SMALLEST_FRAME = 20;

    private final Limits limits;
    private final Journal journal;
    private final AlertEngine engine;
    private final OutputPublisher outputs;
    private final InputClock clock;
    private final LongInputs longInputs;
    private final Latency ingressToEngine;
    private final InputBatch batch = new InputBatch();
    private final InputBatch.Reader reader = new InputBatch.Reader();
    private final InputBatch.InputHandler onStampedInput = this::onStampedInput;
    private final InputBatch.InputHandler onReplayedInput = this::onReplayedInput;
    private final long[] ingressNs = new long[InputBatch.MAX_LENGTH / SMALLEST_FRAME];

    private final AtomicLong lastSequence = new AtomicLong();
    private final AtomicReference<SnapshotSink> snapshot = new AtomicReference<>();
    private long batchSequence;
    private long lastTimestampNs;

    SequencerStage(
            Limits limits,
            Journal journal,
            AlertEngine engine,
            OutputPublisher outputs,
            InputClock clock,
            LongInputs longInputs,
            Latency ingressToEngine) {
        this.limits = limits;
        this.journal = journal;
        this.engine = engine;
        this.outputs = outputs;
        this.clock = clock;
        this.longInputs = longInputs;
        this.ingressToEngine = ingressToEngine;
    }

    /** Sequence of the input that is being applied, or was last: no output is of a later one. Any thread. */
    long lastSequence() {
        return lastSequence.get();
    }

    /** Asks for a snapshot, between the next two batches, instead of one that has not been begun yet. Any thread. */
    void requestSnapshot(SnapshotSink sink) {
        snapshot.set(sink);
    }

    /** Writes the state if it was asked for. On the sequencer thread, or while it rests. */
    void takeSnapshot() {
        if (snapshot.getPlain() != null) {
            SnapshotSink sink = snapshot.getAndSet(null);
            writeState(sink);
            outputs.onSnapshot(sink);
        }
    }

    /** Writes the engine's part of a snapshot; thread as {@link #takeSnapshot}. */
    void writeState(SnapshotSink sink) {
        sink.begin(lastSequence.get(), lastTimestampNs, engine.stateLayout(), limits);
        sink.endPause(engine.freeze(sink));
    }

    /** Takes over a state, before any input. */
    void onSnapshot(SnapshotSource source) {
        engine.readState(source);
        lastTimestampNs = source.timestampNs();
        lastSequence.setRelease(source.sequence());
    }

    /** What was recovered is all: what comes now is stamped no earlier. Before the first input. */
    void start() {
        clock.startFrom(lastTimestampNs);
    }

    /** Applies what is new of one record of the journal, before the stage runs. */
    void onReplay(DirectBuffer record, int offset, int length) {
        reader.forEach(record, offset, onReplayedInput);
        outputs.flush();
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
        if (!slot.isVoid()) {
            gather(slot);
        }
        if (endOfBatch && !batch.isEmpty()) {
            apply();
        }
    }

    private void gather(Slot slot) {
        if (!batch.add(slot.buffer(), 0, slot.length())) {
            apply();
            batch.add(slot.buffer(), 0, slot.length());
        }
        ingressNs[batch.count() - 1] = slot.ingressNs();
        if (slot.isExtended()) {
            longInputs.giveBack(slot.length());
            slot.clear();
        }
    }

    private void apply() {
        lastTimestampNs = clock.nanoTime();
        batchSequence = lastSequence.getPlain() + 1;
        batch.seal(batchSequence, lastTimestampNs);
        journal.append(batch.buffer(), 0, batch.length());
        reader.forEach(batch.buffer(), 0, onStampedInput);
        outputs.flush();
        long nowNs = System.nanoTime();
        for (int i = 0; i < batch.count(); i++) {
            ingressToEngine.record(nowNs - ingressNs[i]);
        }
        batch.clear();
        takeSnapshot();
    }

    private void onStampedInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
        outputs.ingressNs(ingressNs[(int) (sequence - batchSequence)]);
        lastSequence.setRelease(sequence);
        engine.onInput(sequence, timestampNs, message, offset, length);
    }

    private void onReplayedInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
        if (sequence > lastSequence.getPlain()) {
            lastSequence.setRelease(sequence);
            lastTimestampNs = timestampNs;
            engine.onInput(sequence, timestampNs, message, offset, length);
        }
    }
}
