package io.tocsin.gateway.feed.exchange;

import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads values from their texts, exactly. */
final class Texts {
    private static final int MOST_DIGITS = 18;
    /** Times from here on are microseconds: as milliseconds they would be beyond the year 5000. */
    private static final long LEAST_MICROS = 100_000_000_000_000L;

    private static final int NANO_DIGITS = 9;

    private Texts() {}

    /** A number that can be kept exactly, without zeros at its end. */
    static BigDecimal decimal(String name, String text) throws MalformedMessageException {
        BigDecimal value = number(name, text);
        if (value.scale() > MOST_DIGITS || value.precision() > MOST_DIGITS) {
            throw new MalformedMessageException(name + " has more digits than can be kept");
        }
        return value;
    }

    /** In units of 10^-8, rounded half-even. */
    static long size(String name, String text) throws MalformedMessageException {
        BigDecimal size = number(name, text);
        if (size.signum() < 0) {
            throw new MalformedMessageException(name + " is less than zero");
        }
        return Decimals.toUnits(size, Decimals.SIZE_DECIMALS);
    }

    private static BigDecimal number(String name, String text) throws MalformedMessageException {
        Optional<BigDecimal> value = Decimals.parse(text).map(BigDecimal::stripTrailingZeros);
        if (value.isEmpty()) {
            throw new MalformedMessageException(name + " is no number");
        }
        int scale = value.get().scale();
        if ((long) value.get().precision() - scale > MOST_DIGITS) {
            throw new MalformedMessageException(name + " has more digits than can be kept");
        }
        return scale < 0 ? value.get().setScale(0) : value.get();
    }

    /** From 0 on. */
    static long whole(String name, String text) throws MalformedMessageException {
        int length = text.length();
        if (length == 0 || length > MOST_DIGITS || !text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw new MalformedMessageException(name + " is no whole number");
        }
        return Long.parseLong(text);
    }

    /** Milliseconds or microseconds of the epoch, in nanoseconds. */
    static long epoch(String name, String text) throws MalformedMessageException {
        long time = whole(name, text);
        long timeNs = time >= LEAST_MICROS ? TimeUnit.MICROSECONDS.toNanos(time) : TimeUnit.MILLISECONDS.toNanos(time);
        return inRange(name, timeNs);
    }

    /** Seconds of the epoch with a fraction, in nanoseconds. */
    static long seconds(String name, String text) throws MalformedMessageException {
        return inRange(name, Decimals.toUnits(number(name, text), NANO_DIGITS));
    }

    /** An RFC 3339 time, in nanoseconds of the epoch. */
    static long rfc3339(String name, String text) throws MalformedMessageException {
        return Times.parse(text).orElseThrow(() -> new MalformedMessageException(name + " is no time"));
    }

    private static long inRange(String name, long timeNs) throws MalformedMessageException {
        if (!Times.isInRange(timeNs)) {
            throw new MalformedMessageException(name + " is not " + Times.RANGE);
        }
        return timeNs;
    }
}
