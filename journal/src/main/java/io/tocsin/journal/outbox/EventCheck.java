package io.tocsin.journal.outbox;

import io.tocsin.journal.files.DocumentCheck;
import org.agrona.DirectBuffer;

/** The outbox's documents: whole by their checksum, and numbered without a gap from wherever they begin. */
public final class EventCheck implements DocumentCheck {
    private final OutboxRecord record = new OutboxRecord();
    private boolean isFirst = true;
    private long nextNumber;
    private long lastSequence;
    private int lastOrdinal;

    @Override
    public boolean isIntact(DirectBuffer buffer, int offset, int length) {
        return record.isIntact(buffer, offset, length);
    }

    @Override
    public boolean onDocument(DirectBuffer buffer, int offset, int length) {
        record.wrap(buffer, offset, length);
        if (!isFirst && record.number() != nextNumber) {
            return false;
        }
        isFirst = false;
        nextNumber = record.number() + 1;
        lastSequence = record.sequence();
        lastOrdinal = record.ordinal();
        return true;
    }

    /** The number after the last one seen. */
    @Override
    public long expectedSequence() {
        return nextNumber;
    }

    long lastSequence() {
        return lastSequence;
    }

    int lastOrdinal() {
        return lastOrdinal;
    }
}
