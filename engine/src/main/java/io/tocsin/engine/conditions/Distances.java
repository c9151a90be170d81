package io.tocsin.engine.conditions;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.rules.ConditionRecord.Phase;
import io.tocsin.engine.series.ExtremeWindows;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;

/**
 * Conditions on a distance from a reference that many share: {@code moves_up} and {@code moves_down} within a window,
 * and {@code change} from the day's open or the previous close.
 * <p>
 * All conditions with the same reference are a {@link DistanceGroup}. In it they wait ordered by distance, so that with
 * the distance that an event reaches, those which become true are the first of one set, and those which become false
 * the first of another:
 *
 * <pre>
 *   reached 2.5 %    waiting   1 %: 7   2 %: 1, 4 │ 3 %: 2   5 %: 9        become true: 7, 1, 4
 *                    holding   8 %: 5   4 %: 3    │ 1 %: 6                 become false: 5, 3
 * </pre>
 *
 * A new reference, as of another day or a window whose minimum goes, changes no set. A tick costs O(1) per reference,
 * not per condition; k conditions that change of n cost O(k log n).
 */
public final class Distances implements Family {
    private final SeriesTable series;
    private final LevelTree tree;
    private final ExtremeWindows windows;
    private final DistanceGroup groups;
    private final Alerts alerts;
    private final LevelTree.EntryConsumer onTrue;
    private final LevelTree.EntryConsumer onFalse;

    Distances(ConditionMemory memory, Alerts alerts) {
        series = memory.series();
        tree = memory.tree();
        windows = memory.extremeWindows();
        groups = new DistanceGroup(memory);
        this.alerts = alerts;
        onTrue = (key, entryId) -> {
            ConditionRecord condition = alerts.open(entryId);
            condition.phase(Phase.OUT);
            alerts.onTrue(condition);
            alerts.close();
        };
        onFalse = (key, entryId) -> {
            ConditionRecord condition = alerts.open(entryId);
            condition.phase(Phase.OUT);
            alerts.onFalse(condition);
            alerts.close();
        };
    }

    /** Whether the reference of a condition would have to be made. */
    boolean isNew(int seriesId, ConditionRecord condition) {
        return groups.find(series.line(seriesId), kind(condition), condition.withinNs()) == DistanceGroup.NULL_GROUP;
    }

    /** Joins the conditions with the same reference. */
    void attach(ConditionRecord condition) {
        condition.group(groups.attach(condition.seriesId(), kind(condition), condition.withinNs(), alerts.nowNs()));
    }

    void detach(ConditionRecord condition) {
        groups.detach(condition.group());
        condition.group(DistanceGroup.NULL_GROUP);
    }

    /** Writes the windows of a series, shortest first. */
    void write(long line, StateSink sink) {
        int count = 0;
        for (int at = SeriesLine.firstWindow(line); at != DistanceGroup.NULL_GROUP; at = groups.next(at)) {
            count++;
        }
        sink.putInt(count);
        for (int at = SeriesLine.firstWindow(line); at != DistanceGroup.NULL_GROUP; at = groups.next(at)) {
            groups.takeFromGuard(at);
            sink.putLong(groups.withinNs(at));
            windows.write(groups.window(at), sink);
        }
    }

    /** Makes the windows that {@link #write} wrote; {@link #attach} is to follow. */
    void read(int seriesId, StateSource source) {
        for (int left = source.getInt(); left > 0; left--) {
            windows.read(groups.window(groups.makeWindow(seriesId, source.getLong())), source);
        }
    }

    /** Lets go of references that nothing is measured from any more. */
    void sweep() {
        groups.sweep();
    }

    /** The symbol of a last price has begun a new day. */
    void onNewDay(long line) {
        groups.touch(SeriesLine.dayOpen(line));
        groups.touch(SeriesLine.previousClose(line));
    }

    /** A series had an event. */
    void onValue(long line) {
        onValue(line, SeriesLine.dayOpen(line));
        onValue(line, SeriesLine.previousClose(line));
        int window = SeriesLine.firstWindow(line);
        while (window != DistanceGroup.NULL_GROUP) {
            int next = groups.next(window);
            groups.takeFromGuard(window);
            onValue(line, window);
            window = next;
        }
    }

    /** Before the guard is set anew: whatever values it alone knows of go into the windows. */
    void takeFromGuard(long line) {
        for (int at = SeriesLine.firstWindow(line); at != DistanceGroup.NULL_GROUP; at = groups.next(at)) {
            groups.takeFromGuard(at);
        }
    }

    /** Narrows the guard to what changes nothing here, and to the time at which a bucket of some window ends. */
    void narrowGuard(long line) {
        narrowGuard(line, SeriesLine.dayOpen(line));
        narrowGuard(line, SeriesLine.previousClose(line));
        for (int at = SeriesLine.firstWindow(line); at != DistanceGroup.NULL_GROUP; at = groups.next(at)) {
            groups.narrowGuard(line, at);
        }
    }

    private void narrowGuard(long line, int group) {
        if (group != DistanceGroup.NULL_GROUP) {
            groups.narrowGuard(line, group);
        }
    }

    @Override
    public void await(ConditionRecord condition) {
        groups.insert(condition.group(), set(condition, Phase.WAITING), condition.distance(), EntryId.of(condition));
        condition.phase(Phase.WAITING);
    }

    @Override
    public void awaitEnd(ConditionRecord condition) {
        groups.insert(condition.group(), set(condition, Phase.HOLDING), -condition.distance(), EntryId.of(condition));
        condition.phase(Phase.HOLDING);
    }

    @Override
    public void withdraw(ConditionRecord condition) {
        Phase phase = condition.phase();
        if (phase != Phase.OUT) {
            long key = phase == Phase.WAITING ? condition.distance() : -condition.distance();
            groups.remove(condition.group(), set(condition, phase), key, EntryId.of(condition));
            condition.phase(Phase.OUT);
        }
    }

    @Override
    public void restore(ConditionRecord condition) {
        switch (condition.phase()) {
            case WAITING -> await(condition);
            case HOLDING -> awaitEnd(condition);
            case OUT -> {
                // In no set.
            }
        }
    }

    @Override
    public void measureAfresh(ConditionRecord condition) {
        // No reference of its own.
    }

    @Override
    public void onReached(ConditionRecord condition) {
        throw new IllegalStateException(
                "waits in no level: alert " + condition.alert().alertId());
    }

    @Override
    public boolean holdsOnArming(ConditionRecord condition) {
        return false;
    }

    @Override
    public boolean hasReset(ConditionRecord condition) {
        return true;
    }

    /** Looks at the window as of {@code atNs}, the present value in it. */
    @Override
    public boolean resets(ConditionRecord condition, long atNs) {
        int group = condition.group();
        long v = SeriesLine.last(series.line(condition.seriesId()));
        if (v == NULL_VALUE) {
            return false;
        }
        groups.roll(group, atNs);
        long low = groups.low(group);
        long high = groups.high(group);
        if (groups.isWindow(group)) {
            low = low == NULL_VALUE ? v : Math.min(low, v);
            high = high == NULL_VALUE ? v : Math.max(high, v);
        }
        if (low == NULL_VALUE) {
            return true;
        }
        boolean percent = condition.unit() == DistanceUnit.PERCENT;
        return DistanceGroup.reached(direction(condition), percent, low, high, v) < condition.distance();
    }

    @Override
    public long reference(ConditionRecord condition) {
        return direction(condition) == Direction.DOWN ? groups.high(condition.group()) : groups.low(condition.group());
    }

    /** What rises are measured from. */
    long low(ConditionRecord condition) {
        return groups.low(condition.group());
    }

    /** What falls are measured from. */
    long high(ConditionRecord condition) {
        return groups.high(condition.group());
    }

    private void onValue(long line, int group) {
        long v = SeriesLine.last(line);
        if (group == DistanceGroup.NULL_GROUP || !groups.isDue(group, v, alerts.nowNs())) {
            return;
        }
        if (groups.isWindow(group)) {
            windows.onValue(groups.window(group), v, alerts.nowNs());
        }
        long low = groups.low(group);
        long high = groups.high(group);
        groups.touch(group);
        if (low != NULL_VALUE) {
            for (int at = 0; at < DistanceGroup.MEASURES; at++) {
                if (hasConditions(group, at)) {
                    onReached(group, at, DistanceGroup.reached(at, low, high, v));
                }
            }
        }
    }

    private boolean hasConditions(int group, int measure) {
        return groups.root(group, DistanceGroup.set(measure, Phase.WAITING)) != LevelTree.NULL_ROOT
                || groups.root(group, DistanceGroup.set(measure, Phase.HOLDING)) != LevelTree.NULL_ROOT;
    }

    private void onReached(int group, int measure, long reached) {
        int waiting = DistanceGroup.set(measure, Phase.WAITING);
        int first = groups.root(group, waiting);
        if (first != LevelTree.NULL_ROOT && groups.firstKey(group, waiting) <= reached) {
            long roots = tree.split(first, reached);
            groups.root(group, waiting, LevelTree.rest(roots));
            tree.drain(LevelTree.head(roots), onTrue);
        }
        int holding = DistanceGroup.set(measure, Phase.HOLDING);
        int largest = groups.root(group, holding);
        if (largest != LevelTree.NULL_ROOT && -groups.firstKey(group, holding) > reached) {
            long roots = tree.split(largest, -reached - 1);
            groups.root(group, holding, LevelTree.rest(roots));
            tree.drain(LevelTree.head(roots), onFalse);
        }
    }

    private static int kind(ConditionRecord condition) {
        if (condition.type() != ConditionType.CHANGE) {
            return DistanceGroup.WINDOW;
        }
        return condition.from() == ReferenceType.DAY_OPEN ? DistanceGroup.DAY_OPEN : DistanceGroup.PREVIOUS_CLOSE;
    }

    private static Direction direction(ConditionRecord condition) {
        return switch (condition.type()) {
            case MOVES_UP -> Direction.UP;
            case MOVES_DOWN -> Direction.DOWN;
            default -> condition.direction();
        };
    }

    private static int set(ConditionRecord condition, Phase phase) {
        boolean percent = condition.unit() == DistanceUnit.PERCENT;
        return DistanceGroup.set(DistanceGroup.measure(direction(condition), percent), phase);
    }
}
