package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.Bar;
import java.math.BigInteger;

/** A value made of bars. It starts empty: its first bar begins with the next tick. */
final class BarValue extends History {
    private final Watched watched;
    private final Averages average;
    private Long endNs;
    private long close;
    private BigInteger size;
    private BigInteger traded;

    BarValue(Watched watched) {
        this.watched = watched;
        average = new Averages(watched.kind(), watched.period());
    }

    Watched watched() {
        return watched;
    }

    boolean isOpen(Bar length) {
        return endNs != null && watched.bar() == length;
    }

    /** When the open bar ends. */
    long endNs() {
        return endNs;
    }

    /** @param barEndNs when the bar ends in which the tick is. */
    void onTick(long barEndNs, long last, long tickSize) {
        if (endNs == null) {
            endNs = barEndNs;
            size = BigInteger.ZERO;
            traded = BigInteger.ZERO;
        }
        close = last;
        size = size.add(BigInteger.valueOf(tickSize));
        traded = traded.add(BigInteger.valueOf(last).multiply(BigInteger.valueOf(tickSize)));
    }

    void closeBar(long step) {
        endNs = null;
        put(step, average.close(new Closed(close, size, traded)));
    }

    /** A closed bar: its last price, Σ size and Σ last·size of its ticks. */
    record Closed(long close, BigInteger size, BigInteger traded) {}
}
