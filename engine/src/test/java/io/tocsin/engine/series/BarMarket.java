package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.index.Timers;

/** A few symbols with averages, driven as the engine does it: timers first, then the tick. */
final class BarMarket implements AutoCloseable {
    static final int SYMBOLS = 3;

    final SeriesTable series = new SeriesTable(SYMBOLS, 64);
    final BlockPool bars = new BlockPool(Averages.BARS_BYTES, 1 << 20);
    final BlockPool nodes = new BlockPool(LevelTree.NODE_BYTES, 1 << 20);
    final Timers timers = new Timers(new LevelTree(nodes));
    final Averages averages = new Averages(series, bars, timers);
    long step;
    private final BarEnds ends;

    /** Learns of the ends of bars, in their order. */
    @FunctionalInterface
    interface BarEnds {
        void onBarEnd(int symbolId, int bar, long endNs, long step);
    }

    BarMarket(BarEnds ends) {
        this.ends = ends;
        for (int symbolId = 0; symbolId < SYMBOLS; symbolId++) {
            series.addSymbol(symbolId, 2);
        }
    }

    int attach(int symbolId, ValueKind kind, Bar bar, int period) {
        int id = series.add(symbolId, SeriesKey.of(kind, bar, period));
        averages.attach(id);
        return id;
    }

    void detach(int id) {
        averages.detach(id);
        series.remove(id);
    }

    void advance(long nowNs) {
        while (timers.nextNs() <= nowNs) {
            long endNs = timers.nextNs();
            long id = timers.removeFirst();
            step++;
            averages.onBarEnd(Timers.symbolOfBars(id), Timers.barOfBars(id), endNs, step);
            ends.onBarEnd(Timers.symbolOfBars(id), Timers.barOfBars(id), endNs, step);
        }
    }

    void tick(int symbolId, long price, long size, long nowNs) {
        advance(nowNs);
        step++;
        averages.onTick(series.line(symbolId), price, size, nowNs);
        SeriesLine.last(series.line(symbolId), price);
    }

    void dayRoll(int symbolId, long dayRollNs) {
        Day.rollNs(series.line(symbolId), dayRollNs);
    }

    /** The present value, or {@code NULL_VALUE}. */
    long value(int id) {
        return SeriesLine.last(series.line(id));
    }

    long previous(int id) {
        return SeriesLine.previous(series.line(id));
    }

    boolean hasTimer() {
        return timers.nextNs() != Long.MAX_VALUE;
    }

    boolean hasValue(int id) {
        return value(id) != NULL_VALUE;
    }

    @Override
    public void close() {
        averages.close();
        series.close();
        bars.close();
        nodes.close();
    }
}
