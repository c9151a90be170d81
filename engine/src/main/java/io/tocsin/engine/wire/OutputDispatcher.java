package io.tocsin.engine.wire;

import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.DeliveryRecordedDecoder;
import io.tocsin.engine.codec.DeviceChangedDecoder;
import io.tocsin.engine.codec.EventAcknowledgedDecoder;
import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.SourceProgressedDecoder;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.port.OutputListener;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;

/**
 * Unwraps each output once and hands it to every listener, in their order: to the callback for its kind, and, when it
 * is an event of a user, as such. One thread; nothing is allocated.
 */
public final class OutputDispatcher {
    private final OutputListener[] listeners;
    private final AtomicLong lastSequence = new AtomicLong();
    private final OutputHeader header = new OutputHeader();
    private final TickAcceptedDecoder tickAccepted = new TickAcceptedDecoder();
    private final InputRejectedDecoder inputRejected = new InputRejectedDecoder();
    private final SymbolChangedDecoder symbolChanged = new SymbolChangedDecoder();
    private final AlertChangedDecoder alertChanged = new AlertChangedDecoder();
    private final DeviceChangedDecoder deviceChanged = new DeviceChangedDecoder();
    private final AlertFiredDecoder alertFired = new AlertFiredDecoder();
    private final EventAcknowledgedDecoder eventAcknowledged = new EventAcknowledgedDecoder();
    private final DeliveryRecordedDecoder deliveryRecorded = new DeliveryRecordedDecoder();
    private final SourceProgressedDecoder sourceProgressed = new SourceProgressedDecoder();

    public OutputDispatcher(OutputListener... listeners) {
        this.listeners = listeners.clone();
    }

    /** Dispatches one output of the present version of the schema, from its message header on. */
    public void onOutput(DirectBuffer message, int offset, int length) {
        if (message.getLong(offset, ByteOrder.LITTLE_ENDIAN) == OutputEncoder.TICK_HEADER) {
            tickAccepted.wrap(
                    message, body(offset), TickAcceptedDecoder.BLOCK_LENGTH, TickAcceptedDecoder.SCHEMA_VERSION);
            for (OutputListener listener : listeners) {
                listener.onTick(tickAccepted);
            }
            lastSequence.lazySet(tickAccepted.sequence());
        } else {
            header.wrap(message, offset);
            boolean isEvent = header.isEvent();
            for (OutputListener listener : listeners) {
                dispatch(message, offset, listener);
                if (isEvent) {
                    listener.onEvent(header.sequence(), header.ordinal(), message, offset, length);
                }
            }
            lastSequence.lazySet(header.sequence());
        }
    }

    /** Of the last output that all listeners have seen; any thread. */
    public long lastSequence() {
        return lastSequence.get();
    }

    /** Each listener reads the names and texts from their start. */
    private void dispatch(DirectBuffer message, int offset, OutputListener listener) {
        int body = body(offset);
        int block = header.blockLength();
        int version = header.version();
        switch (header.templateId()) {
            case InputRejectedDecoder.TEMPLATE_ID ->
                listener.onRejected(inputRejected.wrap(message, body, block, version));
            case SymbolChangedDecoder.TEMPLATE_ID ->
                listener.onSymbol(symbolChanged.wrap(message, body, block, version));
            case AlertChangedDecoder.TEMPLATE_ID -> listener.onAlert(alertChanged.wrap(message, body, block, version));
            case DeviceChangedDecoder.TEMPLATE_ID ->
                listener.onDevice(deviceChanged.wrap(message, body, block, version));
            case AlertFiredDecoder.TEMPLATE_ID -> listener.onFiring(alertFired.wrap(message, body, block, version));
            case EventAcknowledgedDecoder.TEMPLATE_ID ->
                listener.onAcknowledged(eventAcknowledged.wrap(message, body, block, version));
            case DeliveryRecordedDecoder.TEMPLATE_ID ->
                listener.onDelivery(deliveryRecorded.wrap(message, body, block, version));
            case SourceProgressedDecoder.TEMPLATE_ID ->
                listener.onSourceProgressed(sourceProgressed.wrap(message, body, block, version));
            default -> throw new IllegalStateException("no output has the template " + header.templateId());
        }
    }

    private static int body(int offset) {
        return offset + MessageHeaderDecoder.ENCODED_LENGTH;
    }
}
