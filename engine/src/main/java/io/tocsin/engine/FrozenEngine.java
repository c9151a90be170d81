package io.tocsin.engine;

import io.tocsin.engine.conditions.FrozenPeaks;
import io.tocsin.engine.rules.FrozenAlerts;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateSink;

/** The alerts of an engine as they were when {@link AlertEngine#freeze} was called. */
final class FrozenEngine implements FrozenState {
    private static final int IDS_AT_A_TIME = 1024;

    private final FrozenAlerts alerts;
    private final FrozenPeaks peaks;
    private final AlertTeller teller;
    private final long endId;
    private long nextId = 1;

    FrozenEngine(final FrozenAlerts alerts, final FrozenPeaks peaks, final long endId) {
        this.alerts = alerts;
        this.peaks = peaks;
        this.endId = endId;
        teller = new AlertTeller(alerts::read, peaks::complete);
    }

    @Override
    public boolean tell(final StateSink sink) {
        final long fromId = nextId;
        nextId = Math.min(fromId + IDS_AT_A_TIME, endId);
        teller.tell(fromId, nextId, sink);
        return nextId < endId && !isLost();
    }

    @Override
    public boolean isLost() {
        return alerts.isLost();
    }

    @Override
    public void close() {
        alerts.close();
        peaks.close();
    }
}
