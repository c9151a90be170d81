package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.index.Timers;
import org.agrona.UnsafeApi;

/**
 * Which bars are open: a block per symbol and length, while there is an average over such bars, in a list of the symbol
 * from the shortest to the longest.
 *
 * <pre>
 *   0      4     8         16         20          24           28     32
 *  +------+-----+---------+----------+-----------+------------+------+
 *  | next | bar | endNs   | averages | everyTick | awaitsTick |      |
 *  +------+-----+---------+----------+-----------+------------+------+
 *
 *      tick        its end, a timer
 *   ────┬───────────────┬───────────────┬──────           no tick, no bar
 *       └ open ─────────┘               └ open ...
 * </pre>
 *
 * A symbol has at most five of these, so everything is O(1) but for the timer that opens or gives up a bar, which is
 * O(log n) of n timers. Times are nanoseconds since the epoch, at least two days before the last that a long can hold.
 * For one thread.
 */
final class Bars {
    static final int BYTES = 32;

    static final int NEXT = 0;
    static final int BAR = 4;

    private static final int END_NS = 8;
    private static final int AVERAGES = 16;
    private static final int EVERY_TICK = 20;
    private static final int AWAITS_TICK = 24;

    private static final int NULL_BARS = BlockPool.NULL_HANDLE;
    private static final int DAYS = Bar.P1D.value();
    private static final long MINUTE_NS = 60_000_000_000L;

    /** By {@code Bar.value()}. */
    private static final long[] LENGTHS_NS = {
        0, MINUTE_NS, 5 * MINUTE_NS, 15 * MINUTE_NS, 60 * MINUTE_NS, 24 * 60 * MINUTE_NS
    };

    private final BlockPool pool;
    private final Timers timers;

    Bars(BlockPool pool, Timers timers) {
        if (pool.blockBytes() != BYTES) {
            throw new IllegalArgumentException("blocks are not of " + BYTES + " bytes: " + pool.blockBytes());
        }
        this.pool = pool;
        this.timers = timers;
    }

    /** There is one more average over bars of this length, which has no tick yet. */
    void attach(long symbol, int bar, boolean everyTick) {
        int before = NULL_BARS;
        int bars = SeriesLine.firstBars(symbol);
        while (bars != NULL_BARS && getInt(bars, BAR) < bar) {
            before = bars;
            bars = getInt(bars, NEXT);
        }
        if (bars == NULL_BARS || getInt(bars, BAR) != bar) {
            bars = create(bar, bars);
            link(symbol, before, bars);
        }
        add(bars, AVERAGES, 1);
        add(bars, EVERY_TICK, everyTick ? 1 : 0);
        putInt(bars, AWAITS_TICK, 1);
    }

    /** There is one less; with the last one goes the bar, even if it is open. */
    void detach(long symbol, int bar, boolean everyTick) {
        int bars = find(symbol, bar);
        add(bars, AVERAGES, -1);
        add(bars, EVERY_TICK, everyTick ? -1 : 0);
        if (getInt(bars, AVERAGES) > 0) {
            return;
        }
        long endNs = endNs(bars);
        if (endNs != NULL_VALUE) {
            timers.cancel(endNs, Timers.barsId(SeriesLine.symbolId(symbol), bar));
        }
        link(symbol, before(symbol, bars), getInt(bars, NEXT));
        pool.free(bars);
    }

    /**
     * A tick: opens what is not open.
     *
     * @return whether some average has no tick in its bar yet, or takes every tick.
     */
    boolean onTick(long symbol, long nowNs) {
        boolean matters = false;
        for (int bars = SeriesLine.firstBars(symbol); bars != NULL_BARS; bars = getInt(bars, NEXT)) {
            if (getInt(bars, AWAITS_TICK) != 0) {
                putInt(bars, AWAITS_TICK, 0);
                matters = true;
                if (endNs(bars) == NULL_VALUE) {
                    open(bars, symbol, nowNs);
                }
            }
            matters |= getInt(bars, EVERY_TICK) > 0;
        }
        return matters;
    }

    /** The timer of a bar, which has been taken out already: closes it. */
    void onEnd(long symbol, int bar) {
        int bars = find(symbol, bar);
        endNs(bars, NULL_VALUE);
        putInt(bars, AWAITS_TICK, 1);
    }

    /** When the bar ends that is open; {@code NULL_VALUE} when none is. */
    long endNs(long symbol, int bar) {
        return endNs(find(symbol, bar));
    }

    /** The bar is open until then, if it is at all. It is the same for all averages over it. */
    void restore(long symbol, int bar, long endNs) {
        int bars = find(symbol, bar);
        if (endNs != endNs(bars)) {
            openUntil(bars, symbol, endNs);
        }
    }

    private void open(int bars, long symbol, long nowNs) {
        int bar = getInt(bars, BAR);
        long lengthNs = LENGTHS_NS[bar];
        long shiftNs = bar == DAYS ? Day.rollNs(symbol) : 0;
        long endNs = (Math.floorDiv(nowNs - shiftNs, lengthNs) + 1) * lengthNs + shiftNs;
        openUntil(bars, symbol, endNs);
    }

    private void openUntil(int bars, long symbol, long endNs) {
        endNs(bars, endNs);
        timers.schedule(endNs, Timers.barsId(SeriesLine.symbolId(symbol), getInt(bars, BAR)));
    }

    private int create(int bar, int next) {
        int bars = pool.allocate();
        UnsafeApi.setMemory(pool.address(bars), BYTES, (byte) 0);
        putInt(bars, NEXT, next);
        putInt(bars, BAR, bar);
        endNs(bars, NULL_VALUE);
        return bars;
    }

    private int find(long symbol, int bar) {
        int bars = SeriesLine.firstBars(symbol);
        while (bars != NULL_BARS && getInt(bars, BAR) != bar) {
            bars = getInt(bars, NEXT);
        }
        if (bars == NULL_BARS) {
            throw new IllegalStateException(
                    "no average over such bars: symbol=" + SeriesLine.symbolId(symbol) + " bar=" + bar);
        }
        return bars;
    }

    private int before(long symbol, int bars) {
        int before = NULL_BARS;
        for (int at = SeriesLine.firstBars(symbol); at != bars; at = getInt(at, NEXT)) {
            before = at;
        }
        return before;
    }

    private void link(long symbol, int before, int bars) {
        if (before == NULL_BARS) {
            SeriesLine.firstBars(symbol, bars);
        } else {
            putInt(before, NEXT, bars);
        }
    }

    private long endNs(int bars) {
        return UnsafeApi.getLong(pool.address(bars) + END_NS);
    }

    /** {@code NULL_VALUE} while none is open. */
    private void endNs(int bars, long endNs) {
        UnsafeApi.putLong(pool.address(bars) + END_NS, endNs);
    }

    private int getInt(int bars, int offset) {
        return UnsafeApi.getInt(pool.address(bars) + offset);
    }

    private void putInt(int bars, int offset, int value) {
        UnsafeApi.putInt(pool.address(bars) + offset, value);
    }

    private void add(int bars, int offset, int value) {
        putInt(bars, offset, getInt(bars, offset) + value);
    }
}
