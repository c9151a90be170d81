package io.tocsin.engine.index;

import static io.tocsin.engine.index.TreeNode.child;
import static io.tocsin.engine.index.TreeNode.childIndex;
import static io.tocsin.engine.index.TreeNode.isLeaf;
import static io.tocsin.engine.index.TreeNode.size;

/**
 * Ordered sets of (key, id) pairs off-heap, any number of them in one {@link BlockPool}.
 * <p>
 * A set is nothing but the handle of its root, which the caller keeps; {@link #NULL_ROOT} is the empty set. What
 * changes a set uses its root up and returns another. The order is by key, then by id, both signed and of full range; a
 * pair is in a set at most once. What a traversal visits depends on the content alone, not on how it came about.
 * <p>
 * Each set is a B+ tree (Bayer and McCreight 1972; Comer, "The Ubiquitous B-Tree", 1979) of the nodes that
 * {@link TreeNode} draws and the leaves that {@link TreeLeaf} draws, which hold what their pairs differ in. Insertion
 * and removal go down once and repair ahead (Guibas and Sedgewick 1978): they make room in a full node, or refill a low
 * one, before they enter it, so nothing is to be done on a way back.
 * <ul>
 *   <li>A full node is levelled with a neighbour (B* trees, Knuth, TAOCP 6.2.4) and divided only when both neighbours
 *       are full, too. Where pairs arrive in ascending order it stays full and a new node begins.
 *   <li>A low node is merged with a neighbour, or levelled with one if no neighbour fits in.
 * </ul>
 * With n pairs in a set, {@link #insert}, {@link #remove}, {@link #removeFirst}, {@link #contains}, {@link #firstIdAt}
 * and {@link #split} are O(log n), {@link #firstKey} and {@link #firstId} O(height), {@link #forEach} and
 * {@link #drain} O(n). No object is created unless the pool adds a chunk. A pair takes 9 bytes in a set filled in
 * ascending order, 11 in random order, 11 to 16 after long random change, and twice that if neighbours are 2³² or more
 * apart in keys or ids; a set takes one node at least.
 * <p>
 * For one thread. A pair that must be there and is not, or must not and is, is a broken invariant of the caller: an
 * {@link IllegalStateException}. So is a pool at the end of its budget. The set is undefined then.
 */
public final class LevelTree {
    /** The root of an empty set. */
    public static final int NULL_ROOT = BlockPool.NULL_HANDLE;

    /** The size of a node, and so of the blocks of the pool. */
    public static final int NODE_BYTES = TreeNode.BYTES;

    private static final long NO_NODE = 0;

    private final BlockPool pool;
    private final TreeBalance balance;

    /** Receives pairs in order. */
    @FunctionalInterface
    public interface EntryConsumer {
        /** One pair. */
        void onEntry(long key, long id);
    }

    /** Keeps its sets in this pool of {@value #NODE_BYTES}-byte blocks, which several trees may share. */
    public LevelTree(BlockPool pool) {
        if (pool.blockBytes() != NODE_BYTES) {
            throw new IllegalArgumentException("blocks are not of " + NODE_BYTES + " bytes: " + pool.blockBytes());
        }
        this.pool = pool;
        balance = new TreeBalance(pool);
    }

    /**
     * Adds a pair.
     *
     * @return the new root.
     */
    public int insert(int root, long key, long id) {
        if (root == NULL_ROOT) {
            return balance.leafOf(key, id);
        }
        int top = withRoom(root);
        long parent = NO_NODE;
        long node = pool.address(top);
        while (!isLeaf(node)) {
            int index = childIndex(node, key, id);
            if (TreeBalance.isFull(childAt(node, index))) {
                balance.relieve(node, index, key, id);
                index = childIndex(node, key, id);
            }
            parent = node;
            node = childAt(node, index);
        }
        int index = TreeLeaf.lowerBound(node, key, id);
        if (TreeLeaf.holds(node, index, key, id)) {
            throw new IllegalStateException("already in the index: key=" + key + " id=" + id);
        }
        if (TreeLeaf.hasRoomFor(node, key, id)) {
            TreeLeaf.insert(node, index, key, id);
        } else if (!balance.widen(node, key, id)) {
            if (parent == NO_NODE) {
                top = above(top);
                parent = pool.address(top);
            }
            balance.insertIntoFull(parent, childIndex(parent, key, id), key, id);
        }
        return top;
    }

    /**
     * Removes a pair.
     *
     * @return the new root.
     */
    public int remove(int root, long key, long id) {
        if (root == NULL_ROOT) {
            throw absent(key, id);
        }
        int top = root;
        long node = pool.address(top);
        while (!isLeaf(node)) {
            int index = childIndex(node, key, id);
            if (TreeBalance.isLow(childAt(node, index))) {
                balance.refill(node, index);
                if (size(node) == 1) {
                    top = replaceByOnlyChild(top);
                    node = pool.address(top);
                    continue;
                }
                index = childIndex(node, key, id);
            }
            node = childAt(node, index);
        }
        int index = TreeLeaf.lowerBound(node, key, id);
        if (!TreeLeaf.holds(node, index, key, id)) {
            throw absent(key, id);
        }
        TreeLeaf.remove(node, index);
        if (size(node) == 0) {
            pool.free(top);
            return NULL_ROOT;
        }
        return top;
    }

    /**
     * Removes the first pair of a set that is not empty.
     *
     * @return the new root.
     */
    public int removeFirst(int root) {
        long leaf = firstLeaf(root);
        return remove(root, TreeLeaf.key(leaf, 0), TreeLeaf.id(leaf, 0));
    }

    /** The smallest key of a set that is not empty. */
    public long firstKey(int root) {
        return TreeLeaf.key(firstLeaf(root), 0);
    }

    /** The id of the first pair of a set that is not empty: of those with the smallest key, the smallest id. */
    public long firstId(int root) {
        return TreeLeaf.id(firstLeaf(root), 0);
    }

    /** Whether a pair is in a set. */
    public boolean contains(int root, long key, long id) {
        if (root == NULL_ROOT) {
            return false;
        }
        long node = pool.address(root);
        while (!isLeaf(node)) {
            node = childAt(node, childIndex(node, key, id));
        }
        return TreeLeaf.holds(node, TreeLeaf.lowerBound(node, key, id), key, id);
    }

    /** The least id of the pairs with exactly this key, or {@code Long.MIN_VALUE} when there is none. */
    public long firstIdAt(int root, long key) {
        if (root == NULL_ROOT) {
            return Long.MIN_VALUE;
        }
        long node = pool.address(root);
        int next = NULL_ROOT;
        while (!isLeaf(node)) {
            int index = childIndex(node, key, Long.MIN_VALUE);
            if (index + 1 < size(node)) {
                next = child(node, index + 1);
            }
            node = childAt(node, index);
        }
        int index = TreeLeaf.lowerBound(node, key, Long.MIN_VALUE);
        if (index == size(node) && next != NULL_ROOT) {
            // The bound before the next leaf may outlive the pair that it was, so this leaf may end below the key.
            node = firstLeaf(next);
            index = 0;
        }
        return index < size(node) && TreeLeaf.key(node, index) == key ? TreeLeaf.id(node, index) : Long.MIN_VALUE;
    }

    /**
     * Cuts a set in two, either of which may be empty. Who stores the rest before draining the head may change any set
     * while it drains, the rest included.
     *
     * @return two roots: {@link #head}, of the set of all pairs whose key is at most {@code lastKey}, and {@link
     * #rest}.
     */
    public long split(int root, long lastKey) {
        return lastKey == Long.MAX_VALUE ? roots(root, NULL_ROOT) : splitBefore(root, lastKey + 1, Long.MIN_VALUE);
    }

    /** As {@link #split}, but the head is the set of all pairs before this one. */
    public long splitBefore(int root, long key, long id) {
        if (root == NULL_ROOT) {
            return roots(root, NULL_ROOT);
        }
        long roots = cut(root, key, id);
        return roots(mend(head(roots), false), mend(rest(roots), true));
    }

    /** The first set of a {@link #split}. */
    public static int head(long roots) {
        return (int) (roots >>> 32);
    }

    /** The second set of a {@link #split}. */
    public static int rest(long roots) {
        return (int) roots;
    }

    /** Visits all pairs in order; the consumer must not change this set. */
    public void forEach(int root, EntryConsumer consumer) {
        if (root != NULL_ROOT) {
            visit(root, consumer, false);
        }
    }

    /**
     * Visits pairs in order from a place on, the pairs of whole nodes, until it has visited some number of them or
     * there are no more; the consumer must not change this set.
     *
     * @return how many it has visited; fewer than asked for when there are no more.
     */
    public int forSome(int root, long fromKey, long fromId, int atLeast, EntryConsumer consumer) {
        return root == NULL_ROOT ? 0 : visitSome(pool.address(root), fromKey, fromId, atLeast, consumer);
    }

    /** Removes all pairs in order. The root is used up from the start; the consumer may change all other sets. */
    public void drain(int root, EntryConsumer consumer) {
        if (root != NULL_ROOT) {
            visit(root, consumer, true);
        }
    }

    /** Whether all pairs of a set that is not empty are in one node: some sixty at most. */
    public boolean isSmall(int root) {
        return isLeaf(pool.address(root));
    }

    /**
     * Drops the last pairs of a set that is not empty, those of one node, in O(height): a set of any size can be let go
     * of little by little. Only {@link #forEach} and this may be called of what is left.
     *
     * @return the new root.
     */
    public int dropLast(int root) {
        long node = pool.address(root);
        if (!isLeaf(node)) {
            int last = size(node) - 1;
            int rest = dropLast(child(node, last));
            if (rest != NULL_ROOT) {
                child(node, last, rest);
                return root;
            }
            if (last > 0) {
                size(node, last);
                return root;
            }
        }
        pool.free(root);
        return NULL_ROOT;
    }

    private void visit(int handle, EntryConsumer consumer, boolean free) {
        long node = pool.address(handle);
        if (isLeaf(node)) {
            TreeLeaf.forEach(node, 0, consumer);
        } else {
            int size = size(node);
            for (int i = 0; i < size; i++) {
                visit(child(node, i), consumer, free);
            }
        }
        if (free) {
            pool.free(handle);
        }
    }

    private int visitSome(long node, long fromKey, long fromId, int atLeast, EntryConsumer consumer) {
        if (isLeaf(node)) {
            int from = TreeLeaf.lowerBound(node, fromKey, fromId);
            TreeLeaf.forEach(node, from, consumer);
            return size(node) - from;
        }
        int visited = 0;
        int size = size(node);
        for (int i = childIndex(node, fromKey, fromId); i < size && visited < atLeast; i++) {
            visited += visitSome(childAt(node, i), fromKey, fromId, atLeast - visited, consumer);
        }
        return visited;
    }

    private long firstLeaf(int root) {
        if (root == NULL_ROOT) {
            throw new IllegalStateException("empty set");
        }
        long node = pool.address(root);
        while (!isLeaf(node)) {
            node = childAt(node, 0);
        }
        return node;
    }

    /** The root, or a new one above, such that its node is not a full one. */
    private int withRoom(int root) {
        return TreeBalance.isFull(pool.address(root)) ? above(root) : root;
    }

    /** A new root with a child. */
    private int above(int child) {
        int top = balance.allocate(TreeNode.level(pool.address(child)) + 1);
        long topNode = pool.address(top);
        size(topNode, 1);
        child(topNode, 0, child);
        return top;
    }

    /**
     * Cuts off what is at or after a pair. Both parts have the level of the node or are null, and none of their
     * nodes is empty, but those along the cut may be low and inner ones may have one child.
     */
    private long cut(int handle, long key, long id) {
        long node = pool.address(handle);
        int index;
        if (isLeaf(node)) {
            index = TreeLeaf.lowerBound(node, key, id);
        } else {
            index = childIndex(node, key, id);
            long parts = cut(child(node, index), key, id);
            if (rest(parts) == NULL_ROOT) {
                index++;
            } else if (head(parts) != NULL_ROOT) {
                return cutBetween(handle, index, parts);
            }
        }
        if (index == 0) {
            return roots(NULL_ROOT, handle);
        }
        if (index == size(node)) {
            return roots(handle, NULL_ROOT);
        }
        return roots(handle, cutOff(node, index));
    }

    private long cutBetween(int handle, int index, long parts) {
        long node = pool.address(handle);
        int rest = cutOff(node, index);
        child(pool.address(rest), 0, rest(parts));
        child(node, index, head(parts));
        size(node, index + 1);
        return roots(handle, rest);
    }

    /** Moves the slots from {@code index} on to a new node. */
    private int cutOff(long node, int index) {
        if (isLeaf(node)) {
            int rest = pool.allocate();
            TreeLeaf.cutOff(node, index, pool.address(rest));
            return rest;
        }
        int rest = balance.allocate(TreeNode.level(node));
        TreeNode.moveRight(node, pool.address(rest), size(node) - index);
        return rest;
    }

    /** Refills the nodes along the first or the last path, which a cut has left low, from the root down. */
    private int mend(int root, boolean first) {
        if (root == NULL_ROOT) {
            return NULL_ROOT;
        }
        int top = root;
        long node = pool.address(top);
        while (!isLeaf(node)) {
            if (size(node) > 1) {
                int index = first ? 0 : size(node) - 1;
                if (TreeBalance.isLow(childAt(node, index))) {
                    balance.refill(node, index);
                }
            }
            if (size(node) == 1) {
                top = replaceByOnlyChild(top);
                node = pool.address(top);
            } else {
                node = childAt(node, first ? 0 : size(node) - 1);
            }
        }
        return top;
    }

    private int replaceByOnlyChild(int root) {
        int onlyChild = child(pool.address(root), 0);
        pool.free(root);
        return onlyChild;
    }

    private long childAt(long node, int index) {
        return pool.address(child(node, index));
    }

    private static long roots(int head, int rest) {
        return (long) head << 32 | rest;
    }

    private static IllegalStateException absent(long key, long id) {
        return new IllegalStateException("not in the index: key=" + key + " id=" + id);
    }
}
