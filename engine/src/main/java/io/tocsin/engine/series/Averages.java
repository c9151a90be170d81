package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.arithmetic.Wide;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.index.Timers;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.UnsafeApi;

/**
 * The values over bars: {@code sma}, {@code ema}, {@code rsi} and {@code vwap}. Each begins empty and takes in what
 * happens from then on.
 *
 * <pre>
 *   symbol ──► bars PT1M ─► bars P1D          which of its bars are open; see {@link Bars}
 *      │
 *      └─────► sma PT1M 20 ─► ema P1D 9 ─► ...          its derived series; what an average keeps is in its own line:
 *
 *        128             136        144        152        160        168     172       176
 *       +---------------+----------+----------+----------+----------+-------+---------+
 *  sma  | ring ─┐       | mean: whole, part   |          |          | taken | hasTick |
 *  ema  |       │       | moves: whole, part  |          |          | taken | hasTick |
 *  rsi  | last close    | rises: whole, part  | falls: whole, part  | taken | hasTick |
 *  vwap | ring ─┤       |          |          |          |          | taken | hasTick |
 *       +-------│-------+----------+----------+----------+----------+-------+---------+
 *               │ 0        8       n·8
 *               ├►+--------+- ─ ─ -+                     bar number k is at k mod n
 *               │ | close  |       |
 *               │ +--------+- ─ ─ -+
 *               │ 0        8                 24      n·24
 *               └►+--------+-----------------+- ─ ─ -+
 *                 | size   | traded: high, low |     |   size is −1 once the bar has passed what it may hold
 *                 +--------+-----------------+- ─ ─ -+
 *        184          188
 *       +------------+-----------+
 *       | next       | previous  |             the averages with a ring, so that {@link #close} finds them
 *       +------------+-----------+
 * </pre>
 *
 * The rsi is Wilder's ("New Concepts in Technical Trading Systems", 1978). All of it is on integers and exact, with the
 * roundings that the rules name.
 * <p>
 * With s derived series of the symbol, a tick is O(1) unless an average has no tick in its bar yet or is a vwap; it is
 * O(s) then. The end of a bar is O(s), and O(n) for each vwap of n bars, which is summed anew so that nothing need be
 * undone. For one thread. Nothing is allocated on the Java heap after construction; rings are native memory of exactly
 * their size, taken and given back with the average.
 */
public final class Averages implements AutoCloseable {
    /** The size of the blocks of the pool of bars. */
    public static final int BARS_BYTES = Bars.BYTES;

    private static final int RING = 128;
    private static final int LAST_CLOSE = 128;
    private static final int MEAN = 136;
    private static final int RISES = 136;
    private static final int FALLS = RISES + Smoothing.BYTES;
    private static final int TAKEN = 168;
    private static final int HAS_TICK = 172;
    private static final int STATE = RING;
    private static final int STATE_BYTES = 48;
    private static final int NEXT_RING = 184;
    private static final int PREVIOUS_RING = 188;

    private static final int SIZE = 0;
    private static final int TRADED_HIGH = 8;
    private static final int TRADED_LOW = 16;
    private static final int TRADED_BYTES = 24;
    private static final long PASSED = -1;

    /** The upper half of 2¹¹⁷. */
    private static final long MAX_TRADED_HIGH = 1L << 53;

    /** 100 % with 4 decimals. */
    private static final int RSI_SCALE = 1_000_000;

    private final SeriesTable series;
    private final Bars bars;
    private int firstRing = SeriesTable.NULL_SERIES;
    private long ringBytesInUse;

    /**
     * Keeps averages in these lines.
     *
     * @param bars   blocks of {@value #BARS_BYTES} bytes, one for each symbol and length of bars at most.
     * @param timers where the ends of open bars are.
     */
    public Averages(SeriesTable series, BlockPool bars, Timers timers) {
        this.series = series;
        this.bars = new Bars(bars, timers);
    }

    /** Starts the average that the line's key names, empty. The line is in its symbol's list already. */
    void attach(int seriesId) {
        long line = series.line(seriesId);
        long key = SeriesLine.key(line);
        UnsafeApi.setMemory(line + STATE, STATE_BYTES, (byte) 0);
        int ringBytes = ringBytes(key);
        if (ringBytes > 0) {
            addRing(seriesId, line, ringBytes);
        }
        bars.attach(symbol(line), SeriesKey.bar(key).value(), isVwap(key));
    }

    /** Ends it; called before the line is removed from the list. */
    void detach(int seriesId) {
        long line = series.line(seriesId);
        long key = SeriesLine.key(line);
        bars.detach(symbol(line), SeriesKey.bar(key).value(), isVwap(key));
        if (ringBytes(key) > 0) {
            removeRing(line, ringBytes(key));
        }
    }

    /**
     * A tick was accepted. It opens the bars that are not open.
     *
     * @param line  of the last price of the symbol.
     * @param price the last price of the tick.
     */
    void onTick(long line, long price, long size, long nowNs) {
        if (!bars.onTick(line, nowNs)) {
            return;
        }
        for (int id = SeriesLine.firstDerived(line); id != SeriesTable.NULL_SERIES; ) {
            long average = series.line(id);
            long key = SeriesLine.key(average);
            if (isAverage(key)) {
                boolean first = UnsafeApi.getInt(average + HAS_TICK) == 0;
                UnsafeApi.putInt(average + HAS_TICK, 1);
                if (isVwap(key)) {
                    addTraded(traded(average, SeriesKey.period(key)), first, price, size);
                }
            }
            id = SeriesLine.next(average);
        }
    }

    /**
     * The timer of a bar was due, and is taken out already: the averages with a tick in it take its close in, and those
     * that have a value then have an event.
     */
    void onBarEnd(int symbolId, int bar, long endNs, long step) {
        long symbol = series.line(symbolId);
        bars.onEnd(symbol, bar);
        long close = SeriesLine.last(symbol);
        for (int id = SeriesLine.firstDerived(symbol); id != SeriesTable.NULL_SERIES; ) {
            long average = series.line(id);
            long key = SeriesLine.key(average);
            if (isAverage(key) && SeriesKey.bar(key).value() == bar && UnsafeApi.getInt(average + HAS_TICK) != 0) {
                UnsafeApi.putInt(average + HAS_TICK, 0);
                put(average, valueWith(close, average, key), endNs, step);
            }
            id = SeriesLine.next(average);
        }
    }

    /** Writes the end of the bar that is open, and what of the bars is kept. */
    void write(int seriesId, StateSink sink) {
        long line = series.line(seriesId);
        long key = SeriesLine.key(line);
        sink.putLong(bars.endNs(symbol(line), SeriesKey.bar(key).value()));
        int ringBytes = ringBytes(key);
        long kept = ringBytes > 0 ? UnsafeApi.getLong(line + RING) : line + LAST_CLOSE;
        for (long at = kept; at < kept + Math.max(ringBytes, Long.BYTES); at += Long.BYTES) {
            sink.putLong(UnsafeApi.getLong(at));
        }
        for (long at = line + MEAN; at < line + STATE + STATE_BYTES; at += Long.BYTES) {
            sink.putLong(UnsafeApi.getLong(at));
        }
    }

    /** Gives an average that was just attached what {@link #write} wrote. The next tick is looked at in any case. */
    void read(int seriesId, StateSource source) {
        long line = series.line(seriesId);
        long key = SeriesLine.key(line);
        bars.restore(symbol(line), SeriesKey.bar(key).value(), source.getLong());
        int ringBytes = ringBytes(key);
        long kept = ringBytes > 0 ? UnsafeApi.getLong(line + RING) : line + LAST_CLOSE;
        for (long at = kept; at < kept + Math.max(ringBytes, Long.BYTES); at += Long.BYTES) {
            UnsafeApi.putLong(at, source.getLong());
        }
        for (long at = line + MEAN; at < line + STATE + STATE_BYTES; at += Long.BYTES) {
            UnsafeApi.putLong(at, source.getLong());
        }
    }

    /** Native memory of the rings. */
    long ringBytesInUse() {
        return ringBytesInUse;
    }

    /** Gives the rings back, which the lines do not know of; before the table of the lines is closed. */
    @Override
    public void close() {
        while (firstRing != SeriesTable.NULL_SERIES) {
            long line = series.line(firstRing);
            removeRing(line, ringBytes(SeriesLine.key(line)));
        }
    }

    /** Takes a close in and returns the value, {@code NULL_VALUE} while there is none. */
    private static long valueWith(long close, long average, long key) {
        int taken = UnsafeApi.getInt(average + TAKEN) + 1;
        int period = SeriesKey.period(key);
        long value = switch (SeriesKey.kind(key)) {
            case SMA -> sma(average, close, taken, period);
            case EMA -> ema(average, close, taken, period);
            case RSI -> rsi(average, close, taken, period);
            default -> taken < period ? NULL_VALUE : vwap(average, period);
        };
        UnsafeApi.putInt(average + TAKEN, taken);
        return value;
    }

    private static long sma(long average, long close, int taken, int period) {
        long oldest = slot(average, Long.BYTES, period);
        Smoothing.addToMean(average + MEAN, close - UnsafeApi.getLong(oldest), period);
        UnsafeApi.putLong(oldest, close);
        return taken < period ? NULL_VALUE : Smoothing.mean(average + MEAN, period);
    }

    private static long ema(long average, long close, int taken, int period) {
        Smoothing.follow(average + MEAN, close, taken, period, 2, period + 1);
        return taken < period ? NULL_VALUE : Smoothing.rounded(average + MEAN);
    }

    private static long rsi(long average, long close, int taken, int period) {
        long change = close - UnsafeApi.getLong(average + LAST_CLOSE);
        UnsafeApi.putLong(average + LAST_CLOSE, close);
        int changes = taken - 1;
        if (changes > 0) {
            Smoothing.follow(average + RISES, Math.max(change, 0), changes, period, 1, period);
            Smoothing.follow(average + FALLS, Math.max(-change, 0), changes, period, 1, period);
        }
        return changes < period ? NULL_VALUE : Smoothing.share(average + RISES, average + FALLS, RSI_SCALE);
    }

    private static long vwap(long average, int period) {
        long sizeHigh = 0;
        long sizeLow = 0;
        long high = 0;
        long low = 0;
        long ring = UnsafeApi.getLong(average + RING);
        for (long traded = ring; traded < ring + (long) period * TRADED_BYTES; traded += TRADED_BYTES) {
            long size = UnsafeApi.getLong(traded + SIZE);
            if (size == PASSED) {
                return NULL_VALUE;
            }
            sizeLow += size;
            sizeHigh += carry(sizeLow, size);
            long tradedLow = UnsafeApi.getLong(traded + TRADED_LOW);
            low += tradedLow;
            high += UnsafeApi.getLong(traded + TRADED_HIGH) + carry(low, tradedLow);
        }
        return (sizeHigh | sizeLow) == 0 ? NULL_VALUE : Wide.divideHalfEven(high, low, sizeHigh, sizeLow);
    }

    private static void addTraded(long traded, boolean first, long price, long size) {
        if (first) {
            UnsafeApi.setMemory(traded, TRADED_BYTES, (byte) 0);
        }
        if (UnsafeApi.getLong(traded + SIZE) == PASSED) {
            return;
        }
        long sizes = UnsafeApi.getLong(traded + SIZE) + size;
        long product = price * size;
        long low = UnsafeApi.getLong(traded + TRADED_LOW) + product;
        long high = UnsafeApi.getLong(traded + TRADED_HIGH) + Math.multiplyHigh(price, size) + carry(low, product);
        boolean passed = sizes < 0 || high > MAX_TRADED_HIGH || (high == MAX_TRADED_HIGH && low != 0);
        UnsafeApi.putLong(traded + SIZE, passed ? PASSED : sizes);
        UnsafeApi.putLong(traded + TRADED_HIGH, high);
        UnsafeApi.putLong(traded + TRADED_LOW, low);
    }

    /** Of an unsigned sum, one of whose summands is given. */
    private static long carry(long sum, long summand) {
        return Long.compareUnsigned(sum, summand) < 0 ? 1 : 0;
    }

    /** An absence is no event; it does not change what the value was before. */
    private static void put(long line, long value, long endNs, long step) {
        long last = SeriesLine.last(line);
        if (last != NULL_VALUE) {
            SeriesLine.previous(line, last);
        }
        SeriesLine.last(line, value);
        if (value != NULL_VALUE) {
            SeriesLine.timeNs(line, endNs);
            SeriesLine.eventStep(line, step);
        }
    }

    private void addRing(int seriesId, long line, int ringBytes) {
        long ring = UnsafeApi.allocateMemory(ringBytes);
        UnsafeApi.setMemory(ring, ringBytes, (byte) 0);
        ringBytesInUse += ringBytes;
        UnsafeApi.putLong(line + RING, ring);
        linkRings(seriesId, firstRing);
        linkRings(SeriesTable.NULL_SERIES, seriesId);
    }

    private void removeRing(long line, int ringBytes) {
        linkRings(UnsafeApi.getInt(line + PREVIOUS_RING), UnsafeApi.getInt(line + NEXT_RING));
        UnsafeApi.freeMemory(UnsafeApi.getLong(line + RING));
        ringBytesInUse -= ringBytes;
    }

    private void linkRings(int previous, int next) {
        if (previous == SeriesTable.NULL_SERIES) {
            firstRing = next;
        } else {
            UnsafeApi.putInt(series.line(previous) + NEXT_RING, next);
        }
        if (next != SeriesTable.NULL_SERIES) {
            UnsafeApi.putInt(series.line(next) + PREVIOUS_RING, previous);
        }
    }

    private static int ringBytes(long key) {
        return switch (SeriesKey.kind(key)) {
            case SMA -> SeriesKey.period(key) * Long.BYTES;
            case VWAP -> SeriesKey.period(key) * TRADED_BYTES;
            default -> 0;
        };
    }

    /** Where the bar goes that is open, or has just been closed: the place of the oldest one. */
    private static long slot(long average, int bytes, int period) {
        return UnsafeApi.getLong(average + RING) + UnsafeApi.getInt(average + TAKEN) % period * (long) bytes;
    }

    private static long traded(long average, int period) {
        return slot(average, TRADED_BYTES, period);
    }

    private long symbol(long line) {
        return series.line(SeriesLine.symbolId(line));
    }

    private static boolean isVwap(long key) {
        return SeriesKey.kind(key) == ValueKind.VWAP;
    }

    static boolean isAverage(long key) {
        return !SeriesKey.isDifference(key) && SeriesKey.kind(key).value() >= ValueKind.SMA.value();
    }
}
