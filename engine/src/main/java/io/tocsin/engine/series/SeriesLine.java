package io.tocsin.engine.series;

import org.agrona.UnsafeApi;

/**
 * The layout of a line of the {@link SeriesTable}: all that the engine keeps of one watched value. What a tick reads
 * and writes that changes no alert is the first cache line, and with the thresholds of the {@link Guard} the second.
 *
 * <pre>
 *   0           8           16          24          32             40           48        56         60
 *  +-----------+-----------+-----------+-----------+--------------+------------+---------+----------+----------+
 *  | last      | previous  | nextUp    | nextDown  | quietUntilNs | maxJumpPpm | timeNs  | decimals | attached |
 *  +-----+-----+-----+-----+-----+-----+-----+-----+--------------+-----+------+----+----+----+-----+----------+
 *  | up  | dn  | tr- | tr+ | win | day | prv | sil | thresholdUp  | threshDown | mi | su | so | first derived  |   64
 *  +-----+-----+-----+-----+-----+-----+-----+-----+--------------+-----+------+----+----+----+----------------+
 *  | bid       | ask       | day open  | prev close| dayEndNs     | dayRollNs  | event   | bars| every tick    |   128
 *  +-----------+-----------+-----------+-----------+--------------+------------+---------+-----+---------------+
 *  | first up  | first down| 1up | 1dn | first 1up | first 1down  | key        | sym|next| doubts |                  192
 *  +-----------+-----------+-----+-----+-----------+--------------+------------+----+----+--------+
 * </pre>
 *
 * Values are in units of their scale, times in nanoseconds since the epoch.
 */
public final class SeriesLine {
    static final int LENGTH = 256;

    /** Where the {@link Guard} is. */
    static final int GUARD = 16;

    static final int THRESHOLDS = 96;

    /** Where {@link Day} begins. */
    static final int DAY = 144;

    private static final int LAST = 0;
    private static final int PREVIOUS = 8;
    private static final int MAX_JUMP_PPM = 40;
    private static final int TIME_NS = 48;
    private static final int DECIMALS = 56;
    private static final int ATTACHED = 60;
    private static final int UP_ROOT = 64;
    private static final int DOWN_ROOT = 68;
    private static final int TRAILS_DOWN = 72;
    private static final int TRAILS_UP = 76;
    private static final int FIRST_WINDOW = 80;
    private static final int DAY_OPEN = 84;
    private static final int PREVIOUS_CLOSE = 88;
    private static final int FIRST_SILENCE = 92;
    private static final int MINUEND = 112;
    private static final int SUBTRAHEND = 116;
    private static final int SOURCE = 120;
    private static final int FIRST_DERIVED = 124;
    private static final int AWAITS_TICK = SOURCE;
    private static final int BID = 128;
    private static final int ASK = 136;
    private static final int EVENT_STEP = 176;
    private static final int FIRST_BARS = 184;
    private static final int EVERY_TICK = 188;
    private static final int FIRST_UP = 192;
    private static final int FIRST_DOWN = 200;
    private static final int ONE_SHOTS_UP = 208;
    private static final int ONE_SHOTS_DOWN = 212;
    private static final int FIRST_ONE_SHOT_UP = 216;
    private static final int FIRST_ONE_SHOT_DOWN = 224;
    private static final int KEY = 232;
    private static final int SYMBOL_ID = 240;
    private static final int NEXT = 244;
    private static final int DOUBTS = 248;

    private SeriesLine() {}

    /** The present value, or {@code NULL_VALUE}. */
    public static long last(long line) {
        return UnsafeApi.getLong(line + LAST);
    }

    public static void last(long line, long value) {
        UnsafeApi.putLong(line + LAST, value);
    }

    /** The value before it, or {@code NULL_VALUE}. */
    public static long previous(long line) {
        return UnsafeApi.getLong(line + PREVIOUS);
    }

    public static void previous(long line, long value) {
        UnsafeApi.putLong(line + PREVIOUS, value);
    }

    /** The largest accepted move between two prices; 0 for no bound. Of {@code last} only. */
    public static long maxJumpPpm(long line) {
        return UnsafeApi.getLong(line + MAX_JUMP_PPM);
    }

    public static void maxJumpPpm(long line, long value) {
        UnsafeApi.putLong(line + MAX_JUMP_PPM, value);
    }

    /** Why the price may not be what it would be; see {@link Trust}. Of {@code last} only. */
    static int doubts(long line) {
        return UnsafeApi.getInt(line + DOUBTS);
    }

    static void doubts(long line, int value) {
        UnsafeApi.putInt(line + DOUBTS, value);
    }

    /** When the value had its last event. */
    public static long timeNs(long line) {
        return UnsafeApi.getLong(line + TIME_NS);
    }

    public static void timeNs(long line, long value) {
        UnsafeApi.putLong(line + TIME_NS, value);
    }

    /** The scale of the value. */
    public static int decimals(long line) {
        return UnsafeApi.getInt(line + DECIMALS);
    }

    public static void decimals(long line, int value) {
        UnsafeApi.putInt(line + DECIMALS, value);
    }

    /** How many watch it; of {@code last}, how many derived series, windows and silences the symbol has. */
    public static int attached(long line) {
        return UnsafeApi.getInt(line + ATTACHED);
    }

    public static void attached(long line, int value) {
        UnsafeApi.putInt(line + ATTACHED, value);
    }

    /** Levels by (value, entry): what to look at when the value rises. */
    public static int upRoot(long line) {
        return UnsafeApi.getInt(line + UP_ROOT);
    }

    public static void upRoot(long line, int value) {
        UnsafeApi.putInt(line + UP_ROOT, value);
    }

    /** Levels by (−value, entry): what to look at when it falls. */
    public static int downRoot(long line) {
        return UnsafeApi.getInt(line + DOWN_ROOT);
    }

    public static void downRoot(long line, int value) {
        UnsafeApi.putInt(line + DOWN_ROOT, value);
    }

    /** The least key of {@link #upRoot}; {@code Long.MAX_VALUE} without any. */
    public static long firstUp(long line) {
        return UnsafeApi.getLong(line + FIRST_UP);
    }

    public static void firstUp(long line, long value) {
        UnsafeApi.putLong(line + FIRST_UP, value);
    }

    /** The greatest value that reaches {@link #downRoot}; {@code NULL_VALUE} without any. */
    public static long firstDown(long line) {
        return UnsafeApi.getLong(line + FIRST_DOWN);
    }

    public static void firstDown(long line, long value) {
        UnsafeApi.putLong(line + FIRST_DOWN, value);
    }

    /** As {@link #upRoot}, of alerts that fire when they are reached, and that is all. */
    public static int oneShotsUp(long line) {
        return UnsafeApi.getInt(line + ONE_SHOTS_UP);
    }

    public static void oneShotsUp(long line, int value) {
        UnsafeApi.putInt(line + ONE_SHOTS_UP, value);
    }

    /** As {@link #downRoot}, of such alerts. */
    public static int oneShotsDown(long line) {
        return UnsafeApi.getInt(line + ONE_SHOTS_DOWN);
    }

    public static void oneShotsDown(long line, int value) {
        UnsafeApi.putInt(line + ONE_SHOTS_DOWN, value);
    }

    /** The least key of {@link #oneShotsUp}; {@code Long.MAX_VALUE} without any. */
    public static long firstOneShotUp(long line) {
        return UnsafeApi.getLong(line + FIRST_ONE_SHOT_UP);
    }

    public static void firstOneShotUp(long line, long value) {
        UnsafeApi.putLong(line + FIRST_ONE_SHOT_UP, value);
    }

    /** The greatest value that reaches {@link #oneShotsDown}; {@code NULL_VALUE} without any. */
    public static long firstOneShotDown(long line) {
        return UnsafeApi.getLong(line + FIRST_ONE_SHOT_DOWN);
    }

    public static void firstOneShotDown(long line, long value) {
        UnsafeApi.putLong(line + FIRST_ONE_SHOT_DOWN, value);
    }

    /** Trailing conditions below a peak: a book of {@code PeakGroups}. */
    public static int trailsDown(long line) {
        return UnsafeApi.getInt(line + TRAILS_DOWN);
    }

    public static void trailsDown(long line, int value) {
        UnsafeApi.putInt(line + TRAILS_DOWN, value);
    }

    /** Trailing conditions above a trough. */
    public static int trailsUp(long line) {
        return UnsafeApi.getInt(line + TRAILS_UP);
    }

    public static void trailsUp(long line, int value) {
        UnsafeApi.putInt(line + TRAILS_UP, value);
    }

    /** The windows of moves, shortest first: a list of distance groups. */
    public static int firstWindow(long line) {
        return UnsafeApi.getInt(line + FIRST_WINDOW);
    }

    public static void firstWindow(long line, int value) {
        UnsafeApi.putInt(line + FIRST_WINDOW, value);
    }

    /** The distance group of {@code day_open}. */
    public static int dayOpen(long line) {
        return UnsafeApi.getInt(line + DAY_OPEN);
    }

    public static void dayOpen(long line, int value) {
        UnsafeApi.putInt(line + DAY_OPEN, value);
    }

    /** The distance group of {@code previous_close}. */
    public static int previousClose(long line) {
        return UnsafeApi.getInt(line + PREVIOUS_CLOSE);
    }

    public static void previousClose(long line, int value) {
        UnsafeApi.putInt(line + PREVIOUS_CLOSE, value);
    }

    /** The silences, shortest first: a list of groups. */
    public static int firstSilence(long line) {
        return UnsafeApi.getInt(line + FIRST_SILENCE);
    }

    public static void firstSilence(long line, int value) {
        UnsafeApi.putInt(line + FIRST_SILENCE, value);
    }

    /** What the value is, and its place among those of its symbol; see {@link SeriesKey}. */
    public static long key(long line) {
        return UnsafeApi.getLong(line + KEY);
    }

    public static void key(long line, long value) {
        UnsafeApi.putLong(line + KEY, value);
    }

    public static int symbolId(long line) {
        return UnsafeApi.getInt(line + SYMBOL_ID);
    }

    public static void symbolId(long line, int value) {
        UnsafeApi.putInt(line + SYMBOL_ID, value);
    }

    /** The next derived series of the symbol in the order of keys; 0 at the end. */
    public static int next(long line) {
        return UnsafeApi.getInt(line + NEXT);
    }

    public static void next(long line, int value) {
        UnsafeApi.putInt(line + NEXT, value);
    }

    /** Of a difference: the series that is watched. */
    public static int minuend(long line) {
        return UnsafeApi.getInt(line + MINUEND);
    }

    public static void minuend(long line, int value) {
        UnsafeApi.putInt(line + MINUEND, value);
    }

    /** Of a difference: the series that is the level. */
    public static int subtrahend(long line) {
        return UnsafeApi.getInt(line + SUBTRAHEND);
    }

    public static void subtrahend(long line, int value) {
        UnsafeApi.putInt(line + SUBTRAHEND, value);
    }

    /** The window of a volume. */
    static int source(long line) {
        return UnsafeApi.getInt(line + SOURCE);
    }

    static void source(long line, int value) {
        UnsafeApi.putInt(line + SOURCE, value);
    }

    /** Of {@code last}: whether the next tick begins a bar of some average. */
    static boolean awaitsTick(long line) {
        return UnsafeApi.getInt(line + AWAITS_TICK) != 0;
    }

    static void awaitsTick(long line, boolean value) {
        UnsafeApi.putInt(line + AWAITS_TICK, value ? 1 : 0);
    }

    /** Of {@code last}: the first derived series of its symbol. */
    public static int firstDerived(long line) {
        return UnsafeApi.getInt(line + FIRST_DERIVED);
    }

    public static void firstDerived(long line, int value) {
        UnsafeApi.putInt(line + FIRST_DERIVED, value);
    }

    public static long bid(long line) {
        return UnsafeApi.getLong(line + BID);
    }

    public static void bid(long line, long value) {
        UnsafeApi.putLong(line + BID, value);
    }

    public static long ask(long line) {
        return UnsafeApi.getLong(line + ASK);
    }

    public static void ask(long line, long value) {
        UnsafeApi.putLong(line + ASK, value);
    }

    /** The step at which the value had its last event. */
    public static long eventStep(long line) {
        return UnsafeApi.getLong(line + EVENT_STEP);
    }

    public static void eventStep(long line, long value) {
        UnsafeApi.putLong(line + EVENT_STEP, value);
    }

    /** The bars of the symbol, shortest first. */
    public static int firstBars(long line) {
        return UnsafeApi.getInt(line + FIRST_BARS);
    }

    public static void firstBars(long line, int value) {
        UnsafeApi.putInt(line + FIRST_BARS, value);
    }

    /** Of {@code last}: how many of the derived series must see every tick. */
    public static int everyTick(long line) {
        return UnsafeApi.getInt(line + EVERY_TICK);
    }

    public static void everyTick(long line, int value) {
        UnsafeApi.putInt(line + EVERY_TICK, value);
    }
}
