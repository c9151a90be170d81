package io.tocsin.engine.index;

import static io.tocsin.engine.index.TreeNode.child;
import static io.tocsin.engine.index.TreeNode.copyEntry;
import static io.tocsin.engine.index.TreeNode.isLeaf;
import static io.tocsin.engine.index.TreeNode.room;
import static io.tocsin.engine.index.TreeNode.size;

/** Keeps the nodes of {@link LevelTree}s neither too full nor too low for what is to be done in them. */
final class TreeBalance {
    /** A full leaf is levelled with a neighbour only if this many pairs more could enter the two. */
    private static final int WORTH_LEVELLING = 6;

    private final BlockPool pool;
    private final LeafBuffer buffer = new LeafBuffer();

    TreeBalance(BlockPool pool) {
        this.pool = pool;
    }

    /** Whether a node above the leaves has no room. */
    static boolean isFull(long node) {
        return !isLeaf(node) && room(node) == 0;
    }

    static boolean isLow(long node) {
        return size(node) <= (isLeaf(node) ? TreeLeaf.capacity(node) : TreeNode.CAPACITY) / 2;
    }

    /** Takes an empty node above the leaves. */
    int allocate(int level) {
        int handle = pool.allocate();
        TreeNode.initialize(pool.address(handle), level);
        return handle;
    }

    /** Takes a leaf and gives it one pair. */
    int leafOf(long key, long id) {
        int handle = pool.allocate();
        long leaf = pool.address(handle);
        TreeLeaf.initialize(leaf, key, key, id, id);
        TreeLeaf.insert(leaf, 0, key, id);
        return handle;
    }

    /** Adds a pair to a leaf that has no room for it as it is, if it has when laid out anew. */
    boolean widen(long leaf, long key, long id) {
        buffer.clear();
        buffer.append(leaf);
        buffer.insert(key, id);
        return writeOne(leaf);
    }

    /** Adds a pair to a leaf that has no room for it however laid out; the parent has room. */
    void insertIntoFull(long parent, int index, long key, long id) {
        if (index + 1 < size(parent) && levelWith(parent, index, key, id)) {
            return;
        }
        if (index > 0 && levelWith(parent, index - 1, key, id)) {
            return;
        }
        long left = childAt(parent, index);
        buffer.clear();
        buffer.append(left);
        buffer.insert(key, id);
        int pairs = buffer.size();
        boolean ascending = buffer.key(pairs - 1) == key && buffer.id(pairs - 1) == id;
        int handle = pool.allocate();
        TreeNode.open(parent, index + 1);
        child(parent, index + 1, handle);
        copyEntry(parent, index, parent, index + 1);
        writeTwo(parent, index, ascending ? pairs - 1 : pairs / 2);
    }

    /** Adds a pair to the leaf at {@code index} or the one after it and levels the two, if that is worth it. */
    private boolean levelWith(long parent, int index, long key, long id) {
        long left = childAt(parent, index);
        long right = childAt(parent, index + 1);
        int pairs = size(left) + size(right) + 1;
        if (pairs + WORTH_LEVELLING > TreeLeaf.capacity(left) + TreeLeaf.capacity(right)) {
            return false;
        }
        buffer.clear();
        buffer.append(left);
        buffer.append(right);
        buffer.insert(key, id);
        return fitsInTwo(pairs / 2) && writeTwo(parent, index, pairs / 2);
    }

    private boolean mergeLeaves(long parent, int index) {
        long left = childAt(parent, index);
        int handle = child(parent, index + 1);
        long right = pool.address(handle);
        if (size(left) + size(right) > TreeLeaf.NARROW_CAPACITY) {
            return false;
        }
        buffer.clear();
        buffer.append(left);
        buffer.append(right);
        if (!writeOne(left)) {
            return false;
        }
        copyEntry(parent, index + 1, parent, index);
        TreeNode.close(parent, index + 1);
        pool.free(handle);
        return true;
    }

    /** Shares the pairs of two leaves out evenly if they fit, as they do if one has a single pair. */
    private void levelLeaves(long parent, int index) {
        buffer.clear();
        buffer.append(childAt(parent, index));
        buffer.append(childAt(parent, index + 1));
        int first = buffer.size() / 2;
        if (fitsInTwo(first)) {
            writeTwo(parent, index, first);
        }
    }

    private boolean fitsInTwo(int first) {
        return buffer.fitsInLeaf(0, first) && buffer.fitsInLeaf(first, buffer.size());
    }

    private boolean writeOne(long leaf) {
        boolean fits = buffer.fitsInLeaf(0, buffer.size());
        if (fits) {
            buffer.write(leaf, 0, buffer.size());
        }
        return fits;
    }

    /** Writes the first pairs to the leaf at {@code index}, the others to the one after it. */
    private boolean writeTwo(long parent, int index, int first) {
        buffer.write(childAt(parent, index), 0, first);
        buffer.write(childAt(parent, index + 1), first, buffer.size());
        TreeNode.entry(parent, index, buffer.key(first - 1), buffer.id(first - 1));
        return true;
    }

    /** Makes room in a full child, which (key, id) is to enter; the parent has room. */
    void relieve(long parent, int index, long key, long id) {
        // Two free slots at least, for both nodes are to have room once they are level.
        if (index + 1 < size(parent) && room(childAt(parent, index + 1)) >= 2) {
            level(parent, index);
        } else if (index > 0 && room(childAt(parent, index - 1)) >= 2) {
            level(parent, index - 1);
        } else {
            divide(parent, index, key, id);
        }
    }

    /** Divides a child in halves, or, if (key, id) is to go to its end, in nearly all and the rest. */
    private void divide(long parent, int index, long key, long id) {
        long left = childAt(parent, index);
        int handle = allocate(TreeNode.level(left));
        TreeNode.open(parent, index + 1);
        child(parent, index + 1, handle);
        copyEntry(parent, index, parent, index + 1);
        boolean ascending = TreeNode.isLess(left, size(left) - 2, key, id);
        TreeNode.moveRight(left, pool.address(handle), ascending ? 2 : size(left) / 2);
        copyEntry(left, size(left) - 1, parent, index);
    }

    /** Makes sure that a low child can lose a slot; the parent has two children or more and may lose one. */
    void refill(long parent, int index) {
        long node = childAt(parent, index);
        if (isLeaf(node)) {
            refillLeaf(parent, index);
        } else if (index + 1 < size(parent) && size(childAt(parent, index + 1)) <= room(node)) {
            merge(parent, index);
        } else if (index > 0 && size(childAt(parent, index - 1)) <= room(node)) {
            merge(parent, index - 1);
        } else {
            level(parent, Math.max(index - 1, 0));
        }
    }

    private void refillLeaf(long parent, int index) {
        boolean merged = (index + 1 < size(parent) && mergeLeaves(parent, index))
                || (index > 0 && mergeLeaves(parent, index - 1));
        if (!merged) {
            levelLeaves(parent, Math.max(index - 1, 0));
        }
    }

    /** Moves all of the child after {@code index} to the one at {@code index}. */
    private void merge(long parent, int index) {
        long left = childAt(parent, index);
        int handle = child(parent, index + 1);
        long right = pool.address(handle);
        TreeNode.moveLeft(left, right, size(right));
        copyEntry(parent, index + 1, parent, index);
        TreeNode.close(parent, index + 1);
        pool.free(handle);
    }

    /** Gives a child and the one after it the same number of slots. */
    private void level(long parent, int index) {
        long left = childAt(parent, index);
        long right = childAt(parent, index + 1);
        int surplus = size(left) - (size(left) + size(right)) / 2;
        if (surplus > 0) {
            TreeNode.moveRight(left, right, surplus);
        } else {
            TreeNode.moveLeft(left, right, -surplus);
        }
        copyEntry(left, size(left) - 1, parent, index);
    }

    private long childAt(long node, int index) {
        return pool.address(child(node, index));
    }
}
