package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import org.agrona.UnsafeApi;

/**
 * The range of values that need no look at any condition, as a part of the {@link SeriesLine} of what is watched.
 *
 * <pre>
 *        thresholdDown     nextDown                nextUp       thresholdUp
 *   ───────────┼──────────────┼───────── last ────────┼──────────────┼───────────► value
 *    some      │  new low of  │                       │ new high of  │  some
 *    condition │  a bucket    │      all is well      │ a bucket     │  condition
 * </pre>
 *
 * Windows must know the least and the greatest value of their present buckets. For that, the guard lets pass, and
 * remembers by moving {@code nextUp} or {@code nextDown} beyond it, what is a new one and within the thresholds; the
 * windows learn of it before any bucket ends. Without windows there is nothing between the two.
 */
public final class Guard {
    private static final int NEXT_UP = SeriesLine.GUARD;
    private static final int NEXT_DOWN = SeriesLine.GUARD + 8;
    private static final int QUIET_UNTIL_NS = SeriesLine.GUARD + 16;
    private static final int THRESHOLD_UP = SeriesLine.THRESHOLDS;
    private static final int THRESHOLD_DOWN = SeriesLine.THRESHOLDS + 8;

    private Guard() {}

    /** Lets all values pass that are between the thresholds, up to a time. */
    public static void set(long line, long thresholdUp, long thresholdDown, long quietUntilNs) {
        UnsafeApi.putLong(line + THRESHOLD_UP, thresholdUp);
        UnsafeApi.putLong(line + THRESHOLD_DOWN, thresholdDown);
        UnsafeApi.putLong(line + NEXT_UP, thresholdUp);
        UnsafeApi.putLong(line + NEXT_DOWN, thresholdDown);
        quietUntilNs(line, quietUntilNs);
    }

    /** Takes nearer thresholds and a nearer time. */
    public static void narrow(long line, long thresholdUp, long thresholdDown, long quietUntilNs) {
        atMost(line + THRESHOLD_UP, thresholdUp);
        atLeast(line + THRESHOLD_DOWN, thresholdDown);
        atMost(line + QUIET_UNTIL_NS, quietUntilNs);
    }

    /** Takes nearer values that need not be remembered. */
    public static void narrow(long line, long nextUp, long nextDown) {
        atMost(line + NEXT_UP, nextUp);
        atLeast(line + NEXT_DOWN, nextDown);
    }

    /** Whether no condition must be looked at for a value. */
    public static boolean isQuiet(long line, long value) {
        return (value < nextUp(line) && value > nextDown(line))
                || (value < UnsafeApi.getLong(line + THRESHOLD_UP) && value > UnsafeApi.getLong(line + THRESHOLD_DOWN));
    }

    /** Remembers a value that is {@link #isQuiet}. */
    public static void letPass(long line, long value) {
        if (value >= nextUp(line)) {
            UnsafeApi.putLong(line + NEXT_UP, value + 1);
        }
        if (value <= nextDown(line)) {
            UnsafeApi.putLong(line + NEXT_DOWN, value - 1);
        }
    }

    /** The least value above all that pass without being remembered. */
    public static long nextUp(long line) {
        return UnsafeApi.getLong(line + NEXT_UP);
    }

    /** The greatest value below all that pass without being remembered. */
    public static long nextDown(long line) {
        return UnsafeApi.getLong(line + NEXT_DOWN);
    }

    /** From then on the next tick must be looked at, whatever its price. */
    public static long quietUntilNs(long line) {
        return UnsafeApi.getLong(line + QUIET_UNTIL_NS);
    }

    public static void quietUntilNs(long line, long value) {
        UnsafeApi.putLong(line + QUIET_UNTIL_NS, value);
    }

    /** The next tick must be looked at. */
    public static void shut(long line) {
        quietUntilNs(line, NULL_VALUE);
    }

    private static void atMost(long address, long value) {
        UnsafeApi.putLong(address, Math.min(UnsafeApi.getLong(address), value));
    }

    private static void atLeast(long address, long value) {
        UnsafeApi.putLong(address, Math.max(UnsafeApi.getLong(address), value));
    }
}
