package io.tocsin.journal.inputs;

import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.files.DocumentCheck;
import io.tocsin.journal.files.JournalDamagedException;
import org.agrona.DirectBuffer;

/** The journal's documents: whole by their checksum, and without a gap in their sequences. */
public final class BatchCheck implements DocumentCheck {
    /** Takes any sequence to begin with. */
    public static final long ANY = JournalDamagedException.UNKNOWN;

    private final InputBatch.Reader reader = new InputBatch.Reader();
    private long expectedSequence;
    private boolean isFirst = true;

    /** @param firstSequence the first document may begin before it but must reach it. */
    public BatchCheck(long firstSequence) {
        expectedSequence = firstSequence;
    }

    void expect(long sequence) {
        expectedSequence = sequence;
    }

    @Override
    public boolean isIntact(DirectBuffer buffer, int offset, int length) {
        return reader.isIntact(buffer, offset, length);
    }

    @Override
    public boolean onDocument(DirectBuffer buffer, int offset, int length) {
        long sequence = reader.firstSequence(buffer, offset);
        if (expectedSequence != ANY && (isFirst ? sequence > expectedSequence : sequence != expectedSequence)) {
            return false;
        }
        isFirst = false;
        expectedSequence = sequence + reader.count(buffer, offset);
        return true;
    }

    @Override
    public long expectedSequence() {
        return expectedSequence;
    }
}
