package io.tocsin.engine.conditions;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.index.PeakGroups;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.series.Day;
import io.tocsin.engine.series.Guard;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;
import io.tocsin.engine.series.Trust;
import io.tocsin.engine.series.Values;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;

/** All families, which of them a condition belongs to, and what they have in common: the guard of a series. */
public final class Families {
    private final SeriesTable series;
    private final Levels levels;
    private final Distances distances;
    private final Trails trails;
    private final Silences silences;

    /** @param memory of which everything that waits is made. */
    public Families(ConditionMemory memory, Alerts alerts) {
        series = memory.series();
        levels = new Levels(memory, alerts, this);
        distances = new Distances(memory, alerts);
        trails = new Trails(
                series,
                memory.peakGroups(PeakGroups.Direction.DOWN),
                memory.peakGroups(PeakGroups.Direction.UP),
                levels,
                alerts);
        silences = new Silences(memory, levels, alerts);
    }

    /** The family of a condition. */
    public Family of(ConditionRecord condition) {
        return switch (condition.type()) {
            case MOVES_UP, MOVES_DOWN -> distances;
            case CHANGE -> isOfDay(condition) ? distances : levels;
            case TRAILS -> trails;
            case SILENT -> silences;
            default -> levels;
        };
    }

    /** Whether a condition happens at a value, rather than being true for a while. */
    public static boolean isEvent(ConditionType type) {
        return PriceLevel.isEvent(type);
    }

    Distances distances() {
        return distances;
    }

    Silences silences() {
        return silences;
    }

    /** The timer of a silence was due. */
    public void onSilenceTimer(long deadlineNs, long timerId) {
        silences.onTimer(deadlineNs, timerId);
    }

    /** The symbol of a last price has begun a new day, which is in its line by now. */
    public void onNewDay(long line) {
        distances.onNewDay(line);
    }

    /** A series had an event, which is in its line by now: looks at what it reached, in the stated order. */
    public void onValue(long line) {
        levels.onValue(line);
        distances.onValue(line);
        trails.onValue(line);
        silences.onValue(line);
    }

    /** Sets in the guard of a series the next values and the next time at which something must be looked at. */
    public void refreshGuard(long line) {
        distances.takeFromGuard(line);
        long up = Math.min(levels.nextUp(line), trails.nextUp(line));
        long down = Math.max(levels.nextDown(line), trails.nextDown(line));
        boolean always = Values.awaitsTick(line) || silences.isBroken(line) || Trust.has(line, Trust.STALE);
        Guard.set(line, up, down, always ? NULL_VALUE : Day.endNs(line));
        distances.narrowGuard(line);
    }

    /** As {@link #refreshGuard(long)}, of what a condition watches and of its symbol, whose ticks lead to it. */
    public void refreshGuard(ConditionRecord condition) {
        refreshGuard(series.line(condition.symbolId()));
        if (condition.seriesId() != condition.symbolId()) {
            refreshGuard(series.line(condition.seriesId()));
        }
    }

    /** Writes the windows of a symbol's values, one value after the other. */
    public void writeWindows(int symbolId, StateSink sink) {
        long line = series.line(symbolId);
        distances.write(line, sink);
        for (int id = SeriesLine.firstDerived(line); id != SeriesTable.NULL_SERIES; ) {
            distances.write(series.line(id), sink);
            id = SeriesLine.next(series.line(id));
        }
    }

    /** Makes the windows that {@link #writeWindows} wrote, of the same values. */
    public void readWindows(int symbolId, StateSource source) {
        distances.read(symbolId, source);
        for (int id = SeriesLine.firstDerived(series.line(symbolId)); id != SeriesTable.NULL_SERIES; ) {
            distances.read(id, source);
            id = SeriesLine.next(series.line(id));
        }
    }

    /** Has the record of a condition hold all that is known of it. */
    public void complete(ConditionRecord condition) {
        trails.findPeak(condition);
    }

    /**
     * What a rise that an attached condition waits for is measured from; {@code NULL_VALUE} for nothing, or nothing
     * yet.
     */
    public long low(ConditionRecord condition) {
        return of(condition) == distances ? distances.low(condition) : condition.reference();
    }

    /** As {@link #low}, of a fall. */
    public long high(ConditionRecord condition) {
        return of(condition) == distances ? distances.high(condition) : condition.reference();
    }

    static boolean isOfDay(ConditionRecord condition) {
        return condition.from() == ReferenceType.DAY_OPEN || condition.from() == ReferenceType.PREVIOUS_CLOSE;
    }
}
