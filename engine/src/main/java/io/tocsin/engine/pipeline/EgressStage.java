package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import io.tocsin.engine.Firing;
import io.tocsin.engine.FiringRun;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.wire.FiringEncoder;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hands every output to every listener, in their order, on the egress thread, and none before its input is durable.
 * <p>
 * A run of firings is one ring entry; it is told here, firing by firing, so that the engine does not wait for as many. The
 * engine numbers what fires after a run in the same input as if the run had been none, so those numbers are put right here.
 */
final class EgressStage implements EventHandler<Slot> {
    private static final int SEQUENCE =
            MessageHeaderEncoder.ENCODED_LENGTH + AlertFiredEncoder.sequenceEncodingOffset();
    private static final int ORDINAL = MessageHeaderEncoder.ENCODED_LENGTH + AlertFiredEncoder.ordinalEncodingOffset();

    private final Journal journal;
    private final OutputListener[] listeners;
    private final FiringEncoder encoder;
    private final Latency ingressToEgress;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final UnsafeBuffer firing = new UnsafeBuffer(new byte[2 * AlertRecord.MAX_LENGTH]);
    private final FiringRun.Consumer onFiring = this::onFiring;
    private long durableSequence;
    private long runSequence = -1;
    private int runFirings;

    EgressStage(
            final Journal journal,
            final OutputListener[] listeners,
            final FiringEncoder encoder,
            final Latency ingressToEgress) {
        this.journal = journal;
        this.listeners = listeners;
        this.encoder = encoder;
        this.ingressToEgress = ingressToEgress;
    }

    @Override
    public void onEvent(final Slot slot, final long ringSequence, final boolean endOfBatch) {
        if (slot.run() != null) {
            awaitDurable(slot.sequence());
            tell(slot);
        } else if (slot.snapshot() != null) {
            complete(slot.snapshot());
        } else {
            awaitDurable(slot.buffer().getLong(SEQUENCE, ByteOrder.LITTLE_ENDIAN));
            if (runFirings > 0) {
                renumber(slot.buffer());
            }
            onOutput(slot.buffer(), slot.length());
        }
        if (slot.ingressNs() != 0) {
            ingressToEgress.record(System.nanoTime() - slot.ingressNs());
        }
        if (endOfBatch) {
            onBatchEnd();
        }
    }

    /** Inputs up to here are known to be durable, as what was made of them is; before the stage runs. */
    void onDurable(final long sequence) {
        durableSequence = sequence;
    }

    private void awaitDurable(final long sequence) {
        if (sequence > durableSequence) {
            onBatchEnd();
            durableSequence = journal.awaitDurable(sequence);
        }
    }

    private void onBatchEnd() {
        for (final OutputListener listener : listeners) {
            listener.onBatchEnd();
        }
    }

    private void tell(final Slot slot) {
        if (slot.sequence() != runSequence) {
            runSequence = slot.sequence();
            runFirings = 0;
        }
        encoder.onInput(slot.sequence(), slot.timestampNs());
        runFirings += slot.run().tell(slot.firstOrdinal() + runFirings, onFiring);
    }

    /** Tells the listeners' part of a snapshot, which ends it; on the egress thread, or when that has stopped. */
    void complete(final SnapshotSink snapshot) {
        for (final OutputListener listener : listeners) {
            listener.writeState(snapshot.listeners());
        }
        snapshot.end();
    }

    private void onFiring(final AlertRecord alert, final Firing told) {
        onOutput(firing, encoder.encode(alert, told, firing));
    }

    private void renumber(final UnsafeBuffer message) {
        if (message.getLong(SEQUENCE, ByteOrder.LITTLE_ENDIAN) != runSequence) {
            runFirings = 0;
        } else if (header.wrap(message, 0).templateId() == AlertFiredDecoder.TEMPLATE_ID) {
            final int ordinal = message.getInt(ORDINAL, ByteOrder.LITTLE_ENDIAN);
            message.putInt(ORDINAL, ordinal + runFirings, ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void onOutput(final UnsafeBuffer message, final int length) {
        for (final OutputListener listener : listeners) {
            listener.onOutput(message, 0, length);
        }
    }
}
