package io.tocsin.engine.index;

import org.agrona.UnsafeApi;

/**
 * The layout of a {@link LevelTree} node above the leaves at an address in a {@link BlockPool}, and the moves within
 * and between nodes. A slot is an entry with its child.
 *
 * <pre>
 *   0       4    6  8               16              24             408     412                        508 512
 *  +-------+----+--+---------------+---------------+-----  ...  -+-------+-------+-----  ...  -+-------+---+
 *  | size  |lvl |  | key 0         | id 0          |             | child | child |             | child |   |
 *  +-------+----+--+---------------+---------------+-----  ...  -+-------+-------+-----  ...  -+-------+---+
 *                                                                  0       1                     24
 * </pre>
 *
 * Entry i bounds child i from above and is less than all of child i + 1. The last entry is that for the node in its
 * parent, and undefined along the last path of a tree, which nothing bounds. The level is that above the leaves, which
 * have the same header and level 0.
 */
final class TreeNode {
    static final int BYTES = 512;
    static final int CAPACITY = 25;

    private static final int SIZE = 0;
    private static final int LEVEL = 4;
    private static final int ENTRIES = 8;
    private static final int ENTRY_BYTES = 16;
    private static final int ID = 8;
    private static final int CHILDREN = ENTRIES + CAPACITY * ENTRY_BYTES;
    private static final int CHILD_BYTES = 4;

    private TreeNode() {}

    static void initialize(long node, int level) {
        UnsafeApi.putInt(node + SIZE, 0);
        UnsafeApi.putShort(node + LEVEL, (short) level);
    }

    /** How many slots are taken. */
    static int size(long node) {
        int size = UnsafeApi.getInt(node + SIZE);
        assert size >= 0 : "node was freed";
        return size;
    }

    static void size(long node, int size) {
        UnsafeApi.putInt(node + SIZE, size);
    }

    static int level(long node) {
        return UnsafeApi.getShort(node + LEVEL);
    }

    static boolean isLeaf(long node) {
        return level(node) == 0;
    }

    static int room(long node) {
        return CAPACITY - size(node);
    }

    static long key(long node, int index) {
        return UnsafeApi.getLong(entry(node, index));
    }

    static long id(long node, int index) {
        return UnsafeApi.getLong(entry(node, index) + ID);
    }

    static void entry(long node, int index, long key, long id) {
        long entry = entry(node, index);
        UnsafeApi.putLong(entry, key);
        UnsafeApi.putLong(entry + ID, id);
    }

    static void copyEntry(long from, int fromIndex, long to, int toIndex) {
        entry(to, toIndex, key(from, fromIndex), id(from, fromIndex));
    }

    static int child(long node, int index) {
        return UnsafeApi.getInt(node + CHILDREN + (long) index * CHILD_BYTES);
    }

    static void child(long node, int index, int child) {
        UnsafeApi.putInt(node + CHILDREN + (long) index * CHILD_BYTES, child);
    }

    /** The child that has (key, id) if any has. Pairs often ascend, so the last is tried first. */
    static int childIndex(long node, long key, long id) {
        int last = size(node) - 1;
        if (last > 0 && isLess(node, last - 1, key, id)) {
            return last;
        }
        int index = 0;
        while (index < last && key(node, index) < key) {
            index++;
        }
        while (index < last && key(node, index) == key && id(node, index) < id) {
            index++;
        }
        return index;
    }

    /** Whether the entry at {@code index} is less than (key, id). */
    static boolean isLess(long node, int index, long key, long id) {
        long entryKey = key(node, index);
        return entryKey < key || (entryKey == key && id(node, index) < id);
    }

    /** Makes a slot at {@code index} by moving what is there and behind it up by one. */
    static void open(long node, int index) {
        int size = size(node);
        copy(node, index, node, index + 1, size - index);
        size(node, size + 1);
    }

    /** Removes the slot at {@code index}. */
    static void close(long node, int index) {
        int size = size(node);
        copy(node, index + 1, node, index, size - index - 1);
        size(node, size - 1);
    }

    /** Moves the first {@code count} slots of {@code right} to the end of {@code left}. */
    static void moveLeft(long left, long right, int count) {
        int leftSize = size(left);
        int rightSize = size(right);
        copy(right, 0, left, leftSize, count);
        copy(right, count, right, 0, rightSize - count);
        size(left, leftSize + count);
        size(right, rightSize - count);
    }

    /** Moves the last {@code count} slots of {@code left} to the beginning of {@code right}. */
    static void moveRight(long left, long right, int count) {
        int leftSize = size(left);
        int rightSize = size(right);
        copy(right, 0, right, count, rightSize);
        copy(left, leftSize - count, right, 0, count);
        size(left, leftSize - count);
        size(right, rightSize + count);
    }

    private static void copy(long from, int fromIndex, long to, int toIndex, int count) {
        UnsafeApi.copyMemory(entry(from, fromIndex), entry(to, toIndex), (long) count * ENTRY_BYTES);
        UnsafeApi.copyMemory(
                from + CHILDREN + (long) fromIndex * CHILD_BYTES,
                to + CHILDREN + (long) toIndex * CHILD_BYTES,
                (long) count * CHILD_BYTES);
    }

    private static long entry(long node, int index) {
        return node + ENTRIES + (long) index * ENTRY_BYTES;
    }
}
