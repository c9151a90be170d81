package io.tocsin.engine.projection;

import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The last price and the day of every symbol, kept from the engine's accepted ticks.
 * <p>
 * The egress thread writes; any thread reads. Each symbol has a row of longs guarded by a version, which is odd while
 * the row changes (a sequence lock): the writer never waits, a reader tries again when it was overtaken. Nothing is
 * allocated but a page of rows when the first symbol of that page is registered.
 * <p>
 * Which tick opens a day is what the engine says.
 */
public final class QuoteBoard implements OutputListener {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int ROWS_PER_PAGE = 256;
    /** Two cache lines, so that rows do not share any. */
    private static final int ROW_LENGTH = 16;

    /** Comes in place of a symbol's id after the last row of a state. */
    private static final int END = -1;

    private static final int VERSION = 0;
    private static final int LAST = 1;
    private static final int PREVIOUS = 2;
    private static final int DAY_OPEN = 3;
    private static final int DAY_HIGH = 4;
    private static final int DAY_LOW = 5;
    private static final int DAY_VOLUME = 6;
    private static final int PREVIOUS_CLOSE = 7;
    private static final int TIME_NS = 8;
    private static final int SEQUENCE = 9;
    private static final int BID = 10;
    private static final int ASK = 11;
    /** Of no use any more; a part of snapshots since there are any. */
    private static final int DAY_ROLL_NS = 12;

    private volatile long[][] pages = {};

    /** Writes the rows of all symbols that have had a price, by symbol. */
    @Override
    public void writeState(StateSink sink) {
        for (int id = 0; id < pages.length * ROWS_PER_PAGE; id++) {
            long[] page = pages[id / ROWS_PER_PAGE];
            int row = rowOf(id);
            if (page[row + LAST] != Quote.NULL_VALUE) {
                sink.putInt(id);
                for (int column = LAST; column <= DAY_ROLL_NS; column++) {
                    sink.putLong(page[row + column]);
                }
            }
        }
        sink.putInt(END);
    }

    @Override
    public void readState(StateSource source) {
        for (int id = source.getInt(); id != END; id = source.getInt()) {
            addPagesUpTo(id / ROWS_PER_PAGE);
            long[] page = pages[id / ROWS_PER_PAGE];
            int row = rowOf(id);
            beginChange(page, row);
            for (int column = LAST; column <= DAY_ROLL_NS; column++) {
                set(page, row + column, source.getLong());
            }
            endChange(page, row);
        }
    }

    /**
     * Copies the state of a symbol as one input left it.
     *
     * @return false, with {@code into} unspecified, when the symbol is unknown or has no price yet.
     */
    public boolean read(int symbolId, Quote into) {
        long[][] current = pages;
        if (symbolId < 0 || symbolId >= current.length * ROWS_PER_PAGE) {
            return false;
        }
        long[] page = current[symbolId / ROWS_PER_PAGE];
        int row = rowOf(symbolId);
        while (true) {
            long version = (long) ELEMENT.getAcquire(page, row + VERSION);
            if ((version & 1) == 0) {
                copy(page, row, into);
                VarHandle.acquireFence();
                if ((long) ELEMENT.getOpaque(page, row + VERSION) == version) {
                    return into.last != Quote.NULL_VALUE;
                }
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void onTick(TickAcceptedDecoder accepted) {
        int symbolId = accepted.symbolId();
        long[] page = pages[symbolId / ROWS_PER_PAGE];
        int row = rowOf(symbolId);
        long price = accepted.price();
        long timeNs = accepted.timestampNs();
        long last = page[row + LAST];

        beginChange(page, row);
        if (accepted.opensDay() == Flag.YES) {
            set(page, row + PREVIOUS_CLOSE, last);
            set(page, row + DAY_OPEN, accepted.first());
            set(page, row + DAY_HIGH, accepted.high());
            set(page, row + DAY_LOW, accepted.low());
            set(page, row + DAY_VOLUME, accepted.size());
        } else {
            set(page, row + DAY_HIGH, Math.max(accepted.high(), page[row + DAY_HIGH]));
            set(page, row + DAY_LOW, Math.min(accepted.low(), page[row + DAY_LOW]));
            set(page, row + DAY_VOLUME, saturatedSum(page[row + DAY_VOLUME], accepted.size()));
        }
        setIfGiven(page, row + BID, accepted.bid());
        setIfGiven(page, row + ASK, accepted.ask());
        set(page, row + PREVIOUS, last);
        set(page, row + LAST, price);
        set(page, row + TIME_NS, timeNs);
        set(page, row + SEQUENCE, accepted.sequence());
        endChange(page, row);
    }

    @Override
    public void onSymbol(SymbolChangedDecoder changed) {
        int symbolId = changed.symbolId();
        addPagesUpTo(symbolId / ROWS_PER_PAGE);
        pages[symbolId / ROWS_PER_PAGE][rowOf(symbolId) + DAY_ROLL_NS] = changed.dayRollNs();
    }

    private void addPagesUpTo(int pageIndex) {
        long[][] current = pages;
        if (pageIndex < current.length) {
            return;
        }
        long[][] larger = Arrays.copyOf(current, pageIndex + 1);
        for (int i = current.length; i < larger.length; i++) {
            larger[i] = new long[ROWS_PER_PAGE * ROW_LENGTH];
            for (int row = 0; row < larger[i].length; row += ROW_LENGTH) {
                larger[i][row + LAST] = Quote.NULL_VALUE;
                larger[i][row + BID] = Quote.NULL_VALUE;
                larger[i][row + ASK] = Quote.NULL_VALUE;
            }
        }
        pages = larger;
    }

    private static void copy(long[] page, int row, Quote into) {
        into.last = get(page, row + LAST);
        into.previous = get(page, row + PREVIOUS);
        into.bid = get(page, row + BID);
        into.ask = get(page, row + ASK);
        into.dayOpen = get(page, row + DAY_OPEN);
        into.dayHigh = get(page, row + DAY_HIGH);
        into.dayLow = get(page, row + DAY_LOW);
        into.dayVolume = get(page, row + DAY_VOLUME);
        into.previousClose = get(page, row + PREVIOUS_CLOSE);
        into.timeNs = get(page, row + TIME_NS);
        into.sequence = get(page, row + SEQUENCE);
    }

    private static void beginChange(long[] page, int row) {
        ELEMENT.setOpaque(page, row + VERSION, page[row + VERSION] + 1);
        VarHandle.releaseFence();
    }

    private static void endChange(long[] page, int row) {
        ELEMENT.setRelease(page, row + VERSION, page[row + VERSION] + 1);
    }

    private static void set(long[] page, int index, long value) {
        ELEMENT.setOpaque(page, index, value);
    }

    private static void setIfGiven(long[] page, int index, long value) {
        if (value != Quote.NULL_VALUE) {
            set(page, index, value);
        }
    }

    private static long get(long[] page, int index) {
        return (long) ELEMENT.getOpaque(page, index);
    }

    private static int rowOf(int symbolId) {
        return symbolId % ROWS_PER_PAGE * ROW_LENGTH;
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < a ? Long.MAX_VALUE : sum;
    }
}
