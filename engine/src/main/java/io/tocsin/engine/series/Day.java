package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import org.agrona.UnsafeApi;

/** The present day of a symbol, as a part of the {@link SeriesLine} of its last price: UTC, shifted by its roll. */
public final class Day {
    private static final int OPEN = SeriesLine.DAY;
    private static final int PREVIOUS_CLOSE = SeriesLine.DAY + 8;
    private static final int END_NS = SeriesLine.DAY + 16;
    private static final int ROLL_NS = SeriesLine.DAY + 24;
    private static final long LENGTH_NS = 86_400_000_000_000L;

    private Day() {}

    /** There has been no price. */
    static void clear(long line) {
        set(line, NULL_VALUE, NULL_VALUE, NULL_VALUE);
    }

    static void set(long line, long open, long previousClose, long endNs) {
        UnsafeApi.putLong(line + OPEN, open);
        UnsafeApi.putLong(line + PREVIOUS_CLOSE, previousClose);
        UnsafeApi.putLong(line + END_NS, endNs);
    }

    /** Begins a day with a price; {@code last} is the one before it, or {@code NULL_VALUE}. */
    public static void begin(long line, long price, long last, long nowNs) {
        set(line, price, last, endNs(nowNs, rollNs(line)));
    }

    /** The first price of the day. */
    public static long open(long line) {
        return UnsafeApi.getLong(line + OPEN);
    }

    /** The last price before the day. */
    public static long previousClose(long line) {
        return UnsafeApi.getLong(line + PREVIOUS_CLOSE);
    }

    /** When the day ends; {@code NULL_VALUE} before the first price. */
    public static long endNs(long line) {
        return UnsafeApi.getLong(line + END_NS);
    }

    /** When the symbol's day starts, as an offset from midnight UTC. */
    public static long rollNs(long line) {
        return UnsafeApi.getLong(line + ROLL_NS);
    }

    /** The day that the last price is in is another from now on. */
    public static void rollNs(long line, long offsetNs) {
        UnsafeApi.putLong(line + ROLL_NS, offsetNs);
        if (SeriesLine.last(line) != NULL_VALUE) {
            UnsafeApi.putLong(line + END_NS, endNs(SeriesLine.timeNs(line), offsetNs));
        }
    }

    private static long endNs(long timeNs, long rollNs) {
        return (Math.floorDiv(timeNs - rollNs, LENGTH_NS) + 1) * LENGTH_NS + rollNs;
    }
}
