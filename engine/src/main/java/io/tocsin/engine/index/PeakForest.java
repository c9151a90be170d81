package io.tocsin.engine.index;

import org.agrona.UnsafeApi;

/**
 * The groups of {@link PeakGroups}, off-heap in blocks of {@value #GROUP_BYTES} bytes, and which of them an entry
 * belongs to. A group that was merged into another one stays as a pointer to it for as long as something points to it.
 *
 * <pre>
 *   0       4       8       12      16      20      24              32
 *  +-------+-------+-------+-------+-------+-------+---------------+
 *  |parent | refs  | rank  | heap 0| heap 1|       | height        |
 *  +-------+-------+-------+-------+-------+-------+---------------+
 *   32              40              48              56            64
 *  +---------------+---------------+---------------+---------------+
 *  | least 0       | least 1       | trigger       |               |
 *  +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * There is a heap for each unit of distances, and beside it its least distance, so that a new extreme need not look
 * into the heap. What height and trigger are is known by {@link PeakGroups}.
 * <p>
 * This is a union-find forest with union by rank and path compression (Tarjan 1975): finding the group of an entry is
 * almost O(1), amortised. {@code refs} counts the entries and merged groups that point to a group; it is freed when
 * none does any more. For one thread.
 */
final class PeakForest {
    static final int GROUP_BYTES = 64;
    static final int NULL_GROUP = BlockPool.NULL_HANDLE;

    /** A unit of distances: parts per million of the peak. */
    static final int PPM = 0;

    /** A unit of distances: that of the peak itself. */
    static final int ABSOLUTE = 1;

    /** The least distance of an empty heap. */
    static final long NO_DISTANCE = Long.MAX_VALUE;

    private static final int PARENT = 0;
    private static final int REFS = 4;
    private static final int RANK = 8;
    private static final int HEAPS = 12;
    private static final int HEIGHT = 24;
    private static final int LEAST = 32;
    private static final int TRIGGER = 48;

    private final BlockPool pool;
    private final DistanceHeap entries;

    PeakForest(BlockPool pool, DistanceHeap entries) {
        if (pool.blockBytes() != GROUP_BYTES) {
            throw new IllegalArgumentException("blocks are not of " + GROUP_BYTES + " bytes: " + pool.blockBytes());
        }
        this.pool = pool;
        this.entries = entries;
    }

    /** A group without entries. */
    int newGroup(long height, long trigger) {
        int group = pool.allocate();
        long address = pool.address(group);
        UnsafeApi.putInt(address + PARENT, NULL_GROUP);
        UnsafeApi.putInt(address + REFS, 0);
        UnsafeApi.putInt(address + RANK, 0);
        heap(group, PPM, DistanceHeap.NULL_NODE);
        heap(group, ABSOLUTE, DistanceHeap.NULL_NODE);
        height(group, height);
        trigger(group, trigger);
        return group;
    }

    /** Adds an entry to a group that was not merged into another one. */
    int newEntry(int group, int unit, long distance, long id) {
        int node = entries.newNode(distance, id, tag(group, unit));
        refs(group, refs(group) + 1);
        heap(group, unit, entries.meld(heap(group, unit), node));
        return node;
    }

    /** The unit of the distance of an entry. */
    int unit(int node) {
        return entries.tag(node) & 1;
    }

    /** The group that an entry is in by now. */
    int groupOf(int node) {
        int tag = entries.tag(node);
        int group = group(tag);
        if (parent(group) == NULL_GROUP) {
            return group;
        }
        int top = group;
        while (parent(top) != NULL_GROUP) {
            top = parent(top);
        }
        entries.tag(node, tag(top, tag & 1));
        refs(top, refs(top) + 1);
        compress(group, top);
        return top;
    }

    /** Takes an entry from the heap of its group; {@link #release} of the group is to follow. */
    void remove(int group, int node) {
        int unit = unit(node);
        heap(group, unit, entries.remove(heap(group, unit), node));
    }

    /** Takes the entries off whose distance is at most {@code greatestDistance}; they are a run of the heap. */
    int split(int group, int unit, long greatestDistance) {
        long parts = entries.split(heap(group, unit), greatestDistance);
        heap(group, unit, DistanceHeap.rest(parts));
        return DistanceHeap.run(parts);
    }

    /** A group that was not merged has one entry less. */
    void release(int group) {
        int refs = refs(group) - 1;
        refs(group, refs);
        if (refs == 0) {
            pool.free(group);
        }
    }

    /** Merges two groups into one, which has the heaps of both; its height and trigger are undefined. */
    int union(int a, int b) {
        boolean aIsTop = rank(a) >= rank(b);
        int top = aIsTop ? a : b;
        int other = aIsTop ? b : a;
        if (rank(a) == rank(b)) {
            UnsafeApi.putInt(pool.address(top) + RANK, rank(top) + 1);
        }
        parent(other, top);
        refs(top, refs(top) + 1);
        heap(top, PPM, entries.meld(heap(top, PPM), heap(other, PPM)));
        heap(top, ABSOLUTE, entries.meld(heap(top, ABSOLUTE), heap(other, ABSOLUTE)));
        return top;
    }

    boolean isEmpty(int group) {
        return heap(group, PPM) == DistanceHeap.NULL_NODE && heap(group, ABSOLUTE) == DistanceHeap.NULL_NODE;
    }

    /** The root of a heap. */
    int heap(int group, int unit) {
        return UnsafeApi.getInt(pool.address(group) + HEAPS + (long) unit * Integer.BYTES);
    }

    void heap(int group, int unit, int root) {
        long address = pool.address(group);
        UnsafeApi.putInt(address + HEAPS + (long) unit * Integer.BYTES, root);
        long least = root == DistanceHeap.NULL_NODE ? NO_DISTANCE : entries.key(root);
        UnsafeApi.putLong(address + LEAST + (long) unit * Long.BYTES, least);
    }

    long least(int group, int unit) {
        return UnsafeApi.getLong(pool.address(group) + LEAST + (long) unit * Long.BYTES);
    }

    long height(int group) {
        return UnsafeApi.getLong(pool.address(group) + HEIGHT);
    }

    void height(int group, long height) {
        UnsafeApi.putLong(pool.address(group) + HEIGHT, height);
    }

    long trigger(int group) {
        return UnsafeApi.getLong(pool.address(group) + TRIGGER);
    }

    void trigger(int group, long trigger) {
        UnsafeApi.putLong(pool.address(group) + TRIGGER, trigger);
    }

    /** A pointer to a merged group is gone; lets all groups above it point to the top. */
    private void compress(int merged, int top) {
        int group = merged;
        while (group != top) {
            int parent = parent(group);
            int refs = refs(group) - 1;
            refs(group, refs);
            if (refs == 0) {
                pool.free(group);
            } else if (parent == top) {
                return;
            } else {
                parent(group, top);
                refs(top, refs(top) + 1);
            }
            group = parent; // which has one pointer less now, too
        }
        refs(top, refs(top) - 1);
    }

    int parent(int group) {
        int parent = UnsafeApi.getInt(pool.address(group) + PARENT);
        assert parent >= NULL_GROUP : "group was freed";
        return parent;
    }

    private void parent(int group, int parent) {
        UnsafeApi.putInt(pool.address(group) + PARENT, parent);
    }

    int refs(int group) {
        return UnsafeApi.getInt(pool.address(group) + REFS);
    }

    private void refs(int group, int refs) {
        UnsafeApi.putInt(pool.address(group) + REFS, refs);
    }

    int rank(int group) {
        return UnsafeApi.getInt(pool.address(group) + RANK);
    }

    private static int tag(int group, int unit) {
        return group << 1 | unit;
    }

    static int group(int tag) {
        return tag >>> 1;
    }
}
