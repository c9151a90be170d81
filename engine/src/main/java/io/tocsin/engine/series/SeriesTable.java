package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.rules.CapacityExceededException;
import org.agrona.UnsafeApi;

/**
 * All watched values: one {@link SeriesLine} each. The first ids are the last prices of the symbols, by symbol id;
 * behind them are the derived series, which exist while a condition watches them, in a list per symbol.
 *
 * <pre>
 *   0         1          ...   symbols      symbols + 1
 *  +---------+---------+-----+------------+------------+----
 *  | last of | last of |     | derived    | derived    |         list of symbol 1:  line 1 ─► mid ─► volume ─► last − sma
 *  | symbol 0| symbol 1|     | series     | series     |
 *  +---------+---------+-----+------------+------------+----
 * </pre>
 *
 * {@link #line} is O(1); finding a derived series is linear in those of its symbol. For one thread; nothing is
 * allocated after construction. Memory is accessed without bounds checks.
 */
public final class SeriesTable implements AutoCloseable {
    /** Ends a list of derived series. */
    public static final int NULL_SERIES = 0;

    private static final int ALIGNMENT = 64;

    private final int symbols;
    private final int derived;
    private long allocation;
    private final long lines;
    private int used;
    private int free = NULL_SERIES;
    private int sharedInUse;

    /**
     * Commits memory as lines come into use.
     *
     * @param symbols the most symbols there can be.
     * @param derived the most derived series there can be.
     */
    public SeriesTable(int symbols, int derived) {
        this.symbols = symbols;
        this.derived = derived;
        allocation = UnsafeApi.allocateMemory((long) (symbols + derived) * SeriesLine.LENGTH + ALIGNMENT);
        lines = (allocation + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** What the lines of so many series take. */
    public static long bytesFor(long lines) {
        return lines * SeriesLine.LENGTH;
    }

    /** Where a series is; valid until {@link #close}. */
    public long line(int id) {
        return lines + (long) id * SeriesLine.LENGTH;
    }

    /** Makes the line of a symbol's last price. */
    public void addSymbol(int symbolId, int decimals) {
        long line = initialize(symbolId, symbolId, SeriesKey.LAST);
        SeriesLine.decimals(line, decimals);
    }

    /** The series of a symbol with this key, or {@link #NULL_SERIES}. */
    int find(int symbolId, long key) {
        int id = SeriesLine.firstDerived(line(symbolId));
        while (id != NULL_SERIES && SeriesLine.key(line(id)) != key) {
            id = SeriesLine.next(line(id));
        }
        return id;
    }

    /** Makes a series that is not there yet and puts it into its symbol's list. */
    int add(int symbolId, long key) {
        int id = free;
        if (id != NULL_SERIES) {
            free = SeriesLine.next(line(id));
        } else if (used < derived) {
            id = symbols + used++;
        } else {
            throw new CapacityExceededException("watched values", derived);
        }
        count(symbolId, 1);
        long line = initialize(id, symbolId, key);
        int before = lastBefore(symbolId, key);
        if (before == NULL_SERIES) {
            SeriesLine.next(line, SeriesLine.firstDerived(line(symbolId)));
            SeriesLine.firstDerived(line(symbolId), id);
        } else {
            SeriesLine.next(line, SeriesLine.next(line(before)));
            SeriesLine.next(line(before), id);
        }
        return id;
    }

    /** Takes a series out of its symbol's list and gives its line back. */
    void remove(int id) {
        long line = line(id);
        int symbolId = SeriesLine.symbolId(line);
        int before = lastBefore(symbolId, SeriesLine.key(line));
        if (before == NULL_SERIES) {
            SeriesLine.firstDerived(line(symbolId), SeriesLine.next(line));
        } else {
            SeriesLine.next(line(before), SeriesLine.next(line));
        }
        SeriesLine.next(line, free);
        free = id;
        count(symbolId, -1);
    }

    /** Gives all memory back. */
    @Override
    public void close() {
        UnsafeApi.freeMemory(allocation);
        allocation = 0;
    }

    /** A derived series, a window or a silence of the symbol has come to be (1) or gone (−1). */
    public void count(int symbolId, int change) {
        long line = line(symbolId);
        SeriesLine.attached(line, SeriesLine.attached(line) + change);
        sharedInUse += change;
    }

    /** Derived series, windows and silences of all symbols; {@link SeriesLine#attached} counts those of one. */
    public int sharedInUse() {
        return sharedInUse;
    }

    private int lastBefore(int symbolId, long key) {
        int before = NULL_SERIES;
        int id = SeriesLine.firstDerived(line(symbolId));
        while (id != NULL_SERIES && SeriesLine.key(line(id)) < key) {
            before = id;
            id = SeriesLine.next(line(id));
        }
        return before;
    }

    private long initialize(int id, int symbolId, long key) {
        long line = line(id);
        UnsafeApi.setMemory(line, SeriesLine.LENGTH, (byte) 0);
        SeriesLine.last(line, NULL_VALUE);
        SeriesLine.previous(line, NULL_VALUE);
        Guard.set(line, Long.MAX_VALUE, NULL_VALUE, NULL_VALUE);
        SeriesLine.firstUp(line, Long.MAX_VALUE);
        SeriesLine.firstDown(line, NULL_VALUE);
        SeriesLine.firstOneShotUp(line, Long.MAX_VALUE);
        SeriesLine.firstOneShotDown(line, NULL_VALUE);
        SeriesLine.key(line, key);
        SeriesLine.symbolId(line, symbolId);
        SeriesLine.bid(line, NULL_VALUE);
        SeriesLine.ask(line, NULL_VALUE);
        Day.clear(line);
        return line;
    }
}
