package io.tocsin.engine.pipeline;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.port.SnapshotSource;
import io.tocsin.engine.wire.InputBatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;

/** Has the engine apply what is journaled, and takes snapshots between two batches. Engine thread. */
final class EngineStage {
    private final Limits limits;
    private final AlertEngine engine;
    private final OutputPublisher outputs;
    private final Latency ingressToEngine;
    private final InputBatch.Reader reader = new InputBatch.Reader();
    private final InputBatch.InputHandler onInput = new Live();
    private final InputBatch.InputHandler onReplayedInput = new Replayed();
    private final AtomicLong lastSequence = new AtomicLong();
    private final AtomicReference<SnapshotSink> snapshot = new AtomicReference<>();
    private long lastTimestampNs;

    EngineStage(Limits limits, AlertEngine engine, OutputPublisher outputs, Latency ingressToEngine) {
        this.limits = limits;
        this.engine = engine;
        this.outputs = outputs;
        this.ingressToEngine = ingressToEngine;
    }

    /** Sequence of the input that is being applied, or was last: no output is of a later one. Any thread. */
    long lastSequence() {
        return lastSequence.get();
    }

    /** Of the last input. */
    long lastTimestampNs() {
        return lastTimestampNs;
    }

    /** Asks for a snapshot, between the next two batches, instead of one that has not been begun yet. Any thread. */
    void requestSnapshot(SnapshotSink sink) {
        snapshot.set(sink);
    }

    /** Writes the state if it was asked for. On the engine thread, or while it rests. */
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

    /** Applies what is new of one record of the journal, before anything is journaled. */
    void onReplay(DirectBuffer record, int offset, int length) {
        reader.forEach(record, offset, onReplayedInput);
        outputs.flush();
    }

    void onBatch(JournaledBatch batch) {
        reader.forEach(batch.inputs().buffer(), 0, onInput);
        outputs.endBatch(batch.ingressNs());
        ingressToEngine.record(System.nanoTime() - batch.ingressNs());
        takeSnapshot();
    }

    private class Live implements InputBatch.InputHandler {
        @Override
        public void onInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
            lastSequence.setRelease(sequence);
            lastTimestampNs = timestampNs;
            engine.onInput(sequence, timestampNs, message, offset, length);
        }

        @Override
        public void onAhead(DirectBuffer message, int offset, int length) {
            engine.onAhead(message, offset, length);
        }
    }

    /** Passes over what a snapshot has brought already. */
    private final class Replayed extends Live {
        @Override
        public void onInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
            if (sequence > lastSequence.getPlain()) {
                super.onInput(sequence, timestampNs, message, offset, length);
            }
        }
    }
}
