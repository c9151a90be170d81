package io.tocsin.engine.index;

/** The pairs of a leaf of a {@link LevelTree} or two and one more, while they are shared out anew. For one thread. */
final class LeafBuffer {
    private static final int CAPACITY = 2 * TreeLeaf.NARROW_CAPACITY + 1;

    private final long[] keys = new long[CAPACITY];
    private final long[] ids = new long[CAPACITY];
    private int size;

    int size() {
        return size;
    }

    long key(int index) {
        return keys[index];
    }

    long id(int index) {
        return ids[index];
    }

    void clear() {
        size = 0;
    }

    /** Adds the pairs of a leaf, which are greater than all here. */
    void append(long leaf) {
        TreeLeaf.read(leaf, keys, ids, size);
        size += TreeNode.size(leaf);
    }

    /** Adds a pair that is not here. */
    void insert(long key, long id) {
        int index = size;
        while (index > 0 && (keys[index - 1] > key || (keys[index - 1] == key && ids[index - 1] > id))) {
            keys[index] = keys[index - 1];
            ids[index] = ids[index - 1];
            index--;
        }
        keys[index] = key;
        ids[index] = id;
        size++;
    }

    /** Whether the pairs from {@code first} to before {@code end} can be in one leaf. */
    boolean fitsInLeaf(int first, int end) {
        return end - first <= TreeLeaf.WIDE_CAPACITY
                || (end - first <= TreeLeaf.NARROW_CAPACITY
                        && TreeLeaf.isNarrow(keys[first], keys[end - 1], leastId(first, end), greatestId(first, end)));
    }

    /** Fills a leaf, whose content is undefined, with the pairs from {@code first} to before {@code end}. */
    void write(long leaf, int first, int end) {
        TreeLeaf.initialize(leaf, keys[first], keys[end - 1], leastId(first, end), greatestId(first, end));
        TreeLeaf.append(leaf, keys, ids, first, end);
    }

    private long leastId(int first, int end) {
        long least = Long.MAX_VALUE;
        for (int i = first; i < end; i++) {
            least = Math.min(least, ids[i]);
        }
        return least;
    }

    private long greatestId(int first, int end) {
        long greatest = Long.MIN_VALUE;
        for (int i = first; i < end; i++) {
            greatest = Math.max(greatest, ids[i]);
        }
        return greatest;
    }
}
