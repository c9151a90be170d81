package io.tocsin.contract.value;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Between nanoseconds (since the epoch, or of a duration) and RFC 3339 times and ISO 8601 durations. Any thread.
 * <p>
 * A {@code long} of nanoseconds reaches from September 1677 to April 2262. What comes from outside must lie within the
 * whole years between, so that a day, a window or a silence that begins then still has an end.
 */
public final class Times {
    /** Which times can come from outside, for people. */
    public static final String RANGE = "between the years 1678 and 2261";
    /** For people. */
    public static final String RULE = "must be an RFC 3339 time " + RANGE + ", such as 2026-01-31T12:00:00Z";
    /** For people. */
    public static final String DURATION_RULE =
            "must be an ISO 8601 duration of less than 292 years, such as PT5M, P1W or PT0.5H";

    /** Bytes that {@link #encode} writes at most. */
    public static final int MAX_ENCODED_LENGTH = 30;

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int DAY_SECONDS = 86_400;
    private static final int NANO_DIGITS = 9;
    private static final long FIRST_NS = firstOfYear(1678);
    private static final long LAST_NS = firstOfYear(2262) - 1;
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    private Times() {}

    /** The time of an RFC 3339 text; empty for another text or a time out of range. */
    public static OptionalLong parse(String text) {
        if (!RFC_3339.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        try {
            long epochNs = toNs(OffsetDateTime.parse(text).toInstant());
            return isInRange(epochNs) ? OptionalLong.of(epochNs) : OptionalLong.empty();
        } catch (DateTimeException | ArithmeticException noSuchTime) {
            return OptionalLong.empty();
        }
    }

    /** Whether the time can be one from outside. */
    public static boolean isInRange(long epochNs) {
        return epochNs >= FIRST_NS && epochNs <= LAST_NS;
    }

    /**
     * The length of an ISO 8601 duration: weeks, or days, hours, minutes and seconds, with a fraction of at most nine
     * digits behind a point or a comma on the smallest unit, and a minus in front of all for a negative one. Empty for
     * another text, as for one with years or months, which have no fixed length, and for a length out of range.
     */
    public static OptionalLong parseDuration(String text) {
        return Durations.parse(text);
    }

    /** RFC 3339 in UTC with as many fraction digits as it takes. */
    public static String format(long epochNs) {
        byte[] text = new byte[MAX_ENCODED_LENGTH];
        return new String(text, 0, encode(epochNs, text, 0), US_ASCII);
    }

    /** ISO 8601 in hours, minutes and seconds: {@code -PT5H30M}. {@link #parseDuration} gives the same length again. */
    public static String formatDuration(long ns) {
        return (ns < 0 ? "-" : "") + Duration.ofNanos(ns).abs();
    }

    /**
     * Writes what {@link #format} gives as ASCII, without allocating.
     *
     * @return the offset after the last byte.
     */
    public static int encode(long epochNs, byte[] into, int offset) {
        long epochSecond = Math.floorDiv(epochNs, SECOND_NS);
        int secondOfDay = (int) Math.floorMod(epochSecond, (long) DAY_SECONDS);
        int at = encodeDate(Math.floorDiv(epochSecond, (long) DAY_SECONDS), into, offset);
        at = pair(secondOfDay / 3600, 'T', into, at);
        at = pair(secondOfDay / 60 % 60, ':', into, at);
        at = pair(secondOfDay % 60, ':', into, at);
        int nanos = (int) Math.floorMod(epochNs, SECOND_NS);
        if (nanos > 0) {
            into[at] = '.';
            at = encodeFraction(nanos, into, at + 1);
        }
        into[at] = 'Z';
        return at + 1;
    }

    /** Howard Hinnant's civil_from_days: years begin in March, so that the leap day is their last. */
    private static int encodeDate(long epochDay, byte[] into, int offset) {
        long day = epochDay + 719_468;
        long era = Math.floorDiv(day, 146_097L);
        int dayOfEra = (int) (day - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        digits(year / 100, into, offset);
        digits(year % 100, into, offset + 2);
        int at = pair(month, '-', into, offset + 4);
        return pair(dayOfYear - (153 * marchMonth + 2) / 5 + 1, '-', into, at);
    }

    private static int encodeFraction(int nanos, byte[] into, int offset) {
        int rest = nanos;
        int length = NANO_DIGITS;
        while (rest % 10 == 0) {
            rest /= 10;
            length--;
        }
        for (int i = length - 1; i >= 0; i--) {
            into[offset + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return offset + length;
    }

    private static int pair(int value, char before, byte[] into, int offset) {
        into[offset] = (byte) before;
        digits(value, into, offset + 1);
        return offset + 3;
    }

    private static void digits(int value, byte[] into, int offset) {
        into[offset] = (byte) ('0' + value / 10);
        into[offset + 1] = (byte) ('0' + value % 10);
    }

    private static long firstOfYear(int year) {
        return toNs(OffsetDateTime.of(year, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).toInstant());
    }

    private static long toNs(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND_NS), instant.getNano());
    }
}
