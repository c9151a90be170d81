package io.tocsin.replay;

import io.tocsin.engine.Firing;
import io.tocsin.engine.Outputs;
import io.tocsin.engine.Tick;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.rules.AlertRecord;

/** Passes over all outputs; whoever listens to some overrides those. */
class SilentOutputs implements Outputs {
    @Override
    public void onInput(long sequence, long timestampNs, long correlationId) {}

    @Override
    public void onTick(Tick tick) {}

    @Override
    public void onRejected(RejectReason reason, long bound) {}

    @Override
    public void onSymbol(int symbolId, boolean solicited) {}

    @Override
    public void onAlert(AlertChange change, AlertRecord alert) {}

    @Override
    public void onDevice() {}

    @Override
    public void onFiring(AlertRecord alert, Firing firing) {}
}
