package io.tocsin.engine.index;

import org.agrona.UnsafeApi;

/**
 * The layout of a {@link LevelTree} leaf at an address in a {@link BlockPool}; the header is that of a
 * {@link TreeNode}. A pair takes 8 bytes in a leaf whose keys and ids lie together, as they mostly do, and 16 in
 * another.
 *
 * <pre>
 *   narrow: size codes in ascending order, which is that of the pairs
 *
 *   0       4    6  8               16              24                                    504     512
 *  +-------+----+--+---------------+---------------+---------------+-----  ...  -+---------------+
 *  | size  | 0  |0 | center        | base          | code 0        |             | code 60       |
 *  +-------+----+--+---------------+---------------+---------------+-----  ...  -+---------------+
 *
 *       code = (key - center) · 2³² + (id - base), the first difference an int, the second an unsigned int
 *
 *   wide: size pairs in ascending order
 *
 *   0       4    6  8               16              24                            504     512
 *  +-------+----+--+---------------+---------------+-----  ...  -+---------------+-------+
 *  | size  | 0  |1 | key 0         | id 0          |             | id 30         |       |
 *  +-------+----+--+---------------+---------------+-----  ...  -+---------------+-------+
 * </pre>
 */
final class TreeLeaf {
    static final int NARROW_CAPACITY = 61;
    static final int WIDE_CAPACITY = 31;

    private static final int WIDE = 6;
    private static final int CENTER = 8;
    private static final int BASE = 16;
    private static final int CODES = 24;
    private static final int PAIRS = 8;
    private static final int PAIR_BYTES = 16;
    private static final int ID = 8;
    private static final int CODES_PER_LINE = 8;
    private static final long UNSIGNED_INT = 0xffff_ffffL;

    private TreeLeaf() {}

    /** Makes an empty leaf, narrow if pairs with keys and ids in these bounds can be. */
    static void initialize(long leaf, long leastKey, long greatestKey, long leastId, long greatestId) {
        boolean narrow = isNarrow(leastKey, greatestKey, leastId, greatestId);
        TreeNode.initialize(leaf, 0);
        UnsafeApi.putShort(leaf + WIDE, (short) (narrow ? 0 : 1));
        if (narrow) {
            UnsafeApi.putLong(leaf + CENTER, base(leastKey, greatestKey) - Integer.MIN_VALUE);
            UnsafeApi.putLong(leaf + BASE, base(leastId, greatestId));
        }
    }

    /** Whether a narrow leaf can have all pairs with keys and ids in these bounds. */
    static boolean isNarrow(long leastKey, long greatestKey, long leastId, long greatestId) {
        return (greatestKey - leastKey) >>> Integer.SIZE == 0 && (greatestId - leastId) >>> Integer.SIZE == 0;
    }

    static boolean isWide(long leaf) {
        return UnsafeApi.getShort(leaf + WIDE) != 0;
    }

    static int capacity(long leaf) {
        return isWide(leaf) ? WIDE_CAPACITY : NARROW_CAPACITY;
    }

    /** Whether there is room for a pair. */
    static boolean hasRoomFor(long leaf, long key, long id) {
        int size = TreeNode.size(leaf);
        return isWide(leaf)
                ? size < WIDE_CAPACITY
                : size < NARROW_CAPACITY && isInt(keyOffset(leaf, key)) && isUnsignedInt(idOffset(leaf, id));
    }

    static long key(long leaf, int index) {
        return isWide(leaf) ? wideKey(leaf, index) : narrowKey(leaf, code(leaf, index));
    }

    static long id(long leaf, int index) {
        return isWide(leaf) ? wideId(leaf, index) : narrowId(leaf, code(leaf, index));
    }

    /**
     * How many pairs are less than (key, id). Pairs often ascend, so the end is tried first. The search goes by cache
     * lines, and is linear because its loads do not wait for one another: in a leaf that is not in the cache it beats a
     * binary search by far.
     */
    static int lowerBound(long leaf, long key, long id) {
        return isWide(leaf) ? wideLowerBound(leaf, key, id) : narrowLowerBound(leaf, key, id);
    }

    /** Whether the pair at {@code index}, if there is one, is (key, id). */
    static boolean holds(long leaf, int index, long key, long id) {
        return index < TreeNode.size(leaf) && key(leaf, index) == key && id(leaf, index) == id;
    }

    /** Adds a pair for which there is room. */
    static void insert(long leaf, int index, long key, long id) {
        int size = TreeNode.size(leaf);
        move(leaf, index, leaf, index + 1, size - index);
        TreeNode.size(leaf, size + 1);
        put(leaf, index, key, id);
    }

    static void remove(long leaf, int index) {
        int size = TreeNode.size(leaf);
        move(leaf, index + 1, leaf, index, size - index - 1);
        TreeNode.size(leaf, size - 1);
    }

    /** Copies all pairs to arrays, from {@code start} on. */
    static void read(long leaf, long[] keys, long[] ids, int start) {
        int size = TreeNode.size(leaf);
        if (isWide(leaf)) {
            for (int i = 0; i < size; i++) {
                keys[start + i] = wideKey(leaf, i);
                ids[start + i] = wideId(leaf, i);
            }
        } else {
            long center = UnsafeApi.getLong(leaf + CENTER);
            long base = UnsafeApi.getLong(leaf + BASE);
            for (int i = 0; i < size; i++) {
                long code = code(leaf, i);
                keys[start + i] = center + (code >> Integer.SIZE);
                ids[start + i] = base + (code & UNSIGNED_INT);
            }
        }
    }

    /** Adds pairs behind all others, from {@code start} to before {@code end} in arrays; there is room for them. */
    static void append(long leaf, long[] keys, long[] ids, int start, int end) {
        int size = TreeNode.size(leaf);
        TreeNode.size(leaf, size + end - start);
        for (int i = start; i < end; i++) {
            put(leaf, size + i - start, keys[i], ids[i]);
        }
    }

    /** Moves the pairs from {@code index} on to a leaf whose content is undefined. */
    static void cutOff(long leaf, int index, long rest) {
        int size = TreeNode.size(leaf);
        UnsafeApi.copyMemory(leaf, rest, CODES);
        move(leaf, index, rest, 0, size - index);
        TreeNode.size(rest, size - index);
        TreeNode.size(leaf, index);
    }

    static void forEach(long leaf, int from, LevelTree.EntryConsumer consumer) {
        int size = TreeNode.size(leaf);
        if (isWide(leaf)) {
            for (int i = from; i < size; i++) {
                consumer.onEntry(wideKey(leaf, i), wideId(leaf, i));
            }
        } else {
            long center = UnsafeApi.getLong(leaf + CENTER);
            long base = UnsafeApi.getLong(leaf + BASE);
            for (int i = from; i < size; i++) {
                long code = code(leaf, i);
                consumer.onEntry(center + (code >> Integer.SIZE), base + (code & UNSIGNED_INT));
            }
        }
    }

    private static void put(long leaf, int index, long key, long id) {
        if (isWide(leaf)) {
            UnsafeApi.putLong(pair(leaf, index), key);
            UnsafeApi.putLong(pair(leaf, index) + ID, id);
        } else {
            UnsafeApi.putLong(place(leaf, index), keyOffset(leaf, key) << Integer.SIZE | idOffset(leaf, id));
        }
    }

    private static int wideLowerBound(long leaf, long key, long id) {
        int size = TreeNode.size(leaf);
        if (size > 0) {
            long last = wideKey(leaf, size - 1);
            if (last < key || (last == key && wideId(leaf, size - 1) < id)) {
                return size;
            }
        }
        int index = 0;
        while (index < size && wideKey(leaf, index) < key) {
            index++;
        }
        while (index < size && wideKey(leaf, index) == key && wideId(leaf, index) < id) {
            index++;
        }
        return index;
    }

    private static int narrowLowerBound(long leaf, long key, long id) {
        int size = TreeNode.size(leaf);
        long keyOffset = keyOffset(leaf, key);
        if (!isInt(keyOffset)) {
            return key < UnsafeApi.getLong(leaf + CENTER) ? 0 : size;
        }
        long idOffset = idOffset(leaf, id);
        long code = keyOffset << Integer.SIZE;
        if (isUnsignedInt(idOffset)) {
            code |= idOffset;
        } else if (id > UnsafeApi.getLong(leaf + BASE)) {
            if (keyOffset == Integer.MAX_VALUE) {
                return size;
            }
            code += 1L << Integer.SIZE; // behind all pairs of this key
        }
        if (size > 0 && code(leaf, size - 1) < code) {
            return size;
        }
        int index = 0;
        while (index + CODES_PER_LINE <= size && code(leaf, index + CODES_PER_LINE - 1) < code) {
            index += CODES_PER_LINE;
        }
        while (index < size && code(leaf, index) < code) {
            index++;
        }
        return index;
    }

    /** The least number such that all in these bounds, and as many on either side, are at most 2³² - 1 above it. */
    private static long base(long least, long greatest) {
        long margin = (UNSIGNED_INT - (greatest - least)) / 2;
        long base = Math.max(least, Long.MIN_VALUE + margin) - margin;
        return Math.min(base, Long.MAX_VALUE - UNSIGNED_INT);
    }

    /**
     * An int if a code can stand for the key; as all that codes can stand for are longs, no other key has the same
     * offset.
     */
    private static long keyOffset(long leaf, long key) {
        return key - UnsafeApi.getLong(leaf + CENTER);
    }

    /** An unsigned int if a code can stand for the id. */
    private static long idOffset(long leaf, long id) {
        return id - UnsafeApi.getLong(leaf + BASE);
    }

    private static boolean isInt(long value) {
        return value == (int) value;
    }

    private static boolean isUnsignedInt(long value) {
        return value >>> Integer.SIZE == 0;
    }

    private static long narrowKey(long leaf, long code) {
        return UnsafeApi.getLong(leaf + CENTER) + (code >> Integer.SIZE);
    }

    private static long narrowId(long leaf, long code) {
        return UnsafeApi.getLong(leaf + BASE) + (code & UNSIGNED_INT);
    }

    private static long wideKey(long leaf, int index) {
        return UnsafeApi.getLong(pair(leaf, index));
    }

    private static long wideId(long leaf, int index) {
        return UnsafeApi.getLong(pair(leaf, index) + ID);
    }

    private static long code(long leaf, int index) {
        return UnsafeApi.getLong(place(leaf, index));
    }

    private static void move(long from, int fromIndex, long to, int toIndex, int count) {
        if (count == 0) {
            return;
        }
        if (isWide(from)) {
            UnsafeApi.copyMemory(pair(from, fromIndex), pair(to, toIndex), (long) count * PAIR_BYTES);
        } else {
            UnsafeApi.copyMemory(place(from, fromIndex), place(to, toIndex), (long) count * Long.BYTES);
        }
    }

    private static long pair(long leaf, int index) {
        return leaf + PAIRS + (long) index * PAIR_BYTES;
    }

    private static long place(long leaf, int index) {
        return leaf + CODES + (long) index * Long.BYTES;
    }
}
