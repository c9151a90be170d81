package io.tocsin.journal;

import java.nio.file.Path;

/**
 * A document in the middle of the journal or the outbox is damaged or missing: what follows it cannot be trusted, and
 * nothing is cut off on its own account.
 */
public final class JournalDamagedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final long index;
    private final long expectedSequence;

    JournalDamagedException(Path file, long index, long expectedSequence, String what) {
        super(what + " in " + file + " at index 0x" + Long.toHexString(index) + ", where " + expectedSequence
                + " was expected");
        this.file = file;
        this.index = index;
        this.expectedSequence = expectedSequence;
    }

    /** The roll file that holds it. */
    public Path file() {
        return file;
    }

    /** The queue index of the document. */
    public long index() {
        return index;
    }

    /** The sequence (of the journal) or number (of the outbox) that should have come there. */
    public long expectedSequence() {
        return expectedSequence;
    }
}
