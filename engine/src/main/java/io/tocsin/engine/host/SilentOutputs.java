package io.tocsin.engine.host;

import io.tocsin.engine.Firing;
import io.tocsin.engine.Outputs;
import io.tocsin.engine.Tick;
import io.tocsin.engine.codec.AcknowledgeEventDecoder;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RecordDeliveryDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.rules.AlertRecord;
import org.agrona.DirectBuffer;

/** Passes over all outputs; who wants some overrides those. */
public class SilentOutputs implements Outputs {
    @Override
    public void onInput(long sequence, long timestampNs, long correlationId, int version) {}

    @Override
    public void onTick(Tick tick, boolean opensDay) {}

    @Override
    public void onRejected(RejectReason reason, long bound) {}

    @Override
    public void onSymbol(int symbolId, boolean solicited) {}

    @Override
    public void onAlert(AlertChange change, AlertRecord alert, DirectBuffer definition) {}

    @Override
    public void onDevice(DirectBuffer owner, DirectBuffer token, Platform platform) {}

    @Override
    public void onAcknowledged(AcknowledgeEventDecoder acknowledgement) {}

    @Override
    public void onDelivery(RecordDeliveryDecoder delivery) {}

    @Override
    public void onSourceProgressed(DirectBuffer source, long sourceSequence) {}

    @Override
    public void onFiring(AlertRecord alert, Firing firing) {}
}
