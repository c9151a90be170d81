package io.tocsin.engine.conditions;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.arithmetic.Wide;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.rules.ConditionRecord.Phase;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;
import io.tocsin.engine.series.Values;

/**
 * Conditions on levels and channels, and {@code change} from an own reference, which is a level once that is known.
 * <p>
 * Each series has two ordered sets of (value, entry): what to look at when the value rises, and, with negated values,
 * when it falls. An event takes from the sets, in order, what it reached; each condition taken is evaluated and put
 * back with the keys that enclose the new value (see {@link PriceLevel}).
 *
 * <pre>
 *   rising set    103: 7   104: 2, 9   110: 4              v = 104 takes 7, 2, 9
 *   ───────────────────────── value 101 ─────────────
 *   falling set   100: 7   98: 3       90: 1, 5            v = 98 takes 7, 3
 * </pre>
 *
 * Alerts that fire once when their level is reached are in two further sets of the same order: what is reached there is
 * handed on whole, however many there are.
 * <p>
 * What was reached is cut off the set before anything is looked at, so nothing is looked at twice. An event that
 * reaches nothing costs two comparisons; one that reaches k of n conditions O(k log n). Conditions of any family that
 * wait for the first value of a series do so in the rising set, under a key below all values.
 */
public final class Levels implements Family {
    /** The key of conditions that wait for the first value: any value reaches it. */
    static final long FIRST_VALUE = Long.MIN_VALUE + 1;

    private final SeriesTable series;
    private final Values values;
    private final LevelTree tree;
    private final Alerts alerts;
    private final Families families;
    private final LevelTree.EntryConsumer onRising = (key, entryId) -> onReached(key, entryId, true);
    private final LevelTree.EntryConsumer onFalling = (key, entryId) -> onReached(key, entryId, false);
    private int reachedOneShots = LevelTree.NULL_ROOT;
    private int reachedSymbolId;

    Levels(ConditionMemory memory, Alerts alerts, Families families) {
        series = memory.series();
        tree = memory.tree();
        values = memory.values();
        this.alerts = alerts;
        this.families = families;
    }

    /** A series had an event. */
    void onValue(long line) {
        long v = SeriesLine.last(line);
        if (v >= nextUp(line)) {
            long roots = tree.split(SeriesLine.upRoot(line), v);
            long oneShots = tree.split(SeriesLine.oneShotsUp(line), v);
            upRoot(line, LevelTree.rest(roots));
            oneShotsUp(line, LevelTree.rest(oneShots));
            drain(line, LevelTree.head(oneShots), LevelTree.head(roots), onRising);
        }
        if (v <= nextDown(line)) {
            long roots = tree.split(SeriesLine.downRoot(line), -v);
            long oneShots = tree.split(SeriesLine.oneShotsDown(line), -v);
            downRoot(line, LevelTree.rest(roots));
            oneShotsDown(line, LevelTree.rest(oneShots));
            drain(line, LevelTree.head(oneShots), LevelTree.head(roots), onFalling);
        }
    }

    /** Goes through two sets as if they were one. */
    private void drain(long line, int oneShots, int others, LevelTree.EntryConsumer onOther) {
        reachedOneShots = oneShots;
        reachedSymbolId = SeriesLine.symbolId(line);
        tree.drain(others, onOther);
        onOneShots(reachedOneShots);
        reachedOneShots = LevelTree.NULL_ROOT;
    }

    private void onOneShots(int root) {
        if (root != LevelTree.NULL_ROOT) {
            alerts.onOneShots(root, reachedSymbolId);
        }
    }

    long nextUp(long line) {
        return Math.min(SeriesLine.firstUp(line), SeriesLine.firstOneShotUp(line));
    }

    long nextDown(long line) {
        return Math.max(SeriesLine.firstDown(line), SeriesLine.firstOneShotDown(line));
    }

    @Override
    public void await(ConditionRecord condition) {
        long last = last(condition);
        condition.phase(Phase.WAITING);
        if (last == NULL_VALUE) {
            awaitFirstValue(condition);
            return;
        }
        if (condition.type() == ConditionType.CHANGE && condition.reference() == NULL_VALUE) {
            measureFrom(condition, last);
        }
        long from = PriceLevel.isEvent(condition.type()) ? last : present(condition);
        place(condition, PriceLevel.armedUpKey(condition, from), PriceLevel.armedDownKey(condition, from));
    }

    @Override
    public void awaitEnd(ConditionRecord condition) {
        long present = present(condition);
        condition.phase(Phase.HOLDING);
        if (present == NULL_VALUE) {
            awaitFirstValue(condition);
        } else {
            place(condition, PriceLevel.resetUpKey(condition, present), PriceLevel.resetDownKey(condition, present));
        }
    }

    /** The keys of {@link PriceLevel} are of a condition that is not true. */
    @Override
    public void awaitNext(ConditionRecord condition) {
        condition.phase(Phase.WAITING);
        awaitFirstValue(condition);
    }

    /** Has {@link #onReached} of the condition's family called at the first value of its series. */
    void awaitFirstValue(ConditionRecord condition) {
        place(condition, FIRST_VALUE, NULL_VALUE);
    }

    /** Has {@link #onReached} of the condition's family called once the value is at or above {@code key}. */
    void awaitRise(ConditionRecord condition, long key) {
        place(condition, key, NULL_VALUE);
    }

    /** As {@link #awaitRise}, at or below. */
    void awaitFall(ConditionRecord condition, long key) {
        place(condition, NULL_VALUE, key);
    }

    @Override
    public void withdraw(ConditionRecord condition) {
        place(condition, NULL_VALUE, NULL_VALUE);
        condition.phase(Phase.OUT);
    }

    @Override
    public void restore(ConditionRecord condition) {
        long upKey = condition.upKey();
        long downKey = condition.downKey();
        condition.upKey(NULL_VALUE);
        condition.downKey(NULL_VALUE);
        place(condition, upKey, downKey);
    }

    @Override
    public void measureAfresh(ConditionRecord condition) {
        if (last(condition) == NULL_VALUE) {
            condition.reference(NULL_VALUE);
        } else {
            measureFrom(condition, last(condition));
        }
    }

    @Override
    public void onReached(ConditionRecord condition) {
        long line = series.line(condition.seriesId());
        long v = SeriesLine.last(line);
        if (condition.phase() == Phase.WAITING) {
            boolean unmeasured = condition.type() == ConditionType.CHANGE && condition.reference() == NULL_VALUE;
            if (!unmeasured && PriceLevel.fires(condition, SeriesLine.previous(line), v)) {
                alerts.onTrue(condition);
            } else {
                await(condition);
            }
        } else if (PriceLevel.resets(condition, v)) {
            alerts.onFalse(condition);
        } else {
            awaitEnd(condition);
        }
    }

    @Override
    public boolean holdsOnArming(ConditionRecord condition) {
        long present = present(condition);
        return switch (condition.type()) {
            case ABOVE, BELOW, INSIDE, OUTSIDE ->
                present != NULL_VALUE && PriceLevel.fires(condition, NULL_VALUE, present);
            default -> false;
        };
    }

    @Override
    public boolean hasReset(ConditionRecord condition) {
        return condition.type() != ConditionType.CROSSES && condition.from() != ReferenceType.LAST_FIRE;
    }

    @Override
    public boolean resets(ConditionRecord condition, long atNs) {
        long present = present(condition);
        return present != NULL_VALUE && PriceLevel.resets(condition, present);
    }

    @Override
    public long reference(ConditionRecord condition) {
        long line = series.line(condition.seriesId());
        boolean moved = SeriesLine.eventStep(line) == alerts.step();
        return PriceLevel.reference(condition, moved ? SeriesLine.previous(line) : NULL_VALUE, present(condition));
    }

    /** Turns a change into the levels at which it is large enough; an end out of the direction is absent. */
    private static void measureFrom(ConditionRecord condition, long reference) {
        long distance = condition.unit() == DistanceUnit.PERCENT
                ? Wide.ceilPpm(reference, condition.distance())
                : condition.distance();
        Direction direction = condition.direction();
        long high = Wide.saturatingAdd(reference, distance);
        condition.reference(reference);
        condition.high(direction == Direction.DOWN || high == Long.MAX_VALUE ? NULL_VALUE : high);
        condition.low(direction == Direction.UP ? NULL_VALUE : Wide.saturatingAdd(reference, -distance));
    }

    private void onReached(long key, long entryId, boolean rising) {
        if (reachedOneShots != LevelTree.NULL_ROOT) {
            long parts = tree.splitBefore(reachedOneShots, key, entryId);
            reachedOneShots = LevelTree.rest(parts);
            onOneShots(LevelTree.head(parts));
        }
        ConditionRecord condition = alerts.open(entryId);
        if (rising) {
            condition.upKey(NULL_VALUE);
        } else {
            condition.downKey(NULL_VALUE);
        }
        families.of(condition).onReached(condition);
        alerts.close();
    }

    private long present(ConditionRecord condition) {
        return values.present(condition.seriesId(), alerts.nowNs());
    }

    private long last(ConditionRecord condition) {
        return SeriesLine.last(series.line(condition.seriesId()));
    }

    private void place(ConditionRecord condition, long upKey, long downKey) {
        long line = series.line(condition.seriesId());
        long entryId = EntryId.of(condition);
        boolean oneShot = isOneShot(condition);
        if (upKey != condition.upKey()) {
            removeUp(line, oneShot && condition.upKey() == condition.low(), condition.upKey(), entryId);
            insertUp(line, oneShot && upKey == condition.low(), upKey, entryId);
            condition.upKey(upKey);
        }
        if (downKey != condition.downKey()) {
            removeDown(line, oneShot && condition.downKey() == condition.low(), condition.downKey(), entryId);
            insertDown(line, oneShot && downKey == condition.low(), downKey, entryId);
            condition.downKey(downKey);
        }
    }

    /** Whether an alert fires once its level is reached, and there is nothing else to it. */
    private static boolean isOneShot(ConditionRecord condition) {
        AlertRecord alert = condition.alert();
        return switch (condition.type()) {
            case ABOVE, BELOW, CROSSES_UP, CROSSES_DOWN ->
                alert.mode() == TriggerMode.ONCE
                        && alert.expiresAtNs() == NULL_VALUE
                        && !alert.isCompound()
                        && condition.kind() == ValueKind.LAST
                        && condition.levelKind() == ValueKind.NULL_VAL;
            default -> false;
        };
    }

    private void insertUp(long line, boolean oneShot, long key, long entryId) {
        if (key != NULL_VALUE) {
            if (oneShot) {
                oneShotsUp(line, tree.insert(SeriesLine.oneShotsUp(line), key, entryId));
            } else {
                upRoot(line, tree.insert(SeriesLine.upRoot(line), key, entryId));
            }
        }
    }

    private void removeUp(long line, boolean oneShot, long key, long entryId) {
        if (key != NULL_VALUE) {
            if (oneShot) {
                oneShotsUp(line, tree.remove(SeriesLine.oneShotsUp(line), key, entryId));
            } else {
                upRoot(line, tree.remove(SeriesLine.upRoot(line), key, entryId));
            }
        }
    }

    private void insertDown(long line, boolean oneShot, long key, long entryId) {
        if (key != NULL_VALUE) {
            if (oneShot) {
                oneShotsDown(line, tree.insert(SeriesLine.oneShotsDown(line), -key, entryId));
            } else {
                downRoot(line, tree.insert(SeriesLine.downRoot(line), -key, entryId));
            }
        }
    }

    private void removeDown(long line, boolean oneShot, long key, long entryId) {
        if (key != NULL_VALUE) {
            if (oneShot) {
                oneShotsDown(line, tree.remove(SeriesLine.oneShotsDown(line), -key, entryId));
            } else {
                downRoot(line, tree.remove(SeriesLine.downRoot(line), -key, entryId));
            }
        }
    }

    private void oneShotsUp(long line, int root) {
        SeriesLine.oneShotsUp(line, root);
        SeriesLine.firstOneShotUp(line, root == LevelTree.NULL_ROOT ? Long.MAX_VALUE : tree.firstKey(root));
    }

    private void oneShotsDown(long line, int root) {
        SeriesLine.oneShotsDown(line, root);
        SeriesLine.firstOneShotDown(line, root == LevelTree.NULL_ROOT ? NULL_VALUE : -tree.firstKey(root));
    }

    private void upRoot(long line, int root) {
        SeriesLine.upRoot(line, root);
        SeriesLine.firstUp(line, root == LevelTree.NULL_ROOT ? Long.MAX_VALUE : tree.firstKey(root));
    }

    private void downRoot(long line, int root) {
        SeriesLine.downRoot(line, root);
        SeriesLine.firstDown(line, root == LevelTree.NULL_ROOT ? NULL_VALUE : -tree.firstKey(root));
    }
}
