package io.tocsin.engine.pipeline;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.tocsin.engine.Firing;
import io.tocsin.engine.FiringRun;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.port.DurabilityGate;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.wire.OutputDispatcher;
import io.tocsin.engine.wire.OutputEncoder;
import io.tocsin.engine.wire.OutputHeader;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hands every output to every listener, in their order, on the egress thread, and none before its input is durable.
 * <p>
 * A run of firings is one ring entry; it is emitted here, some firings at a time, so that the engine does not wait for
 * as many. The engine numbers what fires after a run in the same input as if the run had been none, so those numbers
 * are put right here.
 */
final class EgressStage implements Stage {
    /** Of runs, before others that have the same thread get their turn: a fraction of a millisecond's worth. */
    private static final int FIRINGS_AT_ONCE = 256;

    private final RingBuffer<OutputSlot> ring;
    private final Sequence consumed = new Sequence();
    private final DurabilityGate durability;
    private final Waker waker;
    private final OutputListener[] listeners;
    private final OutputDispatcher dispatcher;
    private final OutputEncoder encoder;
    private final Latency ingressToEgress;
    private final OutputHeader header = new OutputHeader();
    private final UnsafeBuffer firing = new UnsafeBuffer(new byte[2 * AlertRecord.MAX_LENGTH]);
    private final FiringRun.Consumer onFiring = this::onFiring;
    private long durableSequence;
    private long awaitedSequence;
    private long runSequence = -1;
    private int runFirings;
    private int firingsOfRuns;

    /**
     * @param ring  gets one more consumer, this stage.
     * @param waker of the stage's own thread, for when more is durable.
     */
    EgressStage(
            RingBuffer<OutputSlot> ring,
            DurabilityGate durability,
            Waker waker,
            List<OutputListener> listeners,
            SymbolTable symbols,
            Latency ingressToEgress) {
        this.ring = ring;
        this.durability = durability;
        this.waker = waker;
        this.listeners = listeners.toArray(OutputListener[]::new);
        dispatcher = new OutputDispatcher(this.listeners);
        encoder = new OutputEncoder(symbols);
        this.ingressToEgress = ingressToEgress;
        ring.addGatingSequences(consumed);
    }

    /** Emits all that is there and durable, but of runs some firings only. */
    @Override
    public int doWork() {
        return doWork(Integer.MAX_VALUE);
    }

    /** As {@link #doWork()}, of at most so many entries. */
    int doWork(int atMost) {
        int taken = 0;
        firingsOfRuns = 0;
        long published = ring.getCursor();
        long next = consumed.get() + 1;
        while (next <= published && taken < atMost && firingsOfRuns < FIRINGS_AT_ONCE) {
            OutputSlot slot = ring.get(next);
            if (!isDurable(slot.sequence())) {
                break;
            }
            taken++;
            if (!emit(slot)) {
                break;
            }
            next++;
        }
        if (taken > 0) {
            consumed.set(next - 1);
            onBatchEnd();
        }
        return taken;
    }

    /** Whether the listeners have seen all that was emitted. Any thread. */
    boolean isDrained() {
        return consumed.get() >= ring.getCursor();
    }

    /** Of the last output that all listeners have seen; any thread. */
    long lastSequence() {
        return dispatcher.lastSequence();
    }

    /** Inputs up to here are known to be durable, as what was made of them is; before the stage runs. */
    void onDurable(long sequence) {
        durableSequence = sequence;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // isOpen throws what went wrong
    private boolean isDurable(long sequence) {
        if (sequence <= durableSequence) {
            return true;
        }
        if (durability.isOpen(sequence)) {
            durableSequence = sequence;
            return true;
        }
        if (sequence != awaitedSequence) {
            awaitedSequence = sequence;
            durability.whenOpen(sequence).whenComplete((open, failed) -> waker.wake());
        }
        return false;
    }

    private void onBatchEnd() {
        for (OutputListener listener : listeners) {
            listener.onBatchEnd();
        }
    }

    /** False when there is more of it. */
    private boolean emit(OutputSlot slot) {
        if (slot.length() > 0) {
            if (runFirings > 0) {
                renumber(slot);
            }
            dispatcher.onOutput(slot.buffer(), slot.offset(), slot.length());
        } else if (slot.run() != null) {
            if (!emitSome(slot)) {
                return false;
            }
        } else if (slot.snapshot() != null) {
            complete(slot.snapshot());
        }
        if (slot.ingressNs() != 0) {
            ingressToEgress.record(System.nanoTime() - slot.ingressNs());
        }
        return true;
    }

    private boolean emitSome(OutputSlot slot) {
        if (slot.sequence() != runSequence) {
            runSequence = slot.sequence();
            runFirings = 0;
        }
        encoder.onInput(slot.sequence(), slot.timestampNs(), 0, 0);
        int about = FIRINGS_AT_ONCE - firingsOfRuns;
        int emitted = slot.run().emit(slot.firstOrdinal() + runFirings, about, onFiring);
        runFirings += emitted;
        firingsOfRuns += emitted;
        return emitted < about;
    }

    /** Writes the listeners' part of a snapshot, which ends it; on the egress thread, or when that has stopped. */
    void complete(SnapshotSink snapshot) {
        for (OutputListener listener : listeners) {
            listener.writeState(snapshot.listeners());
        }
        snapshot.end();
    }

    private void onFiring(AlertRecord alert, Firing fired) {
        dispatcher.onOutput(firing, 0, encoder.encodeFiringOfRun(alert, fired, firing, 0));
    }

    private void renumber(OutputSlot slot) {
        if (slot.sequence() == runSequence) {
            header.addToOrdinal(slot.buffer(), slot.offset(), runFirings);
        } else {
            runFirings = 0;
        }
    }
}
