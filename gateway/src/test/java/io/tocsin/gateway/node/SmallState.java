package io.tocsin.gateway.node;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateSink;

/** A state of two numbers, of which one is written later. */
record SmallState(boolean isLost) implements FrozenState {
    static final long SEQUENCE = 7;

    /** As a pipeline does. */
    void write(SnapshotSink sink) {
        sink.begin(SEQUENCE, 1, AlertEngine.NEWEST_STATE_LAYOUT, new Limits(1, 1, 1, 1, 1, 100, 1_000));
        sink.putLong(42);
        sink.endPause(this);
        sink.end();
    }

    @Override
    public boolean write(StateSink sink) {
        sink.putLong(43);
        return false;
    }

    @Override
    public void close() {}
}
