package io.tocsin.journal.outbox;

/**
 * The identity of an event: the sequence of the input that caused it and its place among the outputs of that input.
 */
public record EventId(long sequence, int ordinal) implements Comparable<EventId> {
    @Override
    public int compareTo(EventId other) {
        int order = Long.compare(sequence, other.sequence);
        return order != 0 ? order : Integer.compare(ordinal, other.ordinal);
    }

    /** As on every channel: {@code 81234-0}. */
    @Override
    public String toString() {
        return sequence + "-" + ordinal;
    }
}
