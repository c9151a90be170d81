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
    static void clear(final long line) {
        set(line, NULL_VALUE, NULL_VALUE, NULL_VALUE);
    }

    static void set(final long line, final long open, final long previousClose, final long endNs) {
        UnsafeApi.putLong(line + OPEN, open);
        UnsafeApi.putLong(line + PREVIOUS_CLOSE, previousClose);
        UnsafeApi.putLong(line + END_NS, endNs);
    }

    /** Begins a day with a price; {@code last} is the one before it, or {@code NULL_VALUE}. */
    public static void begin(final long line, final long price, final long last, final long nowNs) {
        set(line, price, last, endNs(nowNs, rollNs(line)));
    }

    /** The first price of the day. */
    public static long open(final long line) {
        return UnsafeApi.getLong(line + OPEN);
    }

    /** The last price before the day. */
    public static long previousClose(final long line) {
        return UnsafeApi.getLong(line + PREVIOUS_CLOSE);
    }

    /** When the day ends; {@code NULL_VALUE} before the first price. */
    public static long endNs(final long line) {
        return UnsafeApi.getLong(line + END_NS);
    }

    /** When the symbol's day starts, as an offset from midnight UTC. */
    public static long rollNs(final long line) {
        return UnsafeApi.getLong(line + ROLL_NS);
    }

    /** The day that the last price is in is another from now on. */
    public static void rollNs(final long line, final long offsetNs) {
        UnsafeApi.putLong(line + ROLL_NS, offsetNs);
        if (SeriesLine.last(line) != NULL_VALUE) {
            UnsafeApi.putLong(line + END_NS, endNs(SeriesLine.timeNs(line), offsetNs));
        }
    }

    private static long endNs(final long timeNs, final long rollNs) {
        return (Math.floorDiv(timeNs - rollNs, LENGTH_NS) + 1) * LENGTH_NS + rollNs;
    }
}
