package io.tocsin.engine.index;

import static io.tocsin.engine.index.TreeNode.child;
import static io.tocsin.engine.index.TreeNode.copyEntry;
import static io.tocsin.engine.index.TreeNode.id;
import static io.tocsin.engine.index.TreeNode.isLeaf;
import static io.tocsin.engine.index.TreeNode.key;
import static io.tocsin.engine.index.TreeNode.lowerBound;
import static io.tocsin.engine.index.TreeNode.room;
import static io.tocsin.engine.index.TreeNode.size;

/**
 * Ordered sets of (key, id) pairs off-heap, any number of them in one {@link NodePool}.
 * <p>
 * A set is nothing but the handle of its root, which the caller keeps; {@link #NULL_ROOT} is the empty set. What
 * changes a set uses its root up and returns another. The order is by key, then by id, both signed and of full range; a
 * pair is in a set at most once. What a traversal visits depends on the content alone, not on how it came about.
 * <p>
 * Each set is a B+ tree (Bayer and McCreight 1972; Comer, "The Ubiquitous B-Tree", 1979) of the nodes that {@link
 * TreeNode} draws. Insertion and removal go down once and repair ahead (Guibas and Sedgewick 1978): they make room in a
 * full node, or refill a low one, before they enter it, so nothing is to be done on a way back.
 * <ul>
 *   <li>A full node is levelled with a neighbour (B* trees, Knuth, TAOCP 6.2.4) and divided only when both neighbours
 *       are full, too. Where pairs arrive in ascending order it stays full and a new node begins.
 *   <li>A low node is merged with a neighbour, or levelled with one if no neighbour fits in.
 * </ul>
 * With n pairs in a set, {@link #insert}, {@link #remove}, {@link #removeFirst} and {@link #split} are O(log n),
 * {@link #firstKey} and {@link #firstId} O(height), {@link #forEach} and {@link #drain} O(n). No object is created
 * unless the pool adds a chunk. A pair takes 17 bytes in a set filled in ascending order, 21 in random order, 23 to 28
 * after long random change; a set takes one node at least.
 * <p>
 * For one thread. A pair that must be there and is not, or must not and is, is a broken invariant of the caller: an
 * {@link IllegalStateException}. So is a pool at the end of its budget. The set is undefined then.
 */
public final class LevelTree {
    /** The root of an empty set. */
    public static final int NULL_ROOT = NodePool.NULL_HANDLE;

    private final NodePool pool;

    /** Receives pairs in order. */
    @FunctionalInterface
    public interface EntryConsumer {
        /** One pair. */
        void onEntry(long key, long id);
    }

    /** Keeps its sets in this pool, which several trees may share. */
    public LevelTree(final NodePool pool) {
        this.pool = pool;
    }

    /**
     * Adds a pair.
     *
     * @return the new root.
     */
    public int insert(final int root, final long key, final long id) {
        final int top = withRoom(root);
        long node = pool.address(top);
        while (!isLeaf(node)) {
            int index = childIndex(node, key, id);
            if (isFull(childAt(node, index))) {
                relieve(node, index, key, id);
                index = childIndex(node, key, id);
            }
            node = childAt(node, index);
        }
        final int index = lowerBound(node, size(node), key, id);
        if (contains(node, index, key, id)) {
            throw new IllegalStateException("already in the index: key=" + key + " id=" + id);
        }
        TreeNode.open(node, index);
        TreeNode.entry(node, index, key, id);
        return top;
    }

    /**
     * Removes a pair.
     *
     * @return the new root.
     */
    public int remove(final int root, final long key, final long id) {
        if (root == NULL_ROOT) {
            throw absent(key, id);
        }
        int top = root;
        long node = pool.address(top);
        while (!isLeaf(node)) {
            int index = childIndex(node, key, id);
            if (isLow(childAt(node, index))) {
                refill(node, index);
                if (size(node) == 1) {
                    top = replaceByOnlyChild(top);
                    node = pool.address(top);
                    continue;
                }
                index = childIndex(node, key, id);
            }
            node = childAt(node, index);
        }
        final int index = lowerBound(node, size(node), key, id);
        if (!contains(node, index, key, id)) {
            throw absent(key, id);
        }
        TreeNode.close(node, index);
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
    public int removeFirst(final int root) {
        final long leaf = firstLeaf(root);
        return remove(root, key(leaf, 0), id(leaf, 0));
    }

    /** The smallest key of a set that is not empty. */
    public long firstKey(final int root) {
        return key(firstLeaf(root), 0);
    }

    /** The id of the first pair of a set that is not empty: of those with the smallest key, the smallest id. */
    public long firstId(final int root) {
        return id(firstLeaf(root), 0);
    }

    /**
     * Cuts a set in two, either of which may be empty. Who stores the rest before draining the head may change any set
     * while it drains, the rest included.
     *
     * @return two roots: {@link #head}, of the set of all pairs whose key is at most {@code lastKey}, and {@link
     * #rest}.
     */
    public long split(final int root, final long lastKey) {
        if (root == NULL_ROOT || lastKey == Long.MAX_VALUE) {
            return roots(root, NULL_ROOT);
        }
        final long roots = cut(root, lastKey + 1);
        return roots(mend(head(roots), false), mend(rest(roots), true));
    }

    /** The first set of a {@link #split}. */
    public static int head(final long roots) {
        return (int) (roots >>> 32);
    }

    /** The second set of a {@link #split}. */
    public static int rest(final long roots) {
        return (int) roots;
    }

    /** Visits all pairs in order; the consumer must not change this set. */
    public void forEach(final int root, final EntryConsumer consumer) {
        if (root != NULL_ROOT) {
            visit(root, consumer, false);
        }
    }

    /** Removes all pairs in order. The root is used up from the start; the consumer may change all other sets. */
    public void drain(final int root, final EntryConsumer consumer) {
        if (root != NULL_ROOT) {
            visit(root, consumer, true);
        }
    }

    private void visit(final int handle, final EntryConsumer consumer, final boolean free) {
        final long node = pool.address(handle);
        final int size = size(node);
        if (isLeaf(node)) {
            for (int i = 0; i < size; i++) {
                consumer.onEntry(key(node, i), id(node, i));
            }
        } else {
            for (int i = 0; i < size; i++) {
                visit(child(node, i), consumer, free);
            }
        }
        if (free) {
            pool.free(handle);
        }
    }

    private long firstLeaf(final int root) {
        if (root == NULL_ROOT) {
            throw new IllegalStateException("empty set");
        }
        long node = pool.address(root);
        while (!isLeaf(node)) {
            node = childAt(node, 0);
        }
        return node;
    }

    /** The root, or a new one above or instead of it, such that its node is not full. */
    private int withRoom(final int root) {
        if (root == NULL_ROOT) {
            return allocate(0);
        }
        final long node = pool.address(root);
        if (!isFull(node)) {
            return root;
        }
        final int top = allocate(TreeNode.level(node) + 1);
        final long topNode = pool.address(top);
        size(topNode, 1);
        child(topNode, 0, root);
        return top;
    }

    /** Makes room in a full child, which (key, id) is to enter; the parent has room. */
    private void relieve(final long parent, final int index, final long key, final long id) {
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
    private void divide(final long parent, final int index, final long key, final long id) {
        final long left = childAt(parent, index);
        final int handle = allocate(TreeNode.level(left));
        final int leastMove = isLeaf(left) ? 0 : 2;
        final int lastDefined = isLeaf(left) ? size(left) - 1 : size(left) - 2;
        TreeNode.open(parent, index + 1);
        child(parent, index + 1, handle);
        copyEntry(parent, index, parent, index + 1);
        pullDownBound(parent, index, left);
        final boolean ascending = TreeNode.isLess(left, lastDefined, key, id);
        TreeNode.moveRight(left, pool.address(handle), ascending ? leastMove : size(left) / 2);
        copyEntry(left, size(left) - 1, parent, index);
    }

    /** Makes sure that a low child can lose a slot; the parent has two children or more and may lose one. */
    private void refill(final long parent, final int index) {
        final long node = childAt(parent, index);
        if (index + 1 < size(parent) && size(childAt(parent, index + 1)) <= room(node)) {
            merge(parent, index);
        } else if (index > 0 && size(childAt(parent, index - 1)) <= room(node)) {
            merge(parent, index - 1);
        } else {
            level(parent, Math.max(index - 1, 0));
        }
    }

    /** Moves all of the child after {@code index} to the one at {@code index}. */
    private void merge(final long parent, final int index) {
        final long left = childAt(parent, index);
        final int handle = child(parent, index + 1);
        final long right = pool.address(handle);
        pullDownBound(parent, index, left);
        TreeNode.moveLeft(left, right, size(right));
        copyEntry(parent, index + 1, parent, index);
        TreeNode.close(parent, index + 1);
        pool.free(handle);
    }

    /** Gives a child and the one after it the same number of slots. */
    private void level(final long parent, final int index) {
        final long left = childAt(parent, index);
        final long right = childAt(parent, index + 1);
        final int surplus = size(left) - (size(left) + size(right)) / 2;
        pullDownBound(parent, index, left);
        if (surplus > 0) {
            TreeNode.moveRight(left, right, surplus);
        } else {
            TreeNode.moveLeft(left, right, -surplus);
        }
        copyEntry(left, size(left) - 1, parent, index);
    }

    /** Defines the last entry of an inner node, which so far only its parent knows. */
    private static void pullDownBound(final long parent, final int index, final long child) {
        if (!isLeaf(child)) {
            copyEntry(parent, index, child, size(child) - 1);
        }
    }

    /**
     * Cuts off what is at or after {@code key}. Both parts have the level of the node or are null, and none of their
     * nodes is empty, but those along the cut may be low and inner ones may have one child.
     */
    private long cut(final int handle, final long key) {
        final long node = pool.address(handle);
        final int size = size(node);
        int index = lowerBound(node, isLeaf(node) ? size : size - 1, key, Long.MIN_VALUE);
        if (!isLeaf(node)) {
            final long parts = cut(child(node, index), key);
            if (rest(parts) == NULL_ROOT) {
                index++;
            } else if (head(parts) != NULL_ROOT) {
                return cutBetween(handle, index, parts);
            }
        }
        if (index == 0) {
            return roots(NULL_ROOT, handle);
        }
        if (index == size) {
            return roots(handle, NULL_ROOT);
        }
        return roots(handle, cutOff(node, index));
    }

    private long cutBetween(final int handle, final int index, final long parts) {
        final long node = pool.address(handle);
        final int rest = cutOff(node, index);
        child(pool.address(rest), 0, rest(parts));
        child(node, index, head(parts));
        size(node, index + 1);
        return roots(handle, rest);
    }

    /** Moves the slots from {@code index} on to a new node. */
    private int cutOff(final long node, final int index) {
        final int rest = allocate(TreeNode.level(node));
        TreeNode.moveRight(node, pool.address(rest), size(node) - index);
        return rest;
    }

    /** Refills the nodes along the first or the last path, which a cut has left low, from the root down. */
    private int mend(final int root, final boolean first) {
        if (root == NULL_ROOT) {
            return NULL_ROOT;
        }
        int top = root;
        long node = pool.address(top);
        while (!isLeaf(node)) {
            if (size(node) > 1) {
                final int index = first ? 0 : size(node) - 1;
                if (isLow(childAt(node, index))) {
                    refill(node, index);
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

    private int replaceByOnlyChild(final int root) {
        final int onlyChild = child(pool.address(root), 0);
        pool.free(root);
        return onlyChild;
    }

    private int allocate(final int level) {
        final int handle = pool.allocate();
        TreeNode.initialize(pool.address(handle), level);
        return handle;
    }

    private long childAt(final long node, final int index) {
        return pool.address(child(node, index));
    }

    private static int childIndex(final long node, final long key, final long id) {
        return lowerBound(node, size(node) - 1, key, id);
    }

    private static boolean contains(final long leaf, final int index, final long key, final long id) {
        return index < size(leaf) && key(leaf, index) == key && id(leaf, index) == id;
    }

    private static boolean isFull(final long node) {
        return room(node) == 0;
    }

    private static boolean isLow(final long node) {
        return size(node) <= TreeNode.capacity(node) / 2;
    }

    private static long roots(final int head, final int rest) {
        return (long) head << 32 | rest;
    }

    private static IllegalStateException absent(final long key, final long id) {
        return new IllegalStateException("not in the index: key=" + key + " id=" + id);
    }
}
