package io.tocsin.engine.arithmetic;

/** Arithmetic on longs whose intermediate results need 128 bits. Pure; nothing wraps round silently. */
public final class Wide {
    /** A whole, in parts per million. */
    public static final long MILLION = 1_000_000;

    private Wide() {}

    /** Compares a·b with c·d, exactly. */
    public static int compareProducts(long a, long b, long c, long d) {
        int high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
        return high != 0 ? high : Long.compareUnsigned(a * b, c * d);
    }

    /**
     * ⌈base · ppm / 10⁶⌉: the least distance from {@code base} that is so many parts per million of it.
     *
     * @param base at least 0.
     * @param ppm  at least 0, at most 10¹².
     * @return {@code Long.MAX_VALUE} when it is more than that.
     */
    public static long ceilPpm(long base, long ppm) {
        long millions = base / MILLION;
        long whole = millions * ppm;
        long sum = whole + (base % MILLION * ppm + MILLION - 1) / MILLION;
        return Math.multiplyHigh(millions, ppm) != 0 || whole < 0 || sum < 0 ? Long.MAX_VALUE : sum;
    }

    /**
     * ⌊distance · 10⁶ / base⌋: the most parts per million of {@code base} that {@code distance} reaches.
     *
     * @param distance at least 0.
     * @param base     at least 1.
     * @return {@code Long.MAX_VALUE} when it is more than that.
     */
    public static long floorPpm(long distance, long base) {
        long whole = distance / base;
        long rest = distance % base;
        long fraction = rest <= Long.MAX_VALUE / MILLION ? rest * MILLION / base : floorFraction(rest, base);
        long sum = whole * MILLION + fraction;
        return whole > Long.MAX_VALUE / MILLION || sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** {@link #floorPpm} of a rest that is less than its base, by bisection. */
    private static long floorFraction(long rest, long base) {
        long low = 0;
        long high = MILLION;
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (compareProducts(middle, base, rest, MILLION) <= 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** a + b, or the end of the range that it would pass. */
    public static long saturatingAdd(long a, long b) {
        long sum = a + b;
        boolean overflows = ((a ^ sum) & (b ^ sum)) < 0;
        return overflows ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    /**
     * whole + part / of, rounded half-even.
     *
     * @param part at least 0, less than {@code of}.
     * @param of   at most 2⁶².
     */
    public static long roundHalfEven(long whole, long part, long of) {
        int half = Long.compare(2 * part, of);
        return half > 0 || (half == 0 && (whole & 1) != 0) ? whole + 1 : whole;
    }

    /**
     * Divides what has 128 bits by what has 128 bits, rounded half-even: long division, bit by bit.
     *
     * @param high        the upper half of the dividend, at least 0.
     * @param low         its lower half, unsigned.
     * @param divisorHigh the upper half of the divisor, at least 0.
     * @param divisorLow  its lower half, unsigned; not both are 0.
     * @return {@code Long.MAX_VALUE} when it is more than that.
     */
    public static long divideHalfEven(long high, long low, long divisorHigh, long divisorLow) {
        if ((divisorHigh | divisorLow) == 0) {
            throw new IllegalArgumentException("divided by 0");
        }
        long quotient = 0;
        long restHigh = 0;
        long restLow = 0;
        for (int bit = 2 * Long.SIZE - 1; bit >= 0; bit--) {
            // The rest is less than the divisor, so that its double is less than 2¹²⁸.
            restHigh = restHigh << 1 | restLow >>> (Long.SIZE - 1);
            restLow = restLow << 1 | ((bit >= Long.SIZE ? high : low) >>> bit & 1);
            quotient <<= 1;
            if (compareUnsigned(restHigh, restLow, divisorHigh, divisorLow) >= 0) {
                long borrow = Long.compareUnsigned(restLow, divisorLow) < 0 ? 1 : 0;
                restHigh -= divisorHigh + borrow;
                restLow -= divisorLow;
                quotient |= 1;
            }
            if (quotient < 0) {
                return Long.MAX_VALUE;
            }
        }
        int half = compareUnsigned(restHigh << 1 | restLow >>> (Long.SIZE - 1), restLow << 1, divisorHigh, divisorLow);
        boolean up = half > 0 || (half == 0 && (quotient & 1) != 0);
        return up && quotient < Long.MAX_VALUE ? quotient + 1 : quotient;
    }

    private static int compareUnsigned(long aHigh, long aLow, long bHigh, long bLow) {
        int high = Long.compareUnsigned(aHigh, bHigh);
        return high != 0 ? high : Long.compareUnsigned(aLow, bLow);
    }
}
