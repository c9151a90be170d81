package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.arithmetic.Wide;
import io.tocsin.engine.codec.GapChange;
import io.tocsin.engine.codec.MarkSymbolDecoder;
import io.tocsin.engine.codec.RecordGapDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.conditions.Families;
import io.tocsin.engine.index.Timers;
import io.tocsin.engine.series.Day;
import io.tocsin.engine.series.Guard;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;
import io.tocsin.engine.series.Trust;
import io.tocsin.engine.series.Values;

/**
 * What prices and the ends of bars do: the values of the symbol move on, and then the conditions on them are looked at.
 *
 * <pre>
 *   tick ──► checked ──► inside the guard? ── yes ──► last, previous, time: one cache line
 *                              │ no                         ▲
 *                              ▼                            │
 *                        inside the thresholds? ── yes ──► guard, which remembers a new high or low
 *                              │ no
 *                              ▼  for each price of the tick
 *                        all values ──► families, value after value ──► compound alerts ──► guards
 * </pre>
 *
 * A tick inside the thresholds costs O(1) whatever the number of alerts; see the families for what one outside costs.
 */
final class Market {
    /** The greatest price, bid, ask and size: what two of them differ by, or make together, is a long. */
    static final long MAX_PRICE = 1L << 62;

    private final SymbolTable symbols;
    private final SeriesTable series;
    private final Values values;
    private final Families families;
    private final AlertBook book;
    private final Outputs outputs;

    @SuppressWarnings("unused") // a load whose value goes nowhere is left out
    private long loadedAhead;

    Market(SymbolTable symbols, Values values, AlertBook book, Outputs outputs) {
        this.symbols = symbols;
        series = symbols.series();
        this.values = values;
        families = book.families();
        this.book = book;
        this.outputs = outputs;
    }

    void onTick(Tick tick) {
        int symbolId = tick.symbolId();
        if (!isKnown(symbolId)) {
            return;
        }
        long line = series.line(symbolId);
        if (isQuiet(tick, line)) {
            Guard.letPass(line, tick.price(0));
            SeriesLine.previous(line, SeriesLine.last(line));
            SeriesLine.last(line, tick.price(0));
            SeriesLine.timeNs(line, book.nowNs());
            outputs.onTick(tick, false);
        } else if (isOfPrices(tick, line) && isNoJump(tick, line)) {
            boolean opensDay = book.nowNs() >= Day.endNs(line);
            boolean isFresh = !tick.isLate() && Trust.set(line, Trust.STALE, false);
            onPrices(tick, line);
            outputs.onTick(tick, opensDay);
            if (isFresh) {
                onTrustChanged(symbolId);
            }
        }
    }

    /** Trades are missing, or are no more. */
    void onGap(RecordGapDecoder gap) {
        if (isKnown(gap.symbolId())) {
            if (gap.change() == GapChange.NULL_VAL || gap.lastId() < gap.firstId()) {
                outputs.onRejected(RejectReason.MALFORMED, 0);
            } else {
                doubt(gap.symbolId(), Trust.GAP, gap.change() == GapChange.OPENED);
            }
        }
    }

    /** Somebody says how far a price can be trusted; that it is stale only who knows of the last tick. */
    void onMark(MarkSymbolDecoder marked) {
        int symbolId = marked.symbolId();
        if (isKnown(symbolId)) {
            switch (marked.mark()) {
                case STALE -> {
                    if (!hasTickAfter(symbolId, marked.asOfNs())) {
                        doubt(symbolId, Trust.STALE, true);
                    }
                }
                case FRESH -> doubt(symbolId, Trust.STALE, false);
                case CLOSED -> doubt(symbolId, Trust.CLOSED, true);
                case OPEN -> doubt(symbolId, Trust.CLOSED, false);
                case NULL_VAL -> outputs.onRejected(RejectReason.MALFORMED, 0);
            }
        }
    }

    private boolean isKnown(int symbolId) {
        boolean isKnown = symbolId >= 0 && symbolId < symbols.count();
        if (!isKnown) {
            outputs.onRejected(RejectReason.UNKNOWN_SYMBOL, symbolId);
        }
        return isKnown;
    }

    /** @param asOfNs absent when no tick is known of. */
    private boolean hasTickAfter(int symbolId, long asOfNs) {
        long line = series.line(symbolId);
        return SeriesLine.last(line) != NULL_VALUE && SeriesLine.timeNs(line) > asOfNs;
    }

    private void doubt(int symbolId, int doubt, boolean on) {
        if (Trust.set(series.line(symbolId), doubt, on)) {
            symbols.onDoubt();
            onTrustChanged(symbolId);
        }
    }

    private void onTrustChanged(int symbolId) {
        outputs.onSymbol(symbolId, false);
        if (!Trust.isDoubtful(series.line(symbolId))) {
            book.onTrusted();
        }
    }

    /** Loads the line of a symbol whose tick comes soon; Java has no other way to ask for it. */
    void onAhead(int symbolId) {
        if (symbolId >= 0 && symbolId < symbols.count()) {
            loadedAhead = SeriesLine.last(series.line(symbolId));
        }
    }

    /** The timer of a symbol's bars was due. */
    void onBarTimer(long endNs, long timerId) {
        int symbolId = Timers.symbolOfBars(timerId);
        long line = series.line(symbolId);
        book.beginStep(endNs);
        values.onBarEnd(symbolId, Timers.barOfBars(timerId), endNs, book.step());
        look(line);
    }

    /** One good price without a quote that reaches nothing. The order of checks is that of the line. */
    private boolean isQuiet(Tick tick, long line) {
        long price = tick.price(0);
        return Guard.isQuiet(line, price)
                && book.nowNs() < Guard.quietUntilNs(line)
                && (SeriesLine.maxJumpPpm(line) == 0
                        || !isJump(SeriesLine.last(line), price, SeriesLine.maxJumpPpm(line)))
                && SeriesLine.decimals(line) == tick.decimals()
                && isPrice(price)
                && isSize(tick.size())
                && tick.isSingle()
                && !tick.isQuoted();
    }

    private static boolean isPrice(long price) {
        return price > 0 && price <= MAX_PRICE;
    }

    private static boolean isSize(long size) {
        return size >= 0 && size <= MAX_PRICE;
    }

    private void onPrices(Tick tick, long line) {
        book.onTick(tick);
        for (int i = 0; i < tick.priceCount(); i++) {
            book.beginStep(book.nowNs());
            onPrice(line, tick.price(i));
            if (i == 0) {
                values.onTick(line, tick.price(), tick.size(), tick.bid(), tick.ask(), book.nowNs(), book.step());
            } else {
                values.onPrice(line, book.step());
            }
            look(line);
        }
    }

    private void onPrice(long line, long price) {
        long last = SeriesLine.last(line);
        long nowNs = book.nowNs();
        if (nowNs >= Day.endNs(line)) {
            Day.begin(line, price, last, nowNs);
            families.onNewDay(line);
        }
        SeriesLine.previous(line, last);
        SeriesLine.last(line, price);
        SeriesLine.timeNs(line, nowNs);
        SeriesLine.eventStep(line, book.step());
    }

    /** Looks at all values of a symbol that have an event in this step. */
    private void look(long line) {
        long step = book.step();
        if (SeriesLine.eventStep(line) == step) {
            families.onValue(line);
        }
        for (int id = SeriesLine.firstDerived(line); id != SeriesTable.NULL_SERIES; ) {
            long derived = series.line(id);
            if (SeriesLine.eventStep(derived) == step) {
                families.onValue(derived);
                families.refreshGuard(derived);
            }
            id = SeriesLine.next(derived);
        }
        book.endStep();
        families.refreshGuard(line);
    }

    private boolean isOfPrices(Tick tick, long line) {
        long least = Math.min(tick.low(), Math.min(tick.price(), tick.price(0)));
        long greatest = Math.max(tick.high(), Math.max(tick.price(), tick.price(0)));
        if (least <= 0 || isNotPositive(tick.bid()) || isNotPositive(tick.ask())) {
            outputs.onRejected(RejectReason.PRICE_NOT_POSITIVE, 0);
        } else if (greatest > MAX_PRICE || tick.bid() > MAX_PRICE || tick.ask() > MAX_PRICE) {
            outputs.onRejected(RejectReason.PRICE_OUT_OF_RANGE, MAX_PRICE);
        } else if (tick.decimals() != SeriesLine.decimals(line)) {
            outputs.onRejected(RejectReason.DECIMALS_CHANGED, SeriesLine.decimals(line));
        } else if (!isSize(tick.size()) || !tick.isConsistent()) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
        } else {
            return true;
        }
        return false;
    }

    private static boolean isNotPositive(long price) {
        return price <= 0 && price != NULL_VALUE;
    }

    private boolean isNoJump(Tick tick, long line) {
        long maxJumpPpm = SeriesLine.maxJumpPpm(line);
        if (maxJumpPpm == 0) {
            return true;
        }
        long before = SeriesLine.last(line);
        for (int i = 0; i < tick.priceCount(); i++) {
            if (before != NULL_VALUE && isJump(before, tick.price(i), maxJumpPpm)) {
                outputs.onRejected(RejectReason.PRICE_JUMP, maxJumpPpm);
                return false;
            }
            before = tick.price(i);
        }
        return true;
    }

    /** Whether |v − before| · 10⁶ > before · ppm, in 128 bits. */
    private static boolean isJump(long before, long v, long ppm) {
        return Wide.compareProducts(Math.abs(v - before), Wide.MILLION, before, ppm) > 0;
    }
}
