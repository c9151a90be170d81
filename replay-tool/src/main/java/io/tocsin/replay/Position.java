package io.tocsin.replay;

import io.tocsin.contract.value.Times;
import picocli.CommandLine.TypeConversionException;

/** A place in the journal: a sequence, or a time in nanoseconds since the epoch. */
record Position(long value, boolean isTime) {
    /** Reads a sequence or an RFC 3339 time. */
    static Position parse(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return new Position(Long.parseLong(text), false);
        }
        return new Position(
                Times.parse(text)
                        .orElseThrow(() -> new TypeConversionException(
                                "'" + text + "' is neither a sequence nor an RFC 3339 time " + Times.RANGE)),
                true);
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
