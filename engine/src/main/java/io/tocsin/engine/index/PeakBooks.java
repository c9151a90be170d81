package io.tocsin.engine.index;

import org.agrona.UnsafeApi;

/**
 * Which groups each book of {@link PeakGroups} has: its top group, with the least height, and two ordered sets of the
 * others, with what comes first in each at hand.
 *
 * <pre>
 *   0       4       8       12      16              24              32
 *  +-------+-------+-------+-------+---------------+---------------+
 *  | top   |heights|triggrs|       | next height   | next trigger  |
 *  +-------+-------+-------+-------+---------------+---------------+
 * </pre>
 *
 * The sets are of (height, group), and of (-trigger, group) as the greatest trigger is to come first. For one thread.
 */
final class PeakBooks {
    static final int NULL_BOOK = BlockPool.NULL_HANDLE;

    /** The trigger of no entry: no price's height is as low. */
    static final long NEVER = -Long.MAX_VALUE;

    /** The height of no group: no price's is as high. */
    static final long NO_HEIGHT = Long.MAX_VALUE;

    private static final int TOP = 0;
    private static final int HEIGHTS = 4;
    private static final int TRIGGERS = 8;
    private static final int NEXT_HEIGHT = 16;
    private static final int NEXT_TRIGGER = 24;

    private final BlockPool blocks;
    private final PeakForest forest;
    private final LevelTree sets;

    PeakBooks(BlockPool blocks, PeakForest forest, LevelTree sets) {
        this.blocks = blocks;
        this.forest = forest;
        this.sets = sets;
    }

    /** A book with one group. */
    int newBook(int group) {
        int book = blocks.allocate();
        top(book, group);
        heights(book, LevelTree.NULL_ROOT);
        triggers(book, LevelTree.NULL_ROOT);
        return book;
    }

    int top(int book) {
        return UnsafeApi.getInt(blocks.address(book) + TOP);
    }

    /** Puts another group in the place of the top group. */
    void top(int book, int group) {
        UnsafeApi.putInt(blocks.address(book) + TOP, group);
    }

    /** The least height of the groups other than the top group. */
    long nextHeight(int book) {
        return UnsafeApi.getLong(blocks.address(book) + NEXT_HEIGHT);
    }

    /** The greatest trigger of the groups other than the top group. */
    long nextTrigger(int book) {
        return UnsafeApi.getLong(blocks.address(book) + NEXT_TRIGGER);
    }

    /** The group of this height, other than the top group, or {@link PeakForest#NULL_GROUP}. */
    int groupAt(int book, long height) {
        long group = sets.firstIdAt(heights(book), height);
        return group == Long.MIN_VALUE ? PeakForest.NULL_GROUP : (int) group;
    }

    /** Adds a group below the top group. */
    void add(int book, int group) {
        heights(book, sets.insert(heights(book), forest.height(group), group));
        addTrigger(book, group);
    }

    void addTrigger(int book, int group) {
        triggers(book, sets.insert(triggers(book), -forest.trigger(group), group));
    }

    void remove(int book, int group) {
        removeTrigger(book, group);
        removeHeight(book, group);
    }

    void removeTrigger(int book, int group) {
        triggers(book, sets.remove(triggers(book), -forest.trigger(group), group));
    }

    void removeHeight(int book, int group) {
        heights(book, sets.remove(heights(book), forest.height(group), group));
    }

    /** Takes out the group that comes after the top group. */
    int removeNext(int book) {
        int group = (int) sets.firstId(heights(book));
        remove(book, group);
        return group;
    }

    /**
     * The next group takes the place of the top group.
     *
     * @return the book, or {@link #NULL_BOOK} if there is no other group; the book is freed then.
     */
    int removeTop(int book) {
        if (heights(book) == LevelTree.NULL_ROOT) {
            blocks.free(book);
            return NULL_BOOK;
        }
        top(book, removeNext(book));
        return book;
    }

    /**
     * Takes the groups whose trigger is at least {@code height} out of the set of triggers.
     *
     * @return them as a set of the same kind.
     */
    int splitTriggers(int book, long height) {
        long parts = sets.split(triggers(book), -height);
        triggers(book, LevelTree.rest(parts));
        return LevelTree.head(parts);
    }

    /** Visits all groups but the top group by height. */
    void forEach(int book, LevelTree.EntryConsumer consumer) {
        sets.forEach(heights(book), consumer);
    }

    int heights(int book) {
        return UnsafeApi.getInt(blocks.address(book) + HEIGHTS);
    }

    private void heights(int book, int root) {
        long address = blocks.address(book);
        UnsafeApi.putInt(address + HEIGHTS, root);
        UnsafeApi.putLong(address + NEXT_HEIGHT, root == LevelTree.NULL_ROOT ? NO_HEIGHT : sets.firstKey(root));
    }

    int triggers(int book) {
        return UnsafeApi.getInt(blocks.address(book) + TRIGGERS);
    }

    private void triggers(int book, int root) {
        long address = blocks.address(book);
        UnsafeApi.putInt(address + TRIGGERS, root);
        UnsafeApi.putLong(address + NEXT_TRIGGER, root == LevelTree.NULL_ROOT ? NEVER : -sets.firstKey(root));
    }
}
