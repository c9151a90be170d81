package io.tocsin.engine.index;

import org.agrona.UnsafeApi;

/**
 * Heaps of (key, id) pairs off-heap, least key first, then least id; any number of them in one {@link BlockPool} of
 * {@value #NODE_BYTES}-byte blocks. Two heaps melt into one in O(1).
 * <p>
 * A heap is the handle of its root, 0 when it is empty. What changes a heap uses its root up and returns another; the
 * nodes of the other pairs stay what they are. Each node has room for an int of the caller, its tag.
 *
 * <pre>
 *   0       4       8       12      16              24              32
 *  +-------+-------+-------+-------+---------------+---------------+
 *  | child | next  | prev  | tag   | key           | id            |
 *  +-------+-------+-------+-------+---------------+---------------+
 * </pre>
 *
 * These are pairing heaps (Fredman, Sedgewick, Sleator, Tarjan 1986): no child is less than its parent; {@code child}
 * is the first child, {@code next} the next sibling, {@code prev} the sibling before, or the parent of a first child.
 * {@link #meld} is O(1), {@link #remove} O(log n) amortised, taking k pairs off by {@link #split} O(k log n) amortised.
 * A heap may be deep, so nothing recurs. No object is created. For one thread.
 */
final class DistanceHeap {
    static final int NODE_BYTES = 32;
    static final int NULL_NODE = BlockPool.NULL_HANDLE;

    private static final int CHILD = 0;
    private static final int NEXT = 4;
    private static final int PREV = 8;
    private static final int TAG = 12;
    private static final int KEY = 16;
    private static final int ID = 24;

    /** What {@code prev} is in a node of a run. */
    private static final int IN_A_RUN = -1;

    private final BlockPool pool;

    /** Sorted lists in the making: the one at i has 2^i nodes or none. */
    private final int[] sorted = new int[Integer.SIZE];

    DistanceHeap(BlockPool pool) {
        if (pool.blockBytes() != NODE_BYTES) {
            throw new IllegalArgumentException("blocks are not of " + NODE_BYTES + " bytes: " + pool.blockBytes());
        }
        this.pool = pool;
    }

    /** A new heap of one pair. */
    int newNode(long key, long id, int tag) {
        int node = pool.allocate();
        long address = pool.address(node);
        UnsafeApi.putInt(address + CHILD, NULL_NODE);
        UnsafeApi.putInt(address + NEXT, NULL_NODE);
        UnsafeApi.putInt(address + PREV, NULL_NODE);
        UnsafeApi.putInt(address + TAG, tag);
        UnsafeApi.putLong(address + KEY, key);
        UnsafeApi.putLong(address + ID, id);
        return node;
    }

    /** The key of a node; that of the root is the least of its heap. */
    long key(int node) {
        return UnsafeApi.getLong(pool.address(node) + KEY);
    }

    long id(int node) {
        return UnsafeApi.getLong(pool.address(node) + ID);
    }

    int tag(int node) {
        return UnsafeApi.getInt(pool.address(node) + TAG);
    }

    void tag(int node, int tag) {
        UnsafeApi.putInt(pool.address(node) + TAG, tag);
    }

    /** What {@link #nextRun(int, int)} put behind the run that begins with this node. */
    int nextRun(int first) {
        return child(first);
    }

    void nextRun(int first, int nextRun) {
        child(first, nextRun);
    }

    /** The node behind this one in a run. */
    int next(int node) {
        return UnsafeApi.getInt(pool.address(node) + NEXT);
    }

    /** Makes one heap of two, either of which may be empty. */
    int meld(int a, int b) {
        if (a == NULL_NODE) {
            return b;
        }
        if (b == NULL_NODE) {
            return a;
        }
        if (isLess(b, a)) {
            adopt(b, a);
            return b;
        }
        adopt(a, b);
        return a;
    }

    /** Removes a node of the heap. */
    int remove(int root, int node) {
        if (node != root) {
            unlink(node);
        }
        int rest = pair(child(node));
        pool.free(node);
        return node == root ? rest : meld(root, rest);
    }

    /**
     * Takes all pairs off whose key is at most {@code lastKey}. They become a run: a list in order, by {@link #next},
     * whose nodes are the caller's to free.
     *
     * @return {@link #run} and {@link #rest}, either of which may be empty.
     */
    long split(int root, long lastKey) {
        if (root == NULL_NODE || key(root) > lastKey) {
            return parts(NULL_NODE, root);
        }
        int rest = NULL_NODE;
        int reached = root;
        while (reached != NULL_NODE) {
            int node = reached;
            reached = next(node);
            int firstBeyond = NULL_NODE;
            int lastBeyond = NULL_NODE;
            int child = child(node);
            while (child != NULL_NODE) {
                int next = next(child);
                if (key(child) <= lastKey) {
                    next(child, reached);
                    reached = child;
                } else {
                    if (firstBeyond == NULL_NODE) {
                        firstBeyond = child;
                    } else {
                        next(lastBeyond, child);
                    }
                    next(child, NULL_NODE);
                    lastBeyond = child;
                }
                child = next;
            }
            rest = meld(rest, pair(firstBeyond));
            sort(node);
        }
        return parts(allSorted(), rest);
    }

    static int run(long parts) {
        return (int) (parts >>> 32);
    }

    static int rest(long parts) {
        return (int) parts;
    }

    /** Makes a heap of a run. */
    int heap(int run) {
        int parent = NULL_NODE;
        int node = run;
        while (node != NULL_NODE) {
            int next = next(node);
            prev(node, parent);
            child(node, next);
            next(node, NULL_NODE);
            parent = node;
            node = next;
        }
        return run;
    }

    /** Gives a node of a run back. */
    void free(int node) {
        pool.free(node);
    }

    /** Makes {@code child}, a root, the first child of {@code parent}. */
    private void adopt(int parent, int child) {
        int sibling = child(parent);
        next(child, sibling);
        if (sibling != NULL_NODE) {
            prev(sibling, child);
        }
        prev(child, parent);
        child(parent, child);
    }

    /** Takes a node, with those below it, from its parent. */
    private void unlink(int node) {
        int prev = prev(node);
        if (prev <= NULL_NODE) {
            throw new IllegalStateException("not below the root: key=" + key(node) + " id=" + id(node));
        }
        int next = next(node);
        if (child(prev) == node) {
            child(prev, next);
        } else {
            next(prev, next);
        }
        if (next != NULL_NODE) {
            prev(next, prev);
        }
    }

    /** Makes one heap of a list of siblings: of each two in their order, then of those from the last to the first. */
    private int pair(int firstSibling) {
        int pairs = NULL_NODE;
        int sibling = firstSibling;
        while (sibling != NULL_NODE) {
            int other = next(sibling);
            int following = other == NULL_NODE ? NULL_NODE : next(other);
            int winner = meld(sibling, other);
            next(winner, pairs);
            pairs = winner;
            sibling = following;
        }
        int root = NULL_NODE;
        while (pairs != NULL_NODE) {
            int next = next(pairs);
            next(pairs, NULL_NODE);
            root = meld(root, pairs);
            pairs = next;
        }
        if (root != NULL_NODE) {
            prev(root, NULL_NODE);
        }
        return root;
    }

    /** One more node for the merge sort, bottom up. */
    private void sort(int node) {
        child(node, NULL_NODE);
        next(node, NULL_NODE);
        prev(node, IN_A_RUN);
        int list = node;
        int level = 0;
        while (sorted[level] != NULL_NODE) {
            list = merge(sorted[level], list);
            sorted[level] = NULL_NODE;
            level++;
        }
        sorted[level] = list;
    }

    private int allSorted() {
        int list = NULL_NODE;
        for (int i = 0; i < sorted.length; i++) {
            list = merge(sorted[i], list);
            sorted[i] = NULL_NODE;
        }
        return list;
    }

    private int merge(int first, int second) {
        if (first == NULL_NODE) {
            return second;
        }
        if (second == NULL_NODE) {
            return first;
        }
        int a = first;
        int b = second;
        int head = isLess(b, a) ? b : a;
        int last = NULL_NODE;
        while (a != NULL_NODE && b != NULL_NODE) {
            int least;
            if (isLess(b, a)) {
                least = b;
                b = next(b);
            } else {
                least = a;
                a = next(a);
            }
            if (last != NULL_NODE) {
                next(last, least);
            }
            last = least;
        }
        next(last, a != NULL_NODE ? a : b);
        return head;
    }

    private boolean isLess(int a, int b) {
        long keyA = key(a);
        long keyB = key(b);
        return keyA < keyB || (keyA == keyB && id(a) < id(b));
    }

    int child(int node) {
        int child = UnsafeApi.getInt(pool.address(node) + CHILD);
        assert child >= NULL_NODE : "node was freed";
        return child;
    }

    private void child(int node, int child) {
        UnsafeApi.putInt(pool.address(node) + CHILD, child);
    }

    private void next(int node, int next) {
        UnsafeApi.putInt(pool.address(node) + NEXT, next);
    }

    int prev(int node) {
        return UnsafeApi.getInt(pool.address(node) + PREV);
    }

    private void prev(int node, int prev) {
        UnsafeApi.putInt(pool.address(node) + PREV, prev);
    }

    private static long parts(int run, int rest) {
        return (long) run << 32 | rest;
    }
}
