package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventHandler;
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
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hands every output to every listener, in their order, on the egress thread, and none before its input is durable.
 * <p>
 * A run of firings is one ring entry; it is emitted here, firing by firing, so that the engine does not wait for as
 * many. The engine numbers what fires after a run in the same input as if the run had been none, so those numbers are
 * put right here.
 */
final class EgressStage implements EventHandler<Slot> {
    private final DurabilityGate durability;
    private final OutputListener[] listeners;
    private final OutputDispatcher dispatcher;
    private final OutputEncoder encoder;
    private final Latency ingressToEgress;
    private final OutputHeader header = new OutputHeader();
    private final UnsafeBuffer firing = new UnsafeBuffer(new byte[2 * AlertRecord.MAX_LENGTH]);
    private final FiringRun.Consumer onFiring = this::onFiring;
    private long durableSequence;
    private long runSequence = -1;
    private int runFirings;

    EgressStage(DurabilityGate durability, OutputListener[] listeners, SymbolTable symbols, Latency ingressToEgress) {
        this.durability = durability;
        this.listeners = listeners;
        dispatcher = new OutputDispatcher(listeners);
        encoder = new OutputEncoder(symbols);
        this.ingressToEgress = ingressToEgress;
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
        if (slot.run() != null) {
            awaitDurable(slot.sequence());
            emit(slot);
        } else if (slot.snapshot() != null) {
            complete(slot.snapshot());
        } else if (!slot.isVoid()) {
            long sequence = header.wrap(slot.buffer(), 0).sequence();
            awaitDurable(sequence);
            if (runFirings > 0) {
                renumber(sequence, slot.buffer());
            }
            dispatcher.onOutput(slot.buffer(), 0, slot.length());
        }
        if (slot.ingressNs() != 0) {
            ingressToEgress.record(System.nanoTime() - slot.ingressNs());
        }
        if (endOfBatch) {
            onBatchEnd();
        }
    }

    /** Of the last output that all listeners have seen; any thread. */
    long lastSequence() {
        return dispatcher.lastSequence();
    }

    /** Inputs up to here are known to be durable, as what was made of them is; before the stage runs. */
    void onDurable(long sequence) {
        durableSequence = sequence;
    }

    private void awaitDurable(long sequence) {
        if (sequence > durableSequence) {
            onBatchEnd();
            durableSequence = durability.await(sequence);
        }
    }

    private void onBatchEnd() {
        for (OutputListener listener : listeners) {
            listener.onBatchEnd();
        }
    }

    private void emit(Slot slot) {
        if (slot.sequence() != runSequence) {
            runSequence = slot.sequence();
            runFirings = 0;
        }
        encoder.onInput(slot.sequence(), slot.timestampNs(), 0, 0);
        runFirings += slot.run().emit(slot.firstOrdinal() + runFirings, onFiring);
    }

    /** Writes the listeners' part of a snapshot, which ends it; on the egress thread, or when that has stopped. */
    void complete(SnapshotSink snapshot) {
        for (OutputListener listener : listeners) {
            listener.writeState(snapshot.listeners());
        }
        snapshot.end();
    }

    private void onFiring(AlertRecord alert, Firing fired) {
        dispatcher.onOutput(firing, 0, encoder.encodeFiringOfRun(alert, fired, firing));
    }

    private void renumber(long sequence, UnsafeBuffer message) {
        if (sequence == runSequence) {
            header.addToOrdinal(message, 0, runFirings);
        } else {
            runFirings = 0;
        }
    }
}
