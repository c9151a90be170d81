package io.tocsin.engine.conditions;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.index.Timers;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.rules.ConditionRecord.Phase;
import io.tocsin.engine.series.Guard;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;
import org.agrona.UnsafeApi;
import org.agrona.collections.IntArrayList;

/**
 * {@code silent}: no price for some time.
 * <p>
 * All conditions of a symbol with the same duration are a silence: a block with the set of those that wait for it, and
 * of those for which it goes on. A silence has one timer at most, which a tick does not touch: when it is due too
 * early, it is set again to what is left. So a tick costs nothing, and each silence O(log n) once per duration.
 *
 * <pre>
 *   0       8        12     16        20        24         28     32
 *  +-------+--------+------+---------+---------+----------+------+-------------+
 *  | forNs | series | next | waiting | holding | attached | idle | scheduledNs |     waiting, holding: roots
 *  +-------+--------+------+---------+---------+----------+------+-------------+
 * </pre>
 */
public final class Silences implements Family {
    static final int BYTES = 64;

    private static final int NULL_SILENCE = BlockPool.NULL_HANDLE;
    private static final int FOR_NS = 0;
    private static final int SERIES = 8;
    private static final int NEXT = 12;
    private static final int WAITING = 16;
    private static final int HOLDING = 20;
    private static final int ATTACHED = 24;
    private static final int IDLE = 28;
    private static final int SCHEDULED_NS = 32;

    private final SeriesTable series;
    private final LevelTree tree;
    private final BlockPool pool;
    private final Timers timers;
    private final Levels levels;
    private final Alerts alerts;
    private final IntArrayList idle = new IntArrayList();
    private final LevelTree.EntryConsumer collect;
    private final LevelTree.EntryConsumer onBroken;
    private final LevelTree.EntryConsumer onDue;
    private int due = LevelTree.NULL_ROOT;
    private long dueAlertId;

    Silences(ConditionMemory memory, Levels levels, Alerts alerts) {
        series = memory.series();
        tree = memory.tree();
        pool = memory.silences();
        timers = memory.timers();
        this.levels = levels;
        this.alerts = alerts;
        collect = (key, entryId) -> due = tree.insert(due, key, entryId);
        onBroken = (key, entryId) -> {
            ConditionRecord condition = alerts.open(entryId);
            condition.phase(Phase.OUT);
            alerts.onFalse(condition);
            alerts.close();
        };
        onDue = (key, entryId) -> onDue(entryId);
    }

    boolean isNew(int seriesId, ConditionRecord condition) {
        return find(series.line(seriesId), condition.withinNs()) == NULL_SILENCE;
    }

    void attach(ConditionRecord condition) {
        long line = series.line(condition.seriesId());
        int silence = find(line, condition.withinNs());
        if (silence == NULL_SILENCE) {
            silence = pool.allocate();
            UnsafeApi.setMemory(pool.address(silence), BYTES, (byte) 0);
            UnsafeApi.putLong(pool.address(silence) + FOR_NS, condition.withinNs());
            UnsafeApi.putLong(pool.address(silence) + SCHEDULED_NS, NULL_VALUE);
            put(silence, SERIES, condition.seriesId());
            put(silence, NEXT, SeriesLine.firstSilence(line));
            SeriesLine.firstSilence(line, silence);
            series.count(condition.symbolId(), 1);
        }
        put(silence, ATTACHED, get(silence, ATTACHED) + 1);
        condition.group(silence);
    }

    void detach(ConditionRecord condition) {
        int silence = condition.group();
        put(silence, ATTACHED, get(silence, ATTACHED) - 1);
        if (get(silence, ATTACHED) == 0 && get(silence, IDLE) == 0) {
            put(silence, IDLE, 1);
            idle.addInt(silence);
        }
        condition.group(NULL_SILENCE);
    }

    /** Frees the silences that nobody is attached to. Not during an event, which goes through them. */
    void sweep() {
        for (int i = 0; i < idle.size(); i++) {
            int silence = idle.getInt(i);
            put(silence, IDLE, 0);
            if (get(silence, ATTACHED) == 0) {
                free(silence);
            }
        }
        idle.clear();
    }

    /** A price ends the silences of its symbol. */
    void onValue(long line) {
        for (int at = SeriesLine.firstSilence(line); at != NULL_SILENCE; at = get(at, NEXT)) {
            int root = get(at, HOLDING);
            put(at, HOLDING, LevelTree.NULL_ROOT);
            tree.drain(root, onBroken);
        }
    }

    /** Whether the next price changes a condition. */
    boolean isBroken(long line) {
        for (int at = SeriesLine.firstSilence(line); at != NULL_SILENCE; at = get(at, NEXT)) {
            if (get(at, HOLDING) != LevelTree.NULL_ROOT) {
                return true;
            }
        }
        return false;
    }

    /** A timer of this id, taken out, was due. All silences of this time fire together, by alert. */
    public void onTimer(long deadlineNs, long timerId) {
        onTimer(deadlineNs, Timers.silence(timerId));
        while (timers.nextNs() == deadlineNs && Timers.isOfSilence(timers.firstId())) {
            onTimer(deadlineNs, Timers.silence(timers.removeFirst()));
        }
        int root = due;
        due = LevelTree.NULL_ROOT;
        dueAlertId = 0;
        tree.drain(root, onDue);
    }

    private void onTimer(long deadlineNs, int silence) {
        UnsafeApi.putLong(pool.address(silence) + SCHEDULED_NS, NULL_VALUE);
        if (endNs(silence) > deadlineNs) {
            schedule(silence);
        } else {
            int root = get(silence, WAITING);
            put(silence, WAITING, LevelTree.NULL_ROOT);
            tree.drain(root, collect);
        }
    }

    private void onDue(long entryId) {
        long alertId = EntryId.alertId(entryId);
        if (alertId != dueAlertId) {
            alerts.endStep();
            dueAlertId = alertId;
        }
        ConditionRecord condition = alerts.open(entryId);
        condition.phase(Phase.OUT);
        alerts.onTrue(condition);
        alerts.close();
    }

    @Override
    public void await(ConditionRecord condition) {
        condition.phase(Phase.WAITING);
        if (SeriesLine.last(series.line(condition.seriesId())) == NULL_VALUE) {
            levels.awaitFirstValue(condition);
            return;
        }
        put(condition, WAITING);
        schedule(condition.group());
    }

    @Override
    public void awaitEnd(ConditionRecord condition) {
        condition.phase(Phase.HOLDING);
        // The next price ends it, whatever it is.
        Guard.shut(series.line(condition.seriesId()));
        put(condition, HOLDING);
    }

    @Override
    public void withdraw(ConditionRecord condition) {
        int silence = condition.group();
        if (condition.upKey() != NULL_VALUE) {
            levels.withdraw(condition);
        } else if (condition.phase() != Phase.OUT) {
            int set = condition.phase() == Phase.WAITING ? WAITING : HOLDING;
            put(silence, set, tree.remove(get(silence, set), 0, EntryId.of(condition)));
        }
        condition.phase(Phase.OUT);
    }

    /** The timer is that of the last price, whatever earlier one there was. */
    @Override
    public void restore(ConditionRecord condition) {
        if (condition.upKey() != NULL_VALUE) {
            levels.restore(condition);
        } else if (condition.phase() == Phase.WAITING) {
            put(condition, WAITING);
            schedule(condition.group());
        } else if (condition.phase() == Phase.HOLDING) {
            put(condition, HOLDING);
        }
    }

    @Override
    public void measureAfresh(ConditionRecord condition) {
        // No reference of its own.
    }

    /** The symbol has its first price. */
    @Override
    public void onReached(ConditionRecord condition) {
        await(condition);
    }

    @Override
    public boolean holdsOnArming(ConditionRecord condition) {
        return SeriesLine.last(series.line(condition.seriesId())) != NULL_VALUE
                && endNs(condition.group()) <= alerts.nowNs();
    }

    @Override
    public boolean hasReset(ConditionRecord condition) {
        return true;
    }

    @Override
    public boolean resets(ConditionRecord condition, long atNs) {
        return endNs(condition.group()) > atNs;
    }

    @Override
    public long reference(ConditionRecord condition) {
        return NULL_VALUE;
    }

    /** When the silence is over if no price comes. */
    private long endNs(int silence) {
        return SeriesLine.timeNs(series.line(get(silence, SERIES))) + UnsafeApi.getLong(pool.address(silence) + FOR_NS);
    }

    private void schedule(int silence) {
        long scheduled = pool.address(silence) + SCHEDULED_NS;
        if (UnsafeApi.getLong(scheduled) == NULL_VALUE && get(silence, WAITING) != LevelTree.NULL_ROOT) {
            UnsafeApi.putLong(scheduled, endNs(silence));
            timers.schedule(endNs(silence), Timers.silenceId(silence));
        }
    }

    private int find(long line, long forNs) {
        int at = SeriesLine.firstSilence(line);
        while (at != NULL_SILENCE && UnsafeApi.getLong(pool.address(at) + FOR_NS) != forNs) {
            at = get(at, NEXT);
        }
        return at;
    }

    private void free(int silence) {
        long line = series.line(get(silence, SERIES));
        long scheduledNs = UnsafeApi.getLong(pool.address(silence) + SCHEDULED_NS);
        if (scheduledNs != NULL_VALUE) {
            timers.cancel(scheduledNs, Timers.silenceId(silence));
        }
        if (SeriesLine.firstSilence(line) == silence) {
            SeriesLine.firstSilence(line, get(silence, NEXT));
        } else {
            int before = SeriesLine.firstSilence(line);
            while (get(before, NEXT) != silence) {
                before = get(before, NEXT);
            }
            put(before, NEXT, get(silence, NEXT));
        }
        series.count(get(silence, SERIES), -1);
        pool.free(silence);
    }

    private void put(ConditionRecord condition, int set) {
        int silence = condition.group();
        put(silence, set, tree.insert(get(silence, set), 0, EntryId.of(condition)));
    }

    private int get(int silence, int field) {
        return UnsafeApi.getInt(pool.address(silence) + field);
    }

    private void put(int silence, int field, int value) {
        UnsafeApi.putInt(pool.address(silence) + field, value);
    }
}
