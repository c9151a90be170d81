package io.tocsin.engine.series;

import io.tocsin.engine.codec.SymbolState;

/**
 * How far the last price of a symbol can be trusted, as a part of its {@link SeriesLine}: what speaks against it.
 *
 * <pre>
 *   its source is silent (STALE)  ──┐
 *   trades are missing (GAP)      ──┼──► closed, else gap, else stale, else live
 *   its market is closed (CLOSED) ──┘
 * </pre>
 *
 * While the market is closed nobody expects a price, so that the last one is as good as it can be.
 */
public final class Trust {
    public static final int STALE = 1;
    public static final int GAP = 1 << 1;
    public static final int CLOSED = 1 << 2;

    private Trust() {}

    /** Whether this speaks against the price. */
    public static boolean has(long line, int doubt) {
        return (SeriesLine.doubts(line) & doubt) != 0;
    }

    /** Sets or clears a doubt; false when nothing changes. The next tick is looked at while the price is stale. */
    public static boolean set(long line, int doubt, boolean on) {
        int before = SeriesLine.doubts(line);
        int after = on ? before | doubt : before & ~doubt;
        SeriesLine.doubts(line, after);
        if (has(line, STALE)) {
            Guard.shut(line);
        }
        return before != after;
    }

    /** Whether the price may be another one by now. */
    public static boolean isDoubtful(long line) {
        return has(line, STALE | GAP) && !has(line, CLOSED);
    }

    /** What it comes down to. */
    public static SymbolState state(long line) {
        if (has(line, CLOSED)) {
            return SymbolState.CLOSED;
        }
        if (has(line, GAP)) {
            return SymbolState.GAP;
        }
        return has(line, STALE) ? SymbolState.STALE : SymbolState.LIVE;
    }

    /** All doubts, for a snapshot. */
    public static int doubts(long line) {
        return SeriesLine.doubts(line);
    }

    /** Takes over what {@link #doubts(long)} gave. */
    public static void restore(long line, int doubts) {
        SeriesLine.doubts(line, doubts);
    }
}
