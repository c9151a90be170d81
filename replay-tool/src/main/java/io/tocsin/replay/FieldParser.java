package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Reads decimals and times out of bytes. The usual ones are read as they stand; the others as the API reads them. One
 * thread.
 */
final class FieldParser {
    private static final int MAX_LONG_DIGITS = 18;
    private static final long SECOND_NS = 1_000_000_000;
    private static final long[] POWERS = powersOfTen();
    /** As far as the minute: {@code 2013-11-25T23:59:}. */
    private static final int MINUTE_LENGTH = 17;

    private final byte[] minute = new byte[MINUTE_LENGTH];
    private long minuteNs;
    private long digits;
    private int digitCount;

    /** A decimal in units of 10^-decimals, rounded half-even; empty for another text. */
    OptionalLong units(byte[] bytes, int from, int to, int decimals) {
        int point = from;
        while (point < to && bytes[point] != '.') {
            point++;
        }
        int fraction = Math.max(0, to - point - 1);
        boolean isPlain = point > from
                && (point == to || fraction > 0)
                && (bytes[from] != '0' || point == from + 1)
                && fraction <= decimals
                && point - from + decimals <= MAX_LONG_DIGITS;
        if (isPlain && readDigits(bytes, from, point) && readMoreDigits(bytes, Math.min(to, point + 1), to)) {
            return OptionalLong.of(digits * POWERS[decimals - fraction]);
        }
        // No price is the number that stands for none.
        return Decimals.parse(text(bytes, from, to))
                .map(value -> OptionalLong.of(Math.max(Decimals.toUnits(value, decimals), -Long.MAX_VALUE)))
                .orElse(OptionalLong.empty());
    }

    /** An RFC 3339 time, or nanoseconds since the epoch; empty for another text. */
    OptionalLong timeNs(byte[] bytes, int from, int to) {
        if (to > from && to - from <= MAX_LONG_DIGITS && readDigits(bytes, from, to)) {
            return OptionalLong.of(digits);
        }
        if (isOfKnownMinute(bytes, from, to) && readDigits(bytes, from + MINUTE_LENGTH, from + MINUTE_LENGTH + 2)) {
            long second = digits;
            int fraction = from + MINUTE_LENGTH + 3;
            if (second < 60 && fraction == to) {
                return OptionalLong.of(minuteNs + second * SECOND_NS);
            }
            if (second < 60 && bytes[fraction - 1] == '.' && readDigits(bytes, fraction, to - 1) && digitCount <= 9) {
                return OptionalLong.of(minuteNs + second * SECOND_NS + digits * POWERS[9 - digitCount]);
            }
        }
        return otherTime(bytes, from, to);
    }

    /** Whether it is, to the minute, the time that was read last, in UTC. */
    private boolean isOfKnownMinute(byte[] bytes, int from, int to) {
        return to - from >= MINUTE_LENGTH + 3
                && bytes[to - 1] == 'Z'
                && Arrays.equals(bytes, from, from + MINUTE_LENGTH, minute, 0, MINUTE_LENGTH);
    }

    private OptionalLong otherTime(byte[] bytes, int from, int to) {
        String text = text(bytes, from, to);
        OptionalLong time = text.matches("-?\\d{1,19}") ? epochNs(text) : Times.parse(text);
        if (time.isPresent() && bytes[to - 1] == 'Z') {
            System.arraycopy(bytes, from, minute, 0, MINUTE_LENGTH);
            long second = Long.parseLong(text.substring(MINUTE_LENGTH, MINUTE_LENGTH + 2));
            minuteNs = time.getAsLong() - Math.floorMod(time.getAsLong(), SECOND_NS) - second * SECOND_NS;
        }
        return time;
    }

    private static OptionalLong epochNs(String text) {
        try {
            long epochNs = Long.parseLong(text);
            return Times.isInRange(epochNs) ? OptionalLong.of(epochNs) : OptionalLong.empty();
        } catch (NumberFormatException outOfRange) {
            return OptionalLong.empty();
        }
    }

    /** Reads nothing but digits; false when there is something else, or too many. */
    private boolean readDigits(byte[] bytes, int from, int to) {
        digits = 0;
        digitCount = 0;
        return to > from && readMoreDigits(bytes, from, to);
    }

    private boolean readMoreDigits(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9 || digitCount == MAX_LONG_DIGITS) {
                return false;
            }
            digits = 10 * digits + digit;
            digitCount++;
        }
        return true;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, UTF_8);
    }

    private static long[] powersOfTen() {
        long[] powers = new long[MAX_LONG_DIGITS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }
}
