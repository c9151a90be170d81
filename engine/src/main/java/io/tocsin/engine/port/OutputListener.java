package io.tocsin.engine.port;

import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.DeliveryRecordedDecoder;
import io.tocsin.engine.codec.DeviceChangedDecoder;
import io.tocsin.engine.codec.EventAcknowledgedDecoder;
import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.codec.SourceProgressedDecoder;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.DirectBuffer;

/**
 * Sees every output of the engine, in order, on the egress thread. During recovery it sees again what earlier runs
 * emitted, with the same identities.
 * <p>
 * What it is handed is valid only during the call. An implementation must not block for long (the engine waits once the
 * egress ring is full) and must not throw: an exception stops the node.
 */
public interface OutputListener {
    /** A tick was accepted. */
    default void onTick(TickAcceptedDecoder tick) {}

    /** An input changed nothing. */
    default void onRejected(InputRejectedDecoder rejection) {}

    /** A symbol came to be or changed, or was asked for. */
    default void onSymbol(SymbolChangedDecoder symbol) {}

    /** A command on an alert was applied, or an alert expired. */
    default void onAlert(AlertChangedDecoder alert) {}

    /** A push token was registered or removed. */
    default void onDevice(DeviceChangedDecoder device) {}

    /** An alert fired. */
    default void onFiring(AlertFiredDecoder firing) {}

    /** An owner has seen an event. */
    default void onAcknowledged(EventAcknowledgedDecoder acknowledgement) {}

    /** An event has got to a target, or never will. */
    default void onDelivery(DeliveryRecordedDecoder delivery) {}

    /** A source that numbers its ticks has brought some, or asked how far it got. */
    default void onSourceProgressed(SourceProgressedDecoder progress) {}

    /**
     * An event of a user, which the outbox takes; comes right after the callback for its kind.
     *
     * @param sequence with {@code ordinal}, its identity everywhere and for ever.
     * @param message  the output as it is encoded, from its message header on.
     */
    default void onEvent(long sequence, int ordinal, DirectBuffer message, int offset, int length) {}

    /** No further output is at hand right now: the moment to flush. */
    default void onBatchEnd() {}

    /** Writes, for a snapshot, what it needs to know of the outputs so far and does not keep by itself. */
    default void writeState(StateSink sink) {}

    /**
     * Takes over what {@link #writeState} wrote; outputs go on from there. Before any of them it has heard of all
     * symbols that there are. On the thread that recovers, while the egress thread rests.
     */
    default void readState(StateSource source) {}
}
