package io.tocsin.journal.files;

import java.nio.file.Path;

/**
 * A document in the middle of the journal or the outbox is damaged or missing: what follows it cannot be trusted, and
 * nothing is cut off on its own account.
 */
public final class JournalDamagedException extends IllegalStateException {
    /** What was expected when nothing was read yet. */
    public static final long UNKNOWN = -1;

    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final long position;
    private final long expectedSequence;

    JournalDamagedException(String what, Path file, long position, long expectedSequence, String wayOn) {
        super(what + " in " + file + " at byte " + position
                + (expectedSequence == UNKNOWN ? "" : ", where " + expectedSequence + " was expected") + "; " + wayOn);
        this.file = file;
        this.position = position;
        this.expectedSequence = expectedSequence;
    }

    JournalDamagedException(Path missing) {
        super("file missing: " + missing + "; docs/operating/damage.md says how to go on");
        file = missing;
        position = 0;
        expectedSequence = UNKNOWN;
    }

    /** The roll file that holds it, or is missing. */
    public Path file() {
        return file;
    }

    /** Where in the file the document begins, in bytes. */
    public long position() {
        return position;
    }

    /** The sequence (of the journal) or number (of the outbox) that should have come there; -1 when unknown. */
    public long expectedSequence() {
        return expectedSequence;
    }
}
