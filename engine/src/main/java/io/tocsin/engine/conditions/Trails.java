package io.tocsin.engine.conditions;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.arithmetic.Wide;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.index.PeakGroups;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.rules.ConditionRecord.Phase;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;

/**
 * Conditions that trail the peak, or the trough, of a series.
 * <p>
 * Those that wait are in {@link PeakGroups}, one book per series and direction, where a new peak costs O(1) whatever
 * their number. One that has become true, as part of a compound alert, keeps its peak and waits in {@link Levels} for
 * the value to come back.
 */
final class Trails implements Family {
    private final SeriesTable series;
    private final PeakGroups belowPeaks;
    private final PeakGroups aboveTroughs;
    private final Levels levels;
    private final Alerts alerts;
    private final PeakGroups.EntryConsumer onReached = this::onReached;

    Trails(SeriesTable series, PeakGroups belowPeaks, PeakGroups aboveTroughs, Levels levels, Alerts alerts) {
        this.series = series;
        this.belowPeaks = belowPeaks;
        this.aboveTroughs = aboveTroughs;
        this.levels = levels;
        this.alerts = alerts;
    }

    /** A series had an event. */
    void onValue(long line) {
        long v = SeriesLine.last(line);
        int below = SeriesLine.trailsDown(line);
        if (below != PeakGroups.NULL_BOOK) {
            if (v > belowPeaks.extreme(below)) {
                belowPeaks.onExtreme(below, v);
            }
            if (v <= belowPeaks.trigger(below)) {
                long parts = belowPeaks.detachReached(below, v);
                SeriesLine.trailsDown(line, PeakGroups.rest(parts));
                belowPeaks.drain(PeakGroups.run(parts), onReached);
            }
        }
        int above = SeriesLine.trailsUp(line);
        if (above != PeakGroups.NULL_BOOK) {
            if (v < aboveTroughs.extreme(above)) {
                aboveTroughs.onExtreme(above, v);
            }
            if (v >= aboveTroughs.trigger(above)) {
                long parts = aboveTroughs.detachReached(above, v);
                SeriesLine.trailsUp(line, PeakGroups.rest(parts));
                aboveTroughs.drain(PeakGroups.run(parts), onReached);
            }
        }
    }

    long nextUp(long line) {
        int below = SeriesLine.trailsDown(line);
        int above = SeriesLine.trailsUp(line);
        long peak = below == PeakGroups.NULL_BOOK ? Long.MAX_VALUE : belowPeaks.extreme(below) + 1;
        return above == PeakGroups.NULL_BOOK ? peak : Math.min(peak, aboveTroughs.trigger(above));
    }

    long nextDown(long line) {
        int below = SeriesLine.trailsDown(line);
        int above = SeriesLine.trailsUp(line);
        long trough = above == PeakGroups.NULL_BOOK ? NULL_VALUE : aboveTroughs.extreme(above) - 1;
        return below == PeakGroups.NULL_BOOK ? trough : Math.max(trough, belowPeaks.trigger(below));
    }

    /** Starts, or goes on, from the condition's peak, or from the present value if it has none. */
    @Override
    public void await(ConditionRecord condition) {
        long line = series.line(condition.seriesId());
        long last = SeriesLine.last(line);
        condition.phase(Phase.WAITING);
        if (last == NULL_VALUE) {
            levels.awaitFirstValue(condition);
            return;
        }
        levels.withdraw(condition);
        condition.phase(Phase.WAITING);
        follow(condition, condition.reference() == NULL_VALUE ? last : condition.reference());
    }

    private void follow(ConditionRecord condition, long peak) {
        long line = series.line(condition.seriesId());
        boolean percent = condition.unit() == DistanceUnit.PERCENT;
        long entryId = EntryId.of(condition);
        if (isDown(condition)) {
            SeriesLine.trailsDown(
                    line, belowPeaks.insert(SeriesLine.trailsDown(line), peak, percent, condition.distance(), entryId));
            condition.node(belowPeaks.lastNode());
        } else {
            SeriesLine.trailsUp(
                    line, aboveTroughs.insert(SeriesLine.trailsUp(line), peak, percent, condition.distance(), entryId));
            condition.node(aboveTroughs.lastNode());
        }
    }

    @Override
    public void awaitEnd(ConditionRecord condition) {
        long peak = condition.reference();
        long distance = condition.unit() == DistanceUnit.PERCENT
                ? Wide.ceilPpm(peak, condition.distance())
                : condition.distance();
        condition.phase(Phase.HOLDING);
        if (isDown(condition)) {
            levels.awaitRise(condition, peak - distance + 1);
        } else {
            levels.awaitFall(condition, peak + distance - 1);
        }
    }

    @Override
    public void withdraw(ConditionRecord condition) {
        if (condition.node() != BlockPool.NULL_HANDLE) {
            long line = series.line(condition.seriesId());
            int node = condition.node();
            if (isDown(condition)) {
                SeriesLine.trailsDown(line, belowPeaks.remove(SeriesLine.trailsDown(line), node));
            } else {
                SeriesLine.trailsUp(line, aboveTroughs.remove(SeriesLine.trailsUp(line), node));
            }
            condition.node(BlockPool.NULL_HANDLE);
        }
        levels.withdraw(condition);
        // Nothing of the peak remains, wherever it was kept.
        condition.reference(NULL_VALUE);
    }

    /** Gives a condition its peak, which the book of peaks alone knows while it waits there. */
    void findPeak(ConditionRecord condition) {
        findPeak(condition, belowPeaks, aboveTroughs);
    }

    static void findPeak(ConditionRecord condition, PeakGroups belowPeaks, PeakGroups aboveTroughs) {
        if (condition.type() == ConditionType.TRAILS && condition.node() != BlockPool.NULL_HANDLE) {
            PeakGroups peaks = isDown(condition) ? belowPeaks : aboveTroughs;
            condition.reference(peaks.peakOf(condition.node()));
        }
    }

    @Override
    public void restore(ConditionRecord condition) {
        if (condition.phase() == Phase.WAITING && condition.upKey() == NULL_VALUE) {
            follow(condition, condition.reference());
        } else {
            levels.restore(condition);
        }
    }

    @Override
    public void measureAfresh(ConditionRecord condition) {
        condition.reference(NULL_VALUE);
    }

    @Override
    public void onReached(ConditionRecord condition) {
        long v = SeriesLine.last(series.line(condition.seriesId()));
        if (condition.phase() == Phase.WAITING) {
            await(condition);
        } else {
            long peak = condition.reference();
            condition.reference(isDown(condition) ? Math.max(peak, v) : Math.min(peak, v));
            alerts.onFalse(condition);
        }
    }

    @Override
    public boolean holdsOnArming(ConditionRecord condition) {
        return false;
    }

    @Override
    public boolean hasReset(ConditionRecord condition) {
        return false;
    }

    @Override
    public boolean resets(ConditionRecord condition, long atNs) {
        return true;
    }

    @Override
    public long reference(ConditionRecord condition) {
        return condition.reference();
    }

    private void onReached(long peak, boolean percent, long distance, long entryId) {
        ConditionRecord condition = alerts.open(entryId);
        condition.node(BlockPool.NULL_HANDLE);
        condition.reference(peak);
        condition.phase(Phase.OUT);
        alerts.onTrue(condition);
        alerts.close();
    }

    private static boolean isDown(ConditionRecord condition) {
        return condition.direction() == Direction.DOWN;
    }
}
