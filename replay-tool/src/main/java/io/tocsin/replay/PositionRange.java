package io.tocsin.replay;

import io.tocsin.journal.inputs.JournalReader;
import io.tocsin.journal.outbox.OutboxReader;
import picocli.CommandLine.Option;

/** The options that choose a part of the journal. */
final class PositionRange {
    @Option(names = "--from", paramLabel = "P", description = "First position: a sequence or an RFC 3339 time.")
    private Position from;

    @Option(names = "--to", paramLabel = "P", description = "Last position.")
    private Position to;

    /** The last position, null for the end. */
    Position to() {
        return to;
    }

    /** The first position, null for the beginning. */
    Position from() {
        return from;
    }

    boolean contains(long sequence, long timestampNs) {
        return (from == null || !from.isAfter(sequence, timestampNs)) && !isOver(sequence, timestampNs);
    }

    /** Whether a position and all later ones are beyond the part. */
    boolean isOver(long sequence, long timestampNs) {
        return to != null && to.isBefore(sequence, timestampNs);
    }

    /** Whether an input is the last one of the part. */
    boolean isReached(long sequence) {
        return to != null && to.isReached(sequence);
    }

    /** Moves a new reader near to the part. */
    void skip(JournalReader journal) {
        if (from != null && from.isTime()) {
            journal.skipToTimeNs(from.value());
        } else if (from != null) {
            journal.skipToSequence(from.value());
        }
    }

    /** Moves a new reader near to the part. */
    void skip(OutboxReader outbox) {
        if (from != null && from.isTime()) {
            outbox.skipToTimeNs(from.value());
        } else if (from != null) {
            outbox.skipToSequence(from.value());
        }
    }
}
