package io.tocsin.replay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import picocli.CommandLine.TypeConversionException;

/** A place in the journal: a sequence, or a time in nanoseconds since the epoch. */
record Position(long value, boolean isTime) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Reads a sequence or an RFC 3339 time. */
    static Position parse(String text) {
        try {
            return text.matches("\\d{1,18}")
                    ? new Position(Long.parseLong(text), false)
                    : new Position(timeNs(text), true);
        } catch (DateTimeException | ArithmeticException e) {
            throw new TypeConversionException("'" + text + "' is neither a sequence nor an RFC 3339 time");
        }
    }

    private static long timeNs(String text) {
        Instant time = OffsetDateTime.parse(text).toInstant();
        return Math.addExact(
                Math.multiplyExact(time.getEpochSecond(), NANOS_PER_SECOND), time.get(ChronoField.NANO_OF_SECOND));
    }

    boolean isAfter(long sequence, long timestampNs) {
        return value > (isTime ? timestampNs : sequence);
    }

    /** Whether nothing after this input is at or before the position: what follows need not even be whole. */
    boolean isReached(long sequence) {
        return !isTime && sequence >= value;
    }

    boolean isBefore(long sequence, long timestampNs) {
        return value < (isTime ? timestampNs : sequence);
    }
}
