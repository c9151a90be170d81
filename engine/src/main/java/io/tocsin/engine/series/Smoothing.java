package io.tocsin.engine.series;

import io.tocsin.engine.arithmetic.Wide;
import org.agrona.UnsafeApi;

/**
 * A number that follows others: the mean of the first n, then a step towards each. It takes 16 bytes off-heap, wherever
 * its owner puts them; no step needs more than 64 bits, and nothing is lost.
 *
 * <pre>
 *   0           8
 *  +-----------+-----------+
 *  | whole     | part      |         as a mean: whole + part / n; once it moves: whole + part / 2³²
 *  +-----------+-----------+         0 ≤ part &lt; n, or &lt; 2³²
 * </pre>
 *
 * All that it follows is from 0 to 2⁶² and, as prices and their differences are, less than 2⁶² apart; n is from 1 to
 * 500. Zeroed memory is the mean of nothing. All is O(1). For one thread.
 */
final class Smoothing {
    static final int BYTES = 16;

    private static final int WHOLE = 0;
    private static final int PART = 8;
    private static final int BINARY_DIGITS = 32;
    private static final long UNIT = 1L << BINARY_DIGITS;

    private Smoothing() {}

    /** Adds to the sum of which this is the n-th part; what leaves the sum is subtracted. */
    static void addToMean(long number, long value, int n) {
        long rest = UnsafeApi.getLong(number + PART) + value;
        UnsafeApi.putLong(number + WHOLE, UnsafeApi.getLong(number + WHOLE) + Math.floorDiv(rest, n));
        UnsafeApi.putLong(number + PART, Math.floorMod(rest, n));
    }

    /** The mean, rounded half-even. */
    static long mean(long number, int n) {
        return Wide.roundHalfEven(UnsafeApi.getLong(number + WHOLE), UnsafeApi.getLong(number + PART), n);
    }

    /**
     * Takes the {@code count}-th value in: up to the n-th they are summed, from then on x' = x + ⌊weight · (value − x)
     * / of⌋ in units of 2⁻³².
     *
     * @param weight at most 2, and at most {@code of}.
     */
    static void follow(long number, long value, int count, int n, long weight, long of) {
        if (count > n) {
            move(number, value, weight, of);
            return;
        }
        addToMean(number, value, n);
        if (count == n) {
            UnsafeApi.putLong(number + PART, (UnsafeApi.getLong(number + PART) << BINARY_DIGITS) / n);
        }
    }

    /** The number that moves, rounded half-even. */
    static long rounded(long number) {
        return Wide.roundHalfEven(UnsafeApi.getLong(number + WHOLE), UnsafeApi.getLong(number + PART), UNIT);
    }

    /**
     * scale · part / (part + rest) of two numbers that move, rounded half-even; half of the scale if both are 0.
     *
     * @param scale at most 2³¹.
     */
    static long share(long part, long rest, int scale) {
        long fractions = UnsafeApi.getLong(part + PART) + UnsafeApi.getLong(rest + PART);
        // Two wholes are rises and falls of prices: their sum with a carry is at most 2⁶³ − 1.
        long sum = UnsafeApi.getLong(part + WHOLE) + UnsafeApi.getLong(rest + WHOLE) + fractions / UNIT;
        long sumLow = sum << BINARY_DIGITS | fractions % UNIT;
        if ((sum | sumLow) == 0) {
            return scale / 2;
        }
        long whole = UnsafeApi.getLong(part + WHOLE);
        long wholeLow = whole * scale;
        long wholeHigh = Math.multiplyHigh(whole, scale);
        long low = (wholeLow << BINARY_DIGITS) + UnsafeApi.getLong(part + PART) * scale;
        long carry = Long.compareUnsigned(low, wholeLow << BINARY_DIGITS) < 0 ? 1 : 0;
        long high = (wholeHigh << BINARY_DIGITS | wholeLow >>> BINARY_DIGITS) + carry;
        return Wide.divideHalfEven(high, low, sum >>> BINARY_DIGITS, sumLow);
    }

    /** With weight · (value − whole) = q·of + r, the step is q·2³² + ⌊(r·2³² − weight·part) / of⌋. */
    private static void move(long number, long value, long weight, long of) {
        long whole = UnsafeApi.getLong(number + WHOLE);
        long part = UnsafeApi.getLong(number + PART);
        long way = weight * (value - whole);
        long rest = (Math.floorMod(way, of) << BINARY_DIGITS) - weight * part;
        long fractions = part + Math.floorDiv(rest, of);
        UnsafeApi.putLong(number + WHOLE, whole + Math.floorDiv(way, of) + Math.floorDiv(fractions, UNIT));
        UnsafeApi.putLong(number + PART, Math.floorMod(fractions, UNIT));
    }
}
