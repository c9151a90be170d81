package io.tocsin.engine;

import io.tocsin.engine.conditions.FrozenPeaks;
import io.tocsin.engine.rules.FrozenRules;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateSink;

/** The rules of an engine as they were when {@link AlertEngine#freeze} was called. */
final class FrozenEngine implements FrozenState {
    private static final int AT_A_TIME = 1024;

    private final FrozenRules rules;
    private final FrozenPeaks peaks;
    private final AlertWriter writer;
    private final long alertCount;
    private final long endId;
    private long nextId;

    /** @param endId after the last alert. */
    FrozenEngine(FrozenRules rules, FrozenPeaks peaks, long alertCount, long endId) {
        this.rules = rules;
        this.peaks = peaks;
        this.alertCount = alertCount;
        this.endId = endId;
        writer = new AlertWriter(rules::read, peaks::complete);
    }

    @Override
    public boolean write(StateSink sink) {
        if (nextId == 0) {
            writeOwned(sink);
        } else {
            long fromId = nextId;
            nextId = Math.min(fromId + AT_A_TIME, endId);
            writer.write(fromId, nextId, sink);
        }
        return nextId < endId && !isLost();
    }

    /** Creations first, as they are forgotten soonest. */
    private void writeOwned(StateSink sink) {
        if (!rules.forEachCreation(AT_A_TIME, EngineState.creationsTo(sink))) {
            EngineState.endOwners(sink);
            rules.forEachDevice(EngineState.devicesTo(sink));
            EngineState.endOwners(sink);
            sink.putLong(alertCount);
            nextId = 1;
        }
    }

    @Override
    public boolean isLost() {
        return rules.isLost();
    }

    @Override
    public void close() {
        rules.close();
        peaks.close();
    }
}
