package io.tocsin.engine.conditions;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.arithmetic.Wide;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.rules.ConditionRecord.Phase;
import io.tocsin.engine.series.Day;
import io.tocsin.engine.series.ExtremeWindows;
import io.tocsin.engine.series.Guard;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;
import org.agrona.UnsafeApi;
import org.agrona.collections.IntArrayList;

/**
 * The conditions of one series with the same shared reference, as a block of off-heap memory per group. A window has
 * two references, its minimum and its maximum; a price of the day is both.
 *
 * <pre>
 *   0           8        12     16       20         24     28      32                          80       88         96
 *  +-----------+--------+------+--------+----------+------+-------+---------------------------+--------+----------+---------+
 *  | withinNs  | series | next | window | attached | kind | dirty | 12 roots: measure × phase | nextUp | nextDown | quiet   |
 *  +-----------+--------+------+--------+----------+------+-------+---------------------------+--------+----------+---------+
 *  | idle      | thresholdUp  | thresholdDown   |   104             measure: up, down, either × percent, absolute
 *  +-----------+--------------+-----------------+
 *   128: the first key of each of the 12 sets
 * </pre>
 *
 * The keys of a set are distances for those who wait, negative distances for those who hold, so that the first is the
 * next to change. The thresholds bound the values that can change anything: what becomes true or false, or the least or
 * greatest value of a window. {@code nextUp} and {@code nextDown} are within them, and bound the values that a window
 * has in its present bucket. Between the two a tick does not come here, but only moves the guard of its series, which
 * then knows of values that the window does not ({@link #takeFromGuard}).
 */
final class DistanceGroup {
    static final int NULL_GROUP = BlockPool.NULL_HANDLE;
    static final int BYTES = 256;
    static final int WINDOW = 0;
    static final int DAY_OPEN = 1;
    static final int PREVIOUS_CLOSE = 2;
    /** Directions times units. */
    static final int MEASURES = 6;

    private static final int WITHIN_NS = 0;
    private static final int SERIES = 8;
    private static final int NEXT = 12;
    private static final int WINDOW_HANDLE = 16;
    private static final int ATTACHED = 20;
    private static final int KIND = 24;
    private static final int DIRTY = 28;
    private static final int ROOTS = 32;
    private static final int NEXT_UP = 80;
    private static final int NEXT_DOWN = 88;
    private static final int QUIET_UNTIL_NS = 96;
    private static final int IDLE = 104;
    private static final int THRESHOLD_UP = 112;
    private static final int THRESHOLD_DOWN = 120;
    private static final int FIRST_KEYS = 128;

    private final BlockPool pool;
    private final SeriesTable series;
    private final ExtremeWindows windows;
    private final LevelTree tree;
    private final IntArrayList idle = new IntArrayList();

    DistanceGroup(ConditionMemory memory) {
        pool = memory.groups();
        series = memory.series();
        windows = memory.extremeWindows();
        tree = memory.tree();
    }

    static int measure(Direction direction, boolean percent) {
        return (direction.value() - 1) * 2 + (percent ? 0 : 1);
    }

    static int set(int measure, Phase phase) {
        return measure * 2 + (phase == Phase.WAITING ? 0 : 1);
    }

    /** The distance that a value has from the reference of a measure, in its unit; 0 when it is on the other side. */
    static long reached(int measure, long low, long high, long v) {
        return reached(Direction.get((short) (measure / 2 + 1)), measure % 2 == 0, low, high, v);
    }

    static long reached(Direction direction, boolean percent, long low, long high, long v) {
        long base = direction == Direction.DOWN ? high : low;
        long rise = v - base;
        long distance =
                direction == Direction.EITHER ? Math.abs(rise) : Math.max(0, direction == Direction.UP ? rise : -rise);
        return percent ? Wide.floorPpm(distance, base) : distance;
    }

    int find(long line, int kind, long withinNs) {
        if (kind == DAY_OPEN) {
            return SeriesLine.dayOpen(line);
        }
        if (kind == PREVIOUS_CLOSE) {
            return SeriesLine.previousClose(line);
        }
        int at = SeriesLine.firstWindow(line);
        while (at != NULL_GROUP && withinNs(at) != withinNs) {
            at = next(at);
        }
        return at;
    }

    /** The group, which is made if there is none; a new window starts with the present value. */
    int attach(int seriesId, int kind, long withinNs, long nowNs) {
        long line = series.line(seriesId);
        int group = find(line, kind, withinNs);
        if (group == NULL_GROUP) {
            if (kind == WINDOW) {
                group = makeWindow(seriesId, withinNs);
                if (SeriesLine.last(line) != NULL_VALUE) {
                    windows.onValue(window(group), SeriesLine.last(line), nowNs);
                }
            } else {
                group = create(seriesId, kind, withinNs);
                if (kind == DAY_OPEN) {
                    SeriesLine.dayOpen(line, group);
                } else {
                    SeriesLine.previousClose(line, group);
                }
            }
        }
        putInt(group, ATTACHED, getInt(group, ATTACHED) + 1);
        return group;
    }

    /** A group with an empty window, to which nobody is attached. */
    int makeWindow(int seriesId, long withinNs) {
        long line = series.line(seriesId);
        int group = create(seriesId, WINDOW, withinNs);
        link(line, group, withinNs);
        series.count(SeriesLine.symbolId(line), 1);
        putInt(group, WINDOW_HANDLE, windows.create(withinNs));
        return group;
    }

    void detach(int group) {
        int attached = getInt(group, ATTACHED) - 1;
        putInt(group, ATTACHED, attached);
        if (attached == 0 && getInt(group, IDLE) == 0) {
            putInt(group, IDLE, 1);
            idle.addInt(group);
        }
    }

    /** Frees the groups that nobody is attached to. Not during an event, which goes through them. */
    void sweep() {
        for (int i = 0; i < idle.size(); i++) {
            int group = idle.getInt(i);
            putInt(group, IDLE, 0);
            if (getInt(group, ATTACHED) == 0) {
                free(group);
            }
        }
        idle.clear();
    }

    void insert(int group, int set, long key, long entryId) {
        root(group, set, tree.insert(root(group, set), key, entryId));
        touch(group);
    }

    void remove(int group, int set, long key, long entryId) {
        root(group, set, tree.remove(root(group, set), key, entryId));
        touch(group);
    }

    int root(int group, int set) {
        return getInt(group, ROOTS + set * Integer.BYTES);
    }

    void root(int group, int set, int root) {
        putInt(group, ROOTS + set * Integer.BYTES, root);
        putLong(group, FIRST_KEYS + set * Long.BYTES, root == LevelTree.NULL_ROOT ? 0 : tree.firstKey(root));
    }

    /** The first key of a set that is not empty. */
    long firstKey(int group, int set) {
        return getLong(group, FIRST_KEYS + set * Long.BYTES);
    }

    /** The bounds of the group, if there is one, are no longer true. */
    void touch(int group) {
        if (group != NULL_GROUP) {
            putInt(group, DIRTY, 1);
        }
    }

    boolean isDue(int group, long v, long nowNs) {
        return getInt(group, DIRTY) != 0
                || v >= getLong(group, NEXT_UP)
                || v <= getLong(group, NEXT_DOWN)
                || nowNs >= getLong(group, QUIET_UNTIL_NS);
    }

    int next(int group) {
        return getInt(group, NEXT);
    }

    long withinNs(int group) {
        return getLong(group, WITHIN_NS);
    }

    boolean isWindow(int group) {
        return getInt(group, KIND) == WINDOW;
    }

    int window(int group) {
        return getInt(group, WINDOW_HANDLE);
    }

    void roll(int group, long nowNs) {
        if (isWindow(group)) {
            takeFromGuard(group);
            windows.roll(window(group), nowNs);
            touch(group);
        }
    }

    /**
     * Has the window know of values that only the guard knows of: where that has moved beyond the bounds it was given.
     * Before the window's bucket ends or is looked at, and before the guard is set anew.
     */
    void takeFromGuard(int group) {
        long line = series.line(getInt(group, SERIES));
        long up = Guard.nextUp(line);
        long down = Guard.nextDown(line);
        if (up > getLong(group, NEXT_UP) || down < getLong(group, NEXT_DOWN)) {
            windows.onValues(window(group), down + 1, up - 1);
            putLong(group, NEXT_UP, Math.max(getLong(group, NEXT_UP), up));
            putLong(group, NEXT_DOWN, Math.min(getLong(group, NEXT_DOWN), down));
        }
    }

    /** What rises are measured from, or {@code NULL_VALUE}. */
    long low(int group) {
        return isWindow(group) ? windows.min(window(group)) : dayPrice(group);
    }

    /** What falls are measured from, or {@code NULL_VALUE}. */
    long high(int group) {
        return isWindow(group) ? windows.max(window(group)) : dayPrice(group);
    }

    /** Narrows the guard of the series to what changes nothing in the group. */
    void narrowGuard(long line, int group) {
        if (getInt(group, DIRTY) != 0) {
            refresh(line, group);
        }
        long quietUntilNs = getLong(group, QUIET_UNTIL_NS);
        Guard.narrow(line, getLong(group, THRESHOLD_UP), getLong(group, THRESHOLD_DOWN), quietUntilNs);
        Guard.narrow(line, getLong(group, NEXT_UP), getLong(group, NEXT_DOWN));
    }

    /** Finds the bounds anew. */
    private void refresh(long line, int group) {
        putInt(group, DIRTY, 0);
        if (isWindow(group)) {
            int window = window(group);
            // Of an empty window, as of an empty bucket, they leave out no value: NULL_VALUE - 1 is the greatest.
            findThresholds(line, group, windows.max(window) + 1, windows.min(window) - 1);
            putLong(group, NEXT_UP, Math.min(getLong(group, THRESHOLD_UP), windows.bucketMax(window) + 1));
            putLong(group, NEXT_DOWN, Math.max(getLong(group, THRESHOLD_DOWN), windows.bucketMin(window) - 1));
            putLong(group, QUIET_UNTIL_NS, windows.bucketEndNs(window));
        } else {
            findThresholds(line, group, Long.MAX_VALUE, NULL_VALUE);
            putLong(group, NEXT_UP, getLong(group, THRESHOLD_UP));
            putLong(group, NEXT_DOWN, getLong(group, THRESHOLD_DOWN));
            putLong(group, QUIET_UNTIL_NS, Long.MAX_VALUE);
        }
    }

    private void findThresholds(long line, int group, long up, long down) {
        putLong(group, THRESHOLD_UP, up);
        putLong(group, THRESHOLD_DOWN, down);
        long low = low(group);
        long high = high(group);
        if (low == NULL_VALUE) {
            return;
        }
        boolean above = SeriesLine.last(line) >= low;
        for (int unit = 0; unit < 2; unit++) {
            boolean percent = unit == 0;
            boundUp(group, low, offset(group, measure(Direction.UP, percent), Phase.WAITING, low));
            boundDown(group, low - 1, -offset(group, measure(Direction.UP, percent), Phase.HOLDING, low));
            boundDown(group, high, offset(group, measure(Direction.DOWN, percent), Phase.WAITING, high));
            boundUp(group, high + 1, -offset(group, measure(Direction.DOWN, percent), Phase.HOLDING, high));
            int either = measure(Direction.EITHER, percent);
            boundUp(group, low, offset(group, either, Phase.WAITING, low));
            boundDown(group, low, offset(group, either, Phase.WAITING, low));
            if (above) {
                boundDown(group, low - 1, -offset(group, either, Phase.HOLDING, low));
            } else {
                boundUp(group, low + 1, -offset(group, either, Phase.HOLDING, low));
            }
        }
    }

    /** The least distance from a reference at which the first of a set changes; {@code Long.MAX_VALUE} for none. */
    private long offset(int group, int measure, Phase phase, long reference) {
        int set = set(measure, phase);
        if (root(group, set) == LevelTree.NULL_ROOT) {
            return Long.MAX_VALUE;
        }
        long distance = Math.abs(firstKey(group, set));
        return measure % 2 == 0 ? Wide.ceilPpm(reference, distance) : distance;
    }

    /** Takes base + offset as a bound, the negative of {@code Long.MAX_VALUE} being none as well. */
    private void boundUp(int group, long base, long offset) {
        if (Math.abs(offset) != Long.MAX_VALUE) {
            putLong(group, THRESHOLD_UP, Math.min(getLong(group, THRESHOLD_UP), Wide.saturatingAdd(base, offset)));
        }
    }

    /** Takes base − offset as a bound. */
    private void boundDown(int group, long base, long offset) {
        if (Math.abs(offset) != Long.MAX_VALUE) {
            putLong(group, THRESHOLD_DOWN, Math.max(getLong(group, THRESHOLD_DOWN), Wide.saturatingAdd(base, -offset)));
        }
    }

    private long dayPrice(int group) {
        long line = series.line(getInt(group, SERIES));
        return getInt(group, KIND) == DAY_OPEN ? Day.open(line) : Day.previousClose(line);
    }

    private int create(int seriesId, int kind, long withinNs) {
        int group = pool.allocate();
        UnsafeApi.setMemory(pool.address(group), BYTES, (byte) 0);
        putLong(group, WITHIN_NS, withinNs);
        putInt(group, SERIES, seriesId);
        putInt(group, KIND, kind);
        putLong(group, NEXT_UP, Long.MAX_VALUE);
        putLong(group, NEXT_DOWN, NULL_VALUE);
        touch(group);
        return group;
    }

    private void link(long line, int group, long withinNs) {
        int before = NULL_GROUP;
        int after = SeriesLine.firstWindow(line);
        while (after != NULL_GROUP && withinNs(after) < withinNs) {
            before = after;
            after = next(after);
        }
        putInt(group, NEXT, after);
        relink(line, before, group);
    }

    private void relink(long line, int before, int after) {
        if (before == NULL_GROUP) {
            SeriesLine.firstWindow(line, after);
        } else {
            putInt(before, NEXT, after);
        }
    }

    private void free(int group) {
        long line = series.line(getInt(group, SERIES));
        if (isWindow(group)) {
            int before = NULL_GROUP;
            for (int at = SeriesLine.firstWindow(line); at != group; at = next(at)) {
                before = at;
            }
            relink(line, before, next(group));
            series.count(SeriesLine.symbolId(line), -1);
            windows.free(window(group));
        } else if (getInt(group, KIND) == DAY_OPEN) {
            SeriesLine.dayOpen(line, NULL_GROUP);
        } else {
            SeriesLine.previousClose(line, NULL_GROUP);
        }
        pool.free(group);
    }

    private int getInt(int group, int field) {
        return UnsafeApi.getInt(pool.address(group) + field);
    }

    private void putInt(int group, int field, int value) {
        UnsafeApi.putInt(pool.address(group) + field, value);
    }

    private long getLong(int group, int field) {
        return UnsafeApi.getLong(pool.address(group) + field);
    }

    private void putLong(int group, int field, long value) {
        UnsafeApi.putLong(pool.address(group) + field, value);
    }
}
