package io.tocsin.journal.outbox;

import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.DirectBuffer;

/** The last event there was, for snapshots: the outbox must reach as far. Egress thread. */
public final class EventMark implements OutputListener {
    private static final int NONE = -1;

    private long sequence;
    private int ordinal = NONE;

    @Override
    public void onEvent(long eventSequence, int eventOrdinal, DirectBuffer message, int offset, int length) {
        sequence = eventSequence;
        ordinal = eventOrdinal;
    }

    @Override
    public void writeState(StateSink sink) {
        sink.putLong(sequence);
        sink.putInt(ordinal);
    }

    @Override
    public void readState(StateSource source) {
        sequence = source.getLong();
        ordinal = source.getInt();
    }

    /** Null when there was none. */
    EventId lastEvent() {
        return ordinal == NONE ? null : new EventId(sequence, ordinal);
    }
}
