package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.collections.IntArrayList;

/**
 * The values that are derived from the ticks of a symbol, from the first condition that watches one until none does:
 * makes them, and moves them on with each step.
 *
 * <pre>
 *   tick ──► last ──► bid ─► ask ─► mid ─► spread ─► volumes ─► sma ─► ema ─► rsi ─► vwap ─► differences
 *                     one list per symbol, in this order, so that whatever a value is made of comes before it
 * </pre>
 *
 * A tick that has no bid and no ask, of a symbol without volumes, vwaps and differences, does not come here unless it
 * opens a bar; one that does costs O(derived series of its symbol). For one thread.
 */
public final class Values {
    private final SeriesTable series;
    private final VolumeWindows volumes;
    private final Averages averages;
    private final IntArrayList idle = new IntArrayList();

    public Values(SeriesTable series, VolumeWindows volumes, Averages averages) {
        this.series = series;
        this.volumes = volumes;
        this.averages = averages;
    }

    /** How many series would have to be made to watch what a key names; all of them for a symbol below 0. */
    public int missing(int symbolId, long key) {
        if (isLast(key)) {
            return 0;
        }
        int missing = symbolId < 0 || series.find(symbolId, key) == SeriesTable.NULL_SERIES ? 1 : 0;
        if (SeriesKey.isDifference(key)) {
            missing += missing(symbolId, SeriesKey.minuend(key)) + missing(symbolId, SeriesKey.subtrahend(key));
        }
        return missing;
    }

    /** The series that a key names, {@link SeriesTable#NULL_SERIES} when there is none. */
    public int find(int symbolId, long key) {
        return isLast(key) ? symbolId : series.find(symbolId, key);
    }

    /** The series that a key names, which is made if there is none, and stays until {@link #detach}. */
    public int attach(int symbolId, long key) {
        if (isLast(key)) {
            return symbolId;
        }
        int id = series.find(symbolId, key);
        if (id == SeriesTable.NULL_SERIES) {
            id = series.add(symbolId, key);
            begin(id, series.line(symbolId), series.line(id));
        }
        long line = series.line(id);
        SeriesLine.attached(line, SeriesLine.attached(line) + 1);
        return id;
    }

    /** The opposite of {@link #attach}; it takes effect with {@link #sweep}. */
    public void detach(int id) {
        long line = series.line(id);
        if (isLast(SeriesLine.key(line))) {
            return;
        }
        int attached = SeriesLine.attached(line) - 1;
        SeriesLine.attached(line, attached);
        if (attached == 0) {
            idle.addInt(id);
        }
    }

    /** Ends the series that nobody watches any more. Not during a step, which goes through them. */
    public void sweep() {
        // What a difference is made of is added on the way.
        for (int i = 0; i < idle.size(); i++) {
            int id = idle.getInt(i);
            long line = series.line(id);
            if (SeriesLine.attached(line) == 0) {
                // An id may be here twice.
                SeriesLine.attached(line, -1);
                end(id, series.line(SeriesLine.symbolId(line)), line);
            }
        }
        idle.clear();
    }

    /**
     * A tick, of which {@code line} has the price already, {@code price} being its last one. Bid and ask may be absent.
     */
    public void onTick(long line, long price, long size, long bid, long ask, long nowNs, long step) {
        if (bid != NULL_VALUE) {
            SeriesLine.bid(line, bid);
        }
        if (ask != NULL_VALUE) {
            SeriesLine.ask(line, ask);
        }
        boolean quoted = bid != NULL_VALUE || ask != NULL_VALUE;
        averages.onTick(line, price, size, nowNs);
        SeriesLine.awaitsTick(line, false);
        for (int id = SeriesLine.firstDerived(line); id != SeriesTable.NULL_SERIES; ) {
            long derived = series.line(id);
            long key = SeriesLine.key(derived);
            if (SeriesKey.isDifference(key)) {
                onDifference(derived, step);
            } else {
                switch (SeriesKey.kind(key)) {
                    case BID -> put(derived, bid, step);
                    case ASK -> put(derived, ask, step);
                    case MID -> put(derived, quoted ? mid(line) : NULL_VALUE, step);
                    case SPREAD -> put(derived, quoted ? spread(line) : NULL_VALUE, step);
                    case VOLUME -> put(derived, volumes.onSize(SeriesLine.source(derived), size, nowNs), step);
                    default -> {
                        // Averages change when a bar ends.
                    }
                }
            }
            id = SeriesLine.next(derived);
        }
    }

    /** A further price of a conflated tick. */
    public void onPrice(long line, long step) {
        moveDifferences(line, step);
    }

    /** The timer of a symbol's bars was due. */
    public void onBarEnd(int symbolId, int bar, long endNs, long step) {
        long line = series.line(symbolId);
        averages.onBarEnd(symbolId, bar, endNs, step);
        SeriesLine.awaitsTick(line, true);
        moveDifferences(line, step);
    }

    /** The value as of now, or {@code NULL_VALUE}: what has left the window of a volume does not count any more. */
    public long present(int id, long nowNs) {
        long line = series.line(id);
        long last = SeriesLine.last(line);
        long key = SeriesLine.key(line);
        return last != NULL_VALUE && isVolume(key) ? volumes.sum(SeriesLine.source(line), nowNs) : last;
    }

    /** Whether the next tick of a symbol must come here, whatever its price. */
    public static boolean awaitsTick(long line) {
        return SeriesLine.everyTick(line) > 0 || SeriesLine.awaitsTick(line);
    }

    /**
     * Writes what is known of a symbol's prices and quotes, and all that is derived from them, in the order of keys.
     */
    public void write(int symbolId, StateSink sink) {
        long line = series.line(symbolId);
        SeriesState.write(line, sink);
        sink.putInt(SeriesState.countDerived(series, line));
        for (int id = SeriesLine.firstDerived(line); id != SeriesTable.NULL_SERIES; ) {
            long derived = series.line(id);
            sink.putLong(SeriesLine.key(derived));
            SeriesState.writeValue(derived, sink);
            if (isVolume(SeriesLine.key(derived))) {
                volumes.write(SeriesLine.source(derived), sink);
            } else if (Averages.isAverage(SeriesLine.key(derived))) {
                averages.write(id, sink);
            }
            id = SeriesLine.next(derived);
        }
    }

    /** Gives a new symbol what {@link #write} wrote. Nobody watches what is derived; {@link #attach} is to follow. */
    public void read(int symbolId, StateSource source) {
        long line = series.line(symbolId);
        SeriesState.read(line, source);
        for (int left = source.getInt(); left > 0; left--) {
            int id = series.add(symbolId, source.getLong());
            long derived = series.line(id);
            begin(id, line, derived);
            SeriesState.readValue(derived, source);
            if (isVolume(SeriesLine.key(derived))) {
                volumes.read(SeriesLine.source(derived), source);
            } else if (Averages.isAverage(SeriesLine.key(derived))) {
                averages.read(id, source);
            }
        }
    }

    /** Makes a series what its key says; a difference begins with the present one. */
    private void begin(int id, long symbol, long line) {
        long key = SeriesLine.key(line);
        if (SeriesKey.isDifference(key)) {
            int symbolId = SeriesLine.symbolId(line);
            SeriesLine.minuend(line, attach(symbolId, SeriesKey.minuend(key)));
            SeriesLine.subtrahend(line, attach(symbolId, SeriesKey.subtrahend(key)));
            SeriesLine.last(line, difference(line));
            SeriesLine.everyTick(symbol, SeriesLine.everyTick(symbol) + 1);
            return;
        }
        switch (SeriesKey.kind(key)) {
            case BID -> SeriesLine.last(line, SeriesLine.bid(symbol));
            case ASK -> SeriesLine.last(line, SeriesLine.ask(symbol));
            case MID -> SeriesLine.last(line, mid(symbol));
            case SPREAD -> SeriesLine.last(line, spread(symbol));
            case VOLUME -> {
                SeriesLine.source(line, volumes.create(SeriesKey.withinNs(key)));
                SeriesLine.everyTick(symbol, SeriesLine.everyTick(symbol) + 1);
            }
            default -> {
                averages.attach(id);
                SeriesLine.awaitsTick(symbol, true);
                if (SeriesKey.kind(key) == ValueKind.VWAP) {
                    SeriesLine.everyTick(symbol, SeriesLine.everyTick(symbol) + 1);
                }
            }
        }
    }

    private void end(int id, long symbol, long line) {
        long key = SeriesLine.key(line);
        if (SeriesKey.isDifference(key)) {
            detach(SeriesLine.minuend(line));
            detach(SeriesLine.subtrahend(line));
            SeriesLine.everyTick(symbol, SeriesLine.everyTick(symbol) - 1);
        } else {
            switch (SeriesKey.kind(key)) {
                case BID, ASK, MID, SPREAD -> {
                    // Made of the symbol's own line.
                }
                case VOLUME -> {
                    volumes.free(SeriesLine.source(line));
                    SeriesLine.everyTick(symbol, SeriesLine.everyTick(symbol) - 1);
                }
                default -> {
                    averages.detach(id);
                    if (SeriesKey.kind(key) == ValueKind.VWAP) {
                        SeriesLine.everyTick(symbol, SeriesLine.everyTick(symbol) - 1);
                    }
                }
            }
        }
        series.remove(id);
    }

    private void moveDifferences(long line, long step) {
        for (int id = SeriesLine.firstDerived(line); id != SeriesTable.NULL_SERIES; ) {
            long derived = series.line(id);
            if (SeriesKey.isDifference(SeriesLine.key(derived))) {
                onDifference(derived, step);
            }
            id = SeriesLine.next(derived);
        }
    }

    private void onDifference(long line, long step) {
        long difference = difference(line);
        if (difference == NULL_VALUE) {
            if (SeriesLine.last(line) != NULL_VALUE) {
                SeriesLine.previous(line, SeriesLine.last(line));
                SeriesLine.last(line, NULL_VALUE);
            }
        } else if (SeriesLine.eventStep(series.line(SeriesLine.minuend(line))) == step
                || SeriesLine.eventStep(series.line(SeriesLine.subtrahend(line))) == step) {
            put(line, difference, step);
        }
    }

    private long difference(long line) {
        long minuend = SeriesLine.last(series.line(SeriesLine.minuend(line)));
        long subtrahend = SeriesLine.last(series.line(SeriesLine.subtrahend(line)));
        return minuend == NULL_VALUE || subtrahend == NULL_VALUE ? NULL_VALUE : minuend - subtrahend;
    }

    /** An event, unless there is no value. */
    private static void put(long line, long value, long step) {
        if (value != NULL_VALUE) {
            if (SeriesLine.last(line) != NULL_VALUE) {
                SeriesLine.previous(line, SeriesLine.last(line));
            }
            SeriesLine.last(line, value);
            SeriesLine.eventStep(line, step);
        }
    }

    /** (bid + ask) / 2, rounded half-even, without a sum that could overflow. */
    private static long mid(long line) {
        long bid = SeriesLine.bid(line);
        long ask = SeriesLine.ask(line);
        if (bid == NULL_VALUE || ask == NULL_VALUE) {
            return NULL_VALUE;
        }
        long floor = (bid & ask) + ((bid ^ ask) >> 1);
        return ((bid ^ ask) & 1) == 0 ? floor : floor + (floor & 1);
    }

    private static long spread(long line) {
        long bid = SeriesLine.bid(line);
        long ask = SeriesLine.ask(line);
        return bid == NULL_VALUE || ask == NULL_VALUE ? NULL_VALUE : ask - bid;
    }

    private static boolean isVolume(long key) {
        return !SeriesKey.isDifference(key) && SeriesKey.kind(key) == ValueKind.VOLUME;
    }

    private static boolean isLast(long key) {
        return key == SeriesKey.LAST;
    }
}
