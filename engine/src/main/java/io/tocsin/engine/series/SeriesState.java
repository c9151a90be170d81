package io.tocsin.engine.series;

import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;

/**
 * What of a {@link SeriesLine} is state: not the guard, the sets and their first keys, which are made anew, nor the
 * number of a step, which means nothing in another one.
 */
final class SeriesState {
    private SeriesState() {}

    /** Writes the line of a last price. */
    static void write(long line, StateSink sink) {
        writeValue(line, sink);
        sink.putInt(SeriesLine.decimals(line));
        sink.putLong(SeriesLine.maxJumpPpm(line));
        sink.putLong(Day.rollNs(line));
        sink.putLong(SeriesLine.bid(line));
        sink.putLong(SeriesLine.ask(line));
        sink.putLong(Day.open(line));
        sink.putLong(Day.previousClose(line));
        sink.putLong(Day.endNs(line));
    }

    static void read(long line, StateSource source) {
        readValue(line, source);
        SeriesLine.decimals(line, source.getInt());
        SeriesLine.maxJumpPpm(line, source.getLong());
        Day.rollNs(line, source.getLong());
        SeriesLine.bid(line, source.getLong());
        SeriesLine.ask(line, source.getLong());
        Day.set(line, source.getLong(), source.getLong(), source.getLong());
    }

    /** Writes what every series has. */
    static void writeValue(long line, StateSink sink) {
        sink.putLong(SeriesLine.last(line));
        sink.putLong(SeriesLine.previous(line));
        sink.putLong(SeriesLine.timeNs(line));
    }

    static void readValue(long line, StateSource source) {
        SeriesLine.last(line, source.getLong());
        SeriesLine.previous(line, source.getLong());
        SeriesLine.timeNs(line, source.getLong());
    }

    static int countDerived(SeriesTable series, long line) {
        int count = 0;
        for (int id = SeriesLine.firstDerived(line); id != SeriesTable.NULL_SERIES; ) {
            count++;
            id = SeriesLine.next(series.line(id));
        }
        return count;
    }
}
