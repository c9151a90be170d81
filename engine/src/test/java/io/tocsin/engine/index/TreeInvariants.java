package io.tocsin.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

/** Walks a tree and checks what {@link TreeNode} and {@link LevelTree} promise about its nodes. */
final class TreeInvariants {
    private final BlockPool pool;
    private int nodes;
    private boolean started;
    private long lastKey;
    private long lastId;

    private TreeInvariants(BlockPool pool) {
        this.pool = pool;
    }

    /** Checks the tree and returns the number of its nodes. */
    static int check(BlockPool pool, int root) {
        if (root == LevelTree.NULL_ROOT) {
            return 0;
        }
        TreeInvariants invariants = new TreeInvariants(pool);
        invariants.check(root, TreeNode.level(pool.address(root)), true);
        return invariants.nodes;
    }

    private void check(int handle, int level, boolean isRoot) {
        long node = pool.address(handle);
        nodes++;
        assertThat(TreeNode.level(node)).as("level").isEqualTo(level);
        int size = TreeNode.size(node);
        if (level == 0) {
            assertThat(size).as("leaf size").isBetween(1, TreeLeaf.capacity(node));
            for (int i = 0; i < size; i++) {
                visit(TreeLeaf.key(node, i), TreeLeaf.id(node, i));
            }
            return;
        }
        assertThat(size).as("inner size, root %s", isRoot).isBetween(2, TreeNode.CAPACITY);
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                long key = TreeNode.key(node, i - 1);
                long id = TreeNode.id(node, i - 1);
                assertThat(isLess(key, id, lastKey, lastId))
                        .as("bound is below its child")
                        .isFalse();
                started = true;
                lastKey = key;
                lastId = id;
            }
            check(TreeNode.child(node, i), level - 1, false);
            if (level > 1 && i < size - 1) {
                long child = pool.address(TreeNode.child(node, i));
                int last = TreeNode.size(child) - 1;
                assertThat(TreeNode.key(child, last))
                        .as("bound of the last child")
                        .isEqualTo(TreeNode.key(node, i));
                assertThat(TreeNode.id(child, last))
                        .as("bound of the last child")
                        .isEqualTo(TreeNode.id(node, i));
            }
        }
    }

    private void visit(long key, long id) {
        if (started) {
            assertThat(isLess(lastKey, lastId, key, id)).as("entries ascend").isTrue();
        }
        started = true;
        lastKey = key;
        lastId = id;
    }

    private static boolean isLess(long key, long id, long otherKey, long otherId) {
        return key < otherKey || (key == otherKey && id < otherId);
    }
}
