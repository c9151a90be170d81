package io.tocsin.engine.projection;

/**
 * A consistent copy of one symbol's market data, filled by {@link QuoteBoard#read}.
 * <p>
 * Prices are in units of 10^-decimals of the symbol, volume in units of 10^-8, times in nanoseconds since the epoch;
 * {@link #NULL_VALUE} stands for an absent one. Not thread-safe: each thread has its own and reuses it.
 */
public final class Quote {
    public static final long NULL_VALUE = Long.MIN_VALUE;

    long last;
    long previous;
    long bid;
    long ask;
    long dayOpen;
    long dayHigh;
    long dayLow;
    long dayVolume;
    long previousClose;
    long timeNs;
    long sequence;

    public long last() {
        return last;
    }

    /** The price before the last one; absent after the first price ever. */
    public long previous() {
        return previous;
    }

    /** The last one given. */
    public long bid() {
        return bid;
    }

    /** The last one given. */
    public long ask() {
        return ask;
    }

    public long dayOpen() {
        return dayOpen;
    }

    public long dayHigh() {
        return dayHigh;
    }

    public long dayLow() {
        return dayLow;
    }

    /** The sum of the day's sizes; {@link Long#MAX_VALUE} when it is more than that. */
    public long dayVolume() {
        return dayVolume;
    }

    /** The last price of the day before, which is absent in the symbol's first day. */
    public long previousClose() {
        return previousClose;
    }

    /** Time of the input that brought the last price. */
    public long timeNs() {
        return timeNs;
    }

    /** Sequence of the input that brought the last price. */
    public long sequence() {
        return sequence;
    }
}
