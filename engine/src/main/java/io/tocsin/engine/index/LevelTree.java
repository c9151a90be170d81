package io.tocsin.engine.index;

import static io.tocsin.engine.index.TreeNode.child;
import static io.tocsin.engine.index.TreeNode.id;
import static io.tocsin.engine.index.TreeNode.isLeaf;
import static io.tocsin.engine.index.TreeNode.key;
import static io.tocsin.engine.index.TreeNode.level;
import static io.tocsin.engine.index.TreeNode.lowerBound;
import static io.tocsin.engine.index.TreeNode.size;

/**
 * Ordered sets of (key, id) pairs off-heap, any number of them in one {@link NodePool}.
 * <p>
 * A set is nothing but the handle of its root, which the caller keeps; {@link #NULL_ROOT} is the empty set. What changes a set
 * returns its new root, and the old one is not to be used again. The order is by key, then by id, both signed and of full range;
 * a pair is in a set at most once. What a traversal visits depends on the content alone, not on how it came about.
 * <p>
 * Each set is a B+ tree (Bayer and McCreight 1972; Comer, "The Ubiquitous B-Tree", 1979) of 512-byte nodes, laid out by
 * {@link TreeNode}. Insertion and removal go down once and repair on the way (Guibas and Sedgewick 1978): a full node is relieved,
 * and a low one refilled, before it is entered, so nothing has to be remembered for a way back.
 * <ul>
 *   <li>A full node first gives half of the difference to a neighbour (Knuth's B* rule, TAOCP 6.2.4) and is split only when both
 *       neighbours are nearly full. Where pairs arrive in ascending order it is left full and a new node begun.
 *   <li>A low node is merged with a neighbour if one node can hold both, else balanced with it.
 * </ul>
 * With n pairs in a set, insertion, removal and {@link #split} are O(log n), {@link #firstKey} and {@link #firstId} O(height),
 * {@link #drain} O(pairs drained). No operation creates an object, except that the pool may add a chunk.
 * <p>
 * For one thread. A pair that must be there and is not, or must not and is, is a broken invariant of the caller:
 * {@link IllegalStateException}. So is running out of the pool's budget; the set is then lost.
 */
public final class LevelTree {
    /** The root of an empty set. */
    public static final int NULL_ROOT = NodePool.NULL_HANDLE;

    /** A node with that many slots or fewer is refilled before something is removed below it. */
    private static final int LOW = 10;
    /** A neighbour with fewer free slots than that is not worth balancing with. */
    private static final int WORTHWHILE = 3;

    private final NodePool pool;

    /** Receives pairs in order. */
    @FunctionalInterface
    public interface EntryConsumer {
        /** One pair. */
        void onEntry(long key, long id);
    }

    /** Sets in this pool; several trees may share it. */
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
     * Cuts a set in two: {@link #head} of the result is the root of the set of all pairs whose key is at most {@code lastKey},
     * {@link #rest} that of all others. Both are sets like any other, either may be empty, and the given root is used up. Whoever
     * stores the rest before draining the head may change any set, the rest included, while doing so.
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

    /**
     * Removes all pairs in order; the root is used up at once. The consumer may change all other sets, for example the rest that a
     * {@link #split} left.
     */
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
        final int top = allocate(level(node) + 1);
        final long topNode = pool.address(top);
        size(topNode, 1);
        child(topNode, 0, root);
        return top;
    }

    /** Makes room in a full child, into which (key, id) is to go; the parent has room. */
    private void relieve(final long parent, final int index, final long key, final long id) {
        if (index + 1 < size(parent) && room(childAt(parent, index + 1)) >= WORTHWHILE) {
            balance(parent, index);
        } else if (index > 0 && room(childAt(parent, index - 1)) >= WORTHWHILE) {
            balance(parent, index - 1);
        } else {
            halve(parent, index, key, id);
        }
    }

    /** Splits a child; most of it stays together if (key, id) is to go to its end, as pairs in ascending order do. */
    private void halve(final long parent, final int index, final long key, final long id) {
        final long left = childAt(parent, index);
        final int handle = allocate(level(left));
        final long right = pool.address(handle);
        final int size = size(left);
        final int moved;
        if (isLeaf(left)) {
            moved = TreeNode.isLess(left, size - 1, key, id) ? 0 : size / 2;
        } else {
            moved = TreeNode.isLess(left, size - 2, key, id) ? 2 : size / 2;
        }
        TreeNode.open(parent, index + 1);
        child(parent, index + 1, handle);
        copyEntry(parent, index, parent, index + 1);
        pullDownBound(parent, index, left);
        TreeNode.moveRight(left, right, moved);
        copyEntry(left, size(left) - 1, parent, index);
    }

    /** Makes sure that a child can lose a slot; the parent has at least two children, and may have one less then. */
    private void refill(final long parent, final int index) {
        final int left = index + 1 < size(parent) ? index : index - 1;
        final long leftNode = childAt(parent, left);
        if (size(leftNode) + size(childAt(parent, left + 1)) <= TreeNode.capacity(leftNode)) {
            merge(parent, left);
        } else {
            balance(parent, left);
        }
    }

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
    private void balance(final long parent, final int index) {
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
     * Cuts off what is at or after {@code key}. Both parts have the level of the node or are null, and none of their nodes is empty,
     * but those along the cut may be low and inner ones may have one child.
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
        final int rest = allocate(level(node));
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
        return size(node) <= LOW;
    }

    private static int room(final long node) {
        return TreeNode.capacity(node) - size(node);
    }

    private static void copyEntry(final long from, final int fromIndex, final long to, final int toIndex) {
        TreeNode.entry(to, toIndex, key(from, fromIndex), id(from, fromIndex));
    }

    private static long roots(final int head, final int rest) {
        return (long) head << 32 | rest;
    }

    private static IllegalStateException absent(final long key, final long id) {
        return new IllegalStateException("not in the index: key=" + key + " id=" + id);
    }
}
