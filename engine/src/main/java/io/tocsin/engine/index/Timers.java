package io.tocsin.engine.index;

/**
 * All timers, as one ordered set of (deadline, id). Ids of bars are the least, then those of silences, then the
 * {@code EntryId}s of alerts, so that this is also the order of timers of the same time. Next O(1), the rest O(log n).
 */
public final class Timers {
    private static final long BARS = Long.MIN_VALUE;
    private static final int BARS_OF_SYMBOL = 8;
    private static final long SILENCES = Long.MIN_VALUE / 2;

    private final LevelTree tree;
    private int root = LevelTree.NULL_ROOT;
    private long nextNs = Long.MAX_VALUE;

    public Timers(LevelTree tree) {
        this.tree = tree;
    }

    /** When the first timer is due; {@code Long.MAX_VALUE} without any. */
    public long nextNs() {
        return nextNs;
    }

    /** Takes out the first timer and returns its id. */
    public long removeFirst() {
        long id = tree.firstId(root);
        root = tree.removeFirst(root);
        refresh();
        return id;
    }

    /** The id of the first timer; there must be one. */
    public long firstId() {
        return tree.firstId(root);
    }

    public void schedule(long deadlineNs, long id) {
        root = tree.insert(root, deadlineNs, id);
        refresh();
    }

    public void cancel(long deadlineNs, long id) {
        root = tree.remove(root, deadlineNs, id);
        refresh();
    }

    public static long barsId(int symbolId, int bar) {
        return BARS + (long) symbolId * BARS_OF_SYMBOL + bar;
    }

    public static boolean isOfBars(long id) {
        return id < SILENCES;
    }

    public static int symbolOfBars(long id) {
        return (int) ((id - BARS) / BARS_OF_SYMBOL);
    }

    public static int barOfBars(long id) {
        return (int) ((id - BARS) % BARS_OF_SYMBOL);
    }

    public static long silenceId(int silence) {
        return SILENCES + silence;
    }

    public static boolean isOfSilence(long id) {
        return id >= SILENCES && id < 0;
    }

    public static int silence(long id) {
        return (int) (id - SILENCES);
    }

    private void refresh() {
        nextNs = root == LevelTree.NULL_ROOT ? Long.MAX_VALUE : tree.firstKey(root);
    }
}
