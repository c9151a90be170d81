package io.tocsin.journal.outbox;

import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.DirectBuffer;

/** The last firing there was, for snapshots: the outbox must reach as far. Egress thread. */
public final class FiringMark implements OutputListener {
    private static final int NONE = -1;

    private final OutboxRecord firing = new OutboxRecord();
    private long sequence;
    private int ordinal = NONE;

    @Override
    public void onOutput(DirectBuffer message, int offset, int length) {
        if (firing.isFiring(message, offset)) {
            firing.wrapMessage(message, offset);
            sequence = firing.sequence();
            ordinal = firing.ordinal();
        }
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
