package io.tocsin.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks all books of some pools and checks what {@link PeakBooks} and {@link PeakForest} promise, and that no block is
 * lost.
 */
final class PeakInvariants {
    private final BlockPool entries;
    private final BlockPool groups;
    private final BlockPool nodes;
    private final LevelTree sets;
    private final DistanceHeap heap;
    private final PeakForest forest;
    private final PeakBooks books;

    PeakInvariants(BlockPool entries, BlockPool groups, BlockPool nodes) {
        this.entries = entries;
        this.groups = groups;
        this.nodes = nodes;
        sets = new LevelTree(nodes);
        heap = new DistanceHeap(entries);
        forest = new PeakForest(groups, heap);
        books = new PeakBooks(entries, forest, sets);
    }

    void check(int... allBooks) {
        Map<Integer, Integer> refs = new HashMap<>();
        int entryBlocks = 0;
        int treeNodes = 0;
        for (int book : allBooks) {
            if (book != PeakGroups.NULL_BOOK) {
                entryBlocks += 1 + checkGroups(book, refs);
                treeNodes += TreeInvariants.check(nodes, books.heights(book));
                treeNodes += TreeInvariants.check(nodes, books.triggers(book));
            }
        }
        for (int group : List.copyOf(refs.keySet())) {
            countPointersAbove(group, refs);
        }
        refs.forEach((group, count) ->
                assertThat(forest.refs(group)).as("refs of %d", group).isEqualTo(count));
        assertThat(entries.blocksInUse()).as("entries").isEqualTo(entryBlocks);
        assertThat(groups.blocksInUse()).as("groups").isEqualTo(refs.size());
        assertThat(nodes.blocksInUse()).as("tree nodes").isEqualTo(treeNodes);
    }

    /** Checks the groups of a book, counts what points to each, and returns the number of entries. */
    private int checkGroups(int book, Map<Integer, Integer> refs) {
        List<Integer> others = new ArrayList<>();
        List<Long> keysOfTriggers = new ArrayList<>();
        books.forEach(book, (height, group) -> {
            assertThat(forest.height((int) group)).as("height").isEqualTo(height);
            others.add((int) group);
        });
        sets.forEach(books.triggers(book), (key, group) -> {
            assertThat(forest.trigger((int) group)).as("trigger").isEqualTo(-key);
            assertThat(others).contains((int) group);
            keysOfTriggers.add(key);
        });
        assertThat(keysOfTriggers).hasSameSizeAs(others);
        assertThat(books.nextTrigger(book))
                .isEqualTo(keysOfTriggers.isEmpty() ? PeakBooks.NEVER : -keysOfTriggers.get(0));
        assertThat(books.nextHeight(book))
                .isEqualTo(others.isEmpty() ? PeakBooks.NO_HEIGHT : forest.height(others.get(0)));

        int count = checkGroup(books.top(book), refs);
        long last = forest.height(books.top(book));
        for (int group : others) {
            assertThat(forest.height(group)).as("heights ascend").isGreaterThan(last);
            last = forest.height(group);
            count += checkGroup(group, refs);
        }
        return count;
    }

    private int checkGroup(int group, Map<Integer, Integer> refs) {
        assertThat(forest.parent(group)).as("parent of a group in use").isZero();
        int entries = checkHeap(group, PeakForest.PPM, refs) + checkHeap(group, PeakForest.ABSOLUTE, refs);
        assertThat(entries).as("entries of a group").isPositive();
        refs.putIfAbsent(group, 0);
        return entries;
    }

    private int checkHeap(int group, int unit, Map<Integer, Integer> refs) {
        int root = forest.heap(group, unit);
        assertThat(forest.least(group, unit))
                .isEqualTo(root == DistanceHeap.NULL_NODE ? PeakForest.NO_DISTANCE : heap.key(root));
        List<Integer> found = HeapInvariants.check(heap, root);
        for (int node : found) {
            int direct = PeakForest.group(heap.tag(node));
            assertThat(forest.unit(node)).isEqualTo(unit);
            assertThat(top(direct)).as("group of an entry").isEqualTo(group);
            refs.merge(direct, 1, Integer::sum);
        }
        return found.size();
    }

    private int top(int group) {
        int top = group;
        while (forest.parent(top) != PeakForest.NULL_GROUP) {
            top = forest.parent(top);
        }
        return top;
    }

    /**
     * Counts the pointers of a merged group and of those above it, unless an entry or another group led there before.
     */
    private void countPointersAbove(int group, Map<Integer, Integer> refs) {
        int merged = group;
        while (forest.parent(merged) != PeakForest.NULL_GROUP) {
            int parent = forest.parent(merged);
            boolean isNew = !refs.containsKey(parent);
            assertThat(forest.rank(parent)).as("rank").isGreaterThan(forest.rank(merged));
            refs.merge(parent, 1, Integer::sum);
            if (!isNew) {
                return;
            }
            merged = parent;
        }
    }
}
