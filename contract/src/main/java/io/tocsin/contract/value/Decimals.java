package io.tocsin.contract.value;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Between decimal text and the engine's integers in units of 10^-decimals.
 * <p>
 * Everything is exact or rounds half-even where it says so, and bounded: neither a long text nor a huge exponent costs
 * more than a short one. Any thread.
 */
public final class Decimals {
    /** Of the prices of a symbol that nobody has set another scale for. */
    public static final int DEFAULT_DECIMALS = 8;
    /** Of sizes and volumes. */
    public static final int SIZE_DECIMALS = 8;
    /** Of percentages, which are then parts per million. */
    public static final int PERCENT_DECIMALS = 4;
    /** Bytes that {@link #encode} writes at most. */
    public static final int MAX_ENCODED_LENGTH = 22;
    /** The highest price, in units. */
    public static final long MAX_PRICE = 1L << 62;
    /** Characters of a text that is read. */
    public static final int MAX_TEXT_LENGTH = 100;
    /** How long a text may be, for people. */
    public static final String TEXT_RULE = "at most " + MAX_TEXT_LENGTH + " characters, and 9 digits in its exponent";

    private static final int LONG_DIGITS = 19;
    private static final long[] POWERS_OF_TEN = powersOfTen();
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,9})?");

    private Decimals() {}

    /** The value of a text in JSON's number grammar of at most 100 characters; empty for any other text. */
    public static Optional<BigDecimal> parse(String text) {
        if (text.length() > MAX_TEXT_LENGTH || !NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(text));
    }

    /** Whether the value is a whole number of units. */
    public static boolean isExact(BigDecimal value, int decimals) {
        return value.stripTrailingZeros().scale() <= decimals;
    }

    /** The value in units, rounded half-even; the nearest {@code long} when it is out of range. */
    public static long toUnits(BigDecimal value, int decimals) {
        long integerDigits = (long) value.precision() - value.scale();
        if (value.signum() == 0 || integerDigits < -decimals) {
            return 0;
        }
        if (integerDigits + decimals > LONG_DIGITS) {
            return saturated(value.signum());
        }
        BigInteger units = value.setScale(decimals, RoundingMode.HALF_EVEN).unscaledValue();
        return units.bitLength() < Long.SIZE ? units.longValue() : saturated(value.signum());
    }

    /**
     * So many units of 10^-from, in units of 10^-to, rounded half-even; the nearest {@code long} when it is out of
     * range. Allocates nothing.
     *
     * @param from 0 to 18, as is {@code to}.
     */
    public static long rescale(long units, int from, int to) {
        if (to >= from) {
            long factor = POWERS_OF_TEN[to - from];
            long product = units * factor;
            return Math.multiplyHigh(units, factor) == product >> 63 ? product : saturated(Long.signum(units));
        }
        long divisor = POWERS_OF_TEN[from - to];
        long quotient = units / divisor;
        long rest = Math.abs(units % divisor);
        long missing = divisor - rest;
        boolean isAway = rest > missing || (rest == missing && (quotient & 1) != 0);
        return isAway ? quotient + Long.signum(units) : quotient;
    }

    /** The shortest decimal text: {@code 800.01}, {@code 850}. */
    public static String format(long units, int decimals) {
        byte[] text = new byte[MAX_ENCODED_LENGTH];
        return new String(text, 0, encode(units, decimals, text, 0), US_ASCII);
    }

    /**
     * Writes what {@link #format} gives as ASCII, without allocating.
     *
     * @return the offset after the last byte.
     */
    public static int encode(long units, int decimals, byte[] into, int offset) {
        // Negative all the way, as Long.MIN_VALUE has no positive.
        long rest = units > 0 ? -units : units;
        int fraction = decimals;
        while (fraction > 0 && rest % 10 == 0) {
            rest /= 10;
            fraction--;
        }
        int digits = Math.max(digitCount(rest), fraction + 1);
        int start = offset;
        if (units < 0) {
            into[start++] = '-';
        }
        int end = start + digits + (fraction > 0 ? 1 : 0);
        int at = end;
        for (int i = 0; i < digits; i++) {
            if (i == fraction && i > 0) {
                into[--at] = '.';
            }
            into[--at] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        return end;
    }

    private static int digitCount(long value) {
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private static long[] powersOfTen() {
        long[] powers = new long[LONG_DIGITS];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }

    private static long saturated(int signum) {
        return signum > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
}
