package io.tocsin.engine;

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
import org.agrona.DirectBuffer;

/** Takes outputs of all kinds alike, as they are encoded. */
public abstract class EveryOutput implements OutputListener {
    /** Receives outputs. */
    @FunctionalInterface
    public interface Handler {
        void onOutput(DirectBuffer message, int offset, int length);
    }

    /** A listener that hands all outputs to this handler. */
    public static EveryOutput to(Handler handler) {
        return new EveryOutput() {
            @Override
            public void onOutput(DirectBuffer message, int offset, int length) {
                handler.onOutput(message, offset, length);
            }
        };
    }

    /** An output from its message header on; valid during the call only. */
    public abstract void onOutput(DirectBuffer message, int offset, int length);

    @Override
    public void onTick(TickAcceptedDecoder tick) {
        handOn(tick.buffer(), tick.offset(), tick.sbeDecodedLength());
    }

    @Override
    public void onRejected(InputRejectedDecoder rejection) {
        handOn(rejection.buffer(), rejection.offset(), rejection.sbeDecodedLength());
    }

    @Override
    public void onSymbol(SymbolChangedDecoder symbol) {
        handOn(symbol.buffer(), symbol.offset(), symbol.sbeDecodedLength());
    }

    @Override
    public void onAlert(AlertChangedDecoder alert) {
        handOn(alert.buffer(), alert.offset(), alert.sbeDecodedLength());
    }

    @Override
    public void onDevice(DeviceChangedDecoder device) {
        handOn(device.buffer(), device.offset(), device.sbeDecodedLength());
    }

    @Override
    public void onFiring(AlertFiredDecoder firing) {
        handOn(firing.buffer(), firing.offset(), firing.sbeDecodedLength());
    }

    @Override
    public void onAcknowledged(EventAcknowledgedDecoder acknowledgement) {
        handOn(acknowledgement.buffer(), acknowledgement.offset(), acknowledgement.sbeDecodedLength());
    }

    @Override
    public void onDelivery(DeliveryRecordedDecoder delivery) {
        handOn(delivery.buffer(), delivery.offset(), delivery.sbeDecodedLength());
    }

    @Override
    public void onSourceProgressed(SourceProgressedDecoder progress) {
        handOn(progress.buffer(), progress.offset(), progress.sbeDecodedLength());
    }

    private void handOn(DirectBuffer buffer, int bodyOffset, int bodyLength) {
        int header = MessageHeaderDecoder.ENCODED_LENGTH;
        onOutput(buffer, bodyOffset - header, header + bodyLength);
    }
}
