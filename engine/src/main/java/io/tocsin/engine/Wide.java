package io.tocsin.engine;

/** Products of two longs in 128 bits. */
final class Wide {
    private Wide() {}

    /** Compares a·b with c·d, exactly. */
    static int compareProducts(final long a, final long b, final long c, final long d) {
        final int high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
        return high != 0 ? high : Long.compareUnsigned(a * b, c * d);
    }
}
