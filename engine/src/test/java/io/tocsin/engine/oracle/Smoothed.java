package io.tocsin.engine.oracle;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Starts as the mean of the first n values, and then moves by (value - x) * a / b, in units of 2^-32. */
final class Smoothed {
    /** What 1 is in these units. */
    static final BigInteger UNIT = BigInteger.ONE.shiftLeft(32);

    private final List<BigInteger> first = new ArrayList<>();
    private final int n;
    private final BigInteger a;
    private final BigInteger b;
    private BigInteger x;

    Smoothed(int n, int a, int b) {
        this.n = n;
        this.a = BigInteger.valueOf(a);
        this.b = BigInteger.valueOf(b);
    }

    void add(BigInteger value) {
        if (x != null) {
            BigInteger way = value.multiply(UNIT).subtract(x);
            x = x.add(floorDiv(way.multiply(a), b));
            return;
        }
        first.add(value);
        if (first.size() == n) {
            BigInteger sum = first.stream().reduce(BigInteger.ZERO, BigInteger::add);
            x = floorDiv(sum.multiply(UNIT), BigInteger.valueOf(n));
        }
    }

    /** {@code null} before the n-th value. */
    BigInteger get() {
        return x;
    }

    private static BigInteger floorDiv(BigInteger dividend, BigInteger divisor) {
        BigInteger[] parts = dividend.divideAndRemainder(divisor);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }
}
