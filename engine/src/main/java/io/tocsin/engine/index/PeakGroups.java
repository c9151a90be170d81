package io.tocsin.engine.index;

import static io.tocsin.engine.index.PeakBooks.NEVER;
import static io.tocsin.engine.index.PeakBooks.NO_HEIGHT;
import static io.tocsin.engine.index.PeakForest.ABSOLUTE;
import static io.tocsin.engine.index.PeakForest.PPM;

import io.tocsin.engine.arithmetic.Wide;

/**
 * The entries that trail the peak of a series of prices, or its trough: each fires once the price is away from the
 * highest price since it was inserted by its distance, a share of that peak or an amount. Any number of books, one for
 * each series, in shared pools.
 * <p>
 * A book is a handle, which the caller keeps; {@link #NULL_BOOK} is the empty book. It changes only where a method says
 * so. All entries with the same peak are a group. As entries start at the present price, peaks do not increase in the
 * order of insertion, and a new high merges those groups only that it passes:
 *
 * <pre>
 *   peak   │ ▂▂▂  oldest                        a price of 105:
 *     120  │ ▂▂▂                                 120 │ ▂▂▂
 *     110  │ ▂▂▂                                 110 │ ▂▂▂
 *     104  │ ▂▂▂         one block each          105 │ ▂▂▂  104 and 101 in one: two heaps melted each,
 *     101  │ ▂▂▂  top: apart from the others         │      the entries themselves are not touched
 * </pre>
 *
 * A group has a heap of distances for either unit, a {@link DistanceHeap}; the least of each gives its trigger price.
 * The top group, with the lowest peak, is apart; two {@link LevelTree} sets hold the others, by peak and by trigger. An
 * entry is known by its node, and {@link PeakForest} knows its group.
 * <p>
 * {@link Direction#UP} is the mirror image: with the negative of each price, troughs are peaks. Below, such a signed
 * price is a <i>height</i>. Prices are in units of the series, 1 to 2⁶²; distances at least 1, at most 2⁶² units or
 * 10¹² parts per million. A trigger beyond the range of {@code long} is given as one that no price reaches either.
 * <p>
 * {@link #trigger}, {@link #extreme}, and {@link #onExtreme} that passes one group, are O(1). With n entries, {@link
 * #insert}, {@link #remove} and each entry taken by {@link #detachReached} are O(log n) amortised, {@link #peakOf} is
 * almost O(1); merging groups costs O(log n) for each, once. No object is created unless a pool adds a chunk. An entry
 * takes {@value #ENTRY_BYTES} bytes, a group {@value #GROUP_BYTES} and about 50 in the sets; inserting takes two blocks
 * of entries, one of groups, and those of two {@link LevelTree#insert}s at most.
 * <p>
 * For one thread. A node that is in no book, or in another one, is a broken invariant of the caller.
 */
public final class PeakGroups {
    /** The empty book. */
    public static final int NULL_BOOK = PeakBooks.NULL_BOOK;

    /** The size of the blocks of entries. */
    public static final int ENTRY_BYTES = DistanceHeap.NODE_BYTES;

    /** The size of the blocks of groups. */
    public static final int GROUP_BYTES = PeakForest.GROUP_BYTES;

    private final long sign;
    private final DistanceHeap heap;
    private final PeakForest forest;
    private final PeakBooks books;
    private final LevelTree sets;
    private final LevelTree.EntryConsumer onReachedGroup;
    private int reachedByHeight = LevelTree.NULL_ROOT;
    private int firstRun;
    private int lastRun;
    private int lastNode;

    /** Where the price has to go for entries to fire. */
    public enum Direction {
        /** Away from a peak: the price falls. */
        DOWN,
        /** Away from a trough: the price rises. */
        UP
    }

    /** Receives entries. */
    @FunctionalInterface
    public interface EntryConsumer {
        /**
         * One entry.
         *
         * @param peak     its peak, or its trough.
         * @param percent  whether the distance is in parts per million of the peak, not in its units.
         */
        void onEntry(long peak, boolean percent, long distance, long id);
    }

    /**
     * Keeps its books in these pools, which others may share.
     *
     * @param entries of blocks of {@value #ENTRY_BYTES} bytes.
     * @param groups  of blocks of {@value #GROUP_BYTES} bytes.
     */
    public PeakGroups(Direction direction, BlockPool entries, BlockPool groups, LevelTree sets) {
        sign = direction == Direction.DOWN ? 1 : -1;
        heap = new DistanceHeap(entries);
        forest = new PeakForest(groups, heap);
        books = new PeakBooks(entries, forest, sets);
        this.sets = sets;
        onReachedGroup = (negativeTrigger, group) ->
                reachedByHeight = sets.insert(reachedByHeight, forest.height((int) group), group);
    }

    /**
     * Adds an entry whose peak is {@code peak} so far; {@link #lastNode} is its node then.
     *
     * @param percent whether the distance is in parts per million of the peak, not in its units.
     * @return the book, a new one if it was empty.
     */
    public int insert(int book, long peak, boolean percent, long distance, long id) {
        int changed = book == NULL_BOOK ? books.newBook(forest.newGroup(sign * peak, NEVER)) : book;
        int group = groupAt(changed, sign * peak);
        lastNode = forest.newEntry(group, percent ? PPM : ABSOLUTE, distance, id);
        refreshTrigger(changed, group);
        return changed;
    }

    /** The node of the entry inserted last: what it is known by until it is removed or detached. */
    public int lastNode() {
        return lastNode;
    }

    /**
     * Removes an entry.
     *
     * @return the book, or {@link #NULL_BOOK} if it is empty now.
     */
    public int remove(int book, int node) {
        int group = forest.groupOf(node);
        forest.remove(group, node);
        int changed = book;
        if (!forest.isEmpty(group)) {
            refreshTrigger(book, group);
        } else if (group == books.top(book)) {
            changed = books.removeTop(book);
        } else {
            books.remove(book, group);
        }
        forest.release(group);
        return changed;
    }

    /** The peak, or trough, of an entry by now. */
    public long peakOf(int node) {
        return sign * forest.height(forest.groupOf(node));
    }

    /**
     * The price at which the first entry fires, which may be out of the reach of any price: it is reached by a price at
     * or beyond it in the direction of this.
     */
    public long trigger(int book) {
        return sign * (book == NULL_BOOK ? NEVER : Math.max(forest.trigger(books.top(book)), books.nextTrigger(book)));
    }

    /** The lowest peak, or the highest trough: a price beyond it is a new extreme for some entries. */
    public long extreme(int book) {
        return sign * (book == NULL_BOOK ? NO_HEIGHT : forest.height(books.top(book)));
    }

    /** Makes a price that is beyond {@link #extreme} the peak of all entries whose peak it passes. */
    public void onExtreme(int book, long v) {
        long height = sign * v;
        int top = books.top(book);
        assert height > forest.height(top) : "not a new extreme: " + v;
        if (height >= books.nextHeight(book)) {
            top = mergePassed(book, height);
        }
        forest.height(top, height);
        forest.trigger(top, triggerOf(top));
    }

    /**
     * Takes out all entries that fire at a price. Who stores the book before draining the run may change it while it
     * drains, but those entries are gone.
     *
     * @return {@link #run}, to be drained, and {@link #rest}, the book.
     */
    public long detachReached(int book, long v) {
        if (book == NULL_BOOK) {
            return parts(DistanceHeap.NULL_NODE, NULL_BOOK);
        }
        long height = sign * v;
        int top = books.top(book);
        firstRun = DistanceHeap.NULL_NODE;
        lastRun = DistanceHeap.NULL_NODE;
        if (forest.trigger(top) >= height) {
            detach(top, height);
        }
        if (books.nextTrigger(book) >= height) {
            detachFromSets(book, height);
        }
        return parts(firstRun, forest.isEmpty(top) ? books.removeTop(book) : book);
    }

    /** The first part of what {@link #detachReached} returns. */
    public static int run(long parts) {
        return (int) (parts >>> 32);
    }

    /** The second part of what {@link #detachReached} returns. */
    public static int rest(long parts) {
        return (int) parts;
    }

    /**
     * Hands over the entries of a run and lets them go: by peak, the lowest first, or by trough, the highest first; for
     * one peak those in parts per million first; then by distance, then by id. The consumer may change any book, but by
     * {@link #onExtreme}.
     */
    public void drain(int run, EntryConsumer consumer) {
        int nextRun = run;
        while (nextRun != DistanceHeap.NULL_NODE) {
            int next = nextRun;
            nextRun = heap.nextRun(next);
            while (next != DistanceHeap.NULL_NODE) {
                int node = next;
                next = heap.next(node);
                int group = forest.groupOf(node);
                long peak = sign * forest.height(group);
                boolean percent = forest.unit(node) == PPM;
                long distance = heap.key(node);
                long id = heap.id(node);
                heap.free(node);
                forest.release(group);
                consumer.onEntry(peak, percent, distance, id);
            }
        }
    }

    /** Visits all entries in the order of {@link #drain}; the consumer must not change this book. O(n log n). */
    public void forEach(int book, EntryConsumer consumer) {
        if (book != NULL_BOOK) {
            visit(books.top(book), consumer);
            books.forEach(book, (height, group) -> visit((int) group, consumer));
        }
    }

    /** The group of this height, which is a new one if there was none. */
    private int groupAt(int book, long height) {
        int top = books.top(book);
        long topHeight = forest.height(top);
        if (height == topHeight) {
            return top;
        }
        if (height > topHeight) {
            int group = books.groupAt(book, height);
            if (group != PeakForest.NULL_GROUP) {
                return group;
            }
        }
        int created = forest.newGroup(height, NEVER);
        if (height < topHeight) {
            books.add(book, top);
            books.top(book, created);
        } else {
            books.add(book, created);
        }
        return created;
    }

    /** Merges all groups not above a height with the top group. */
    private int mergePassed(int book, long height) {
        int top = books.top(book);
        while (books.nextHeight(book) <= height) {
            top = forest.union(top, books.removeNext(book));
        }
        books.top(book, top);
        return top;
    }

    private void detachFromSets(int book, long height) {
        sets.drain(books.splitTriggers(book, height), onReachedGroup);
        while (reachedByHeight != LevelTree.NULL_ROOT) {
            int group = (int) sets.firstId(reachedByHeight);
            reachedByHeight = sets.removeFirst(reachedByHeight);
            detach(group, height);
            if (forest.isEmpty(group)) {
                books.removeHeight(book, group);
            } else {
                books.addTrigger(book, group);
            }
        }
    }

    /** Detaches what is reached in a group. The group is not freed before that is drained. */
    private void detach(int group, long height) {
        long distance = forest.height(group) - height;
        detach(group, PPM, Wide.floorPpm(distance, sign * forest.height(group)));
        detach(group, ABSOLUTE, distance);
        forest.trigger(group, triggerOf(group));
    }

    private void detach(int group, int unit, long greatestDistance) {
        int run = forest.split(group, unit, greatestDistance);
        if (firstRun == DistanceHeap.NULL_NODE) {
            firstRun = run;
        } else if (run != DistanceHeap.NULL_NODE) {
            heap.nextRun(lastRun, run);
        }
        lastRun = run != DistanceHeap.NULL_NODE ? run : lastRun;
    }

    private void visit(int group, EntryConsumer consumer) {
        visit(group, PPM, consumer);
        visit(group, ABSOLUTE, consumer);
    }

    /** Sorts the heap on the way, which is the same heap afterwards. */
    private void visit(int group, int unit, EntryConsumer consumer) {
        int run = forest.split(group, unit, Long.MAX_VALUE);
        long peak = sign * forest.height(group);
        for (int node = run; node != DistanceHeap.NULL_NODE; node = heap.next(node)) {
            consumer.onEntry(peak, unit == PPM, heap.key(node), heap.id(node));
        }
        forest.heap(group, unit, heap.heap(run));
    }

    /** The trigger of a group whose distances have changed. */
    private void refreshTrigger(int book, int group) {
        long trigger = triggerOf(group);
        if (group == books.top(book)) {
            forest.trigger(group, trigger);
        } else if (trigger != forest.trigger(group)) {
            books.removeTrigger(book, group);
            forest.trigger(group, trigger);
            books.addTrigger(book, group);
        }
    }

    private long triggerOf(int group) {
        long height = forest.height(group);
        long leastPpm = forest.least(group, PPM);
        long leastBy = forest.least(group, ABSOLUTE);
        long trigger = NEVER;
        if (leastPpm != PeakForest.NO_DISTANCE) {
            trigger = Math.max(trigger, Wide.saturatingAdd(height, -Wide.ceilPpm(sign * height, leastPpm)));
        }
        if (leastBy != PeakForest.NO_DISTANCE) {
            trigger = Math.max(trigger, Wide.saturatingAdd(height, -leastBy));
        }
        return trigger;
    }

    private static long parts(int run, int rest) {
        return (long) run << 32 | rest;
    }
}
