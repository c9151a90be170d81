package io.tocsin.engine.index;

import static io.tocsin.engine.index.LevelTree.NULL_ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LevelTreeTest {
    private static final int LARGE = 50_000;

    private final BlockPool pool = new BlockPool(LevelTree.NODE_BYTES, 64 << 20);
    private final LevelTree tree = new LevelTree(pool);

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void shouldOrderByKeyThenById() {
        int root = insert(NULL_ROOT, 5, 1);
        root = insert(root, -5, 9);
        root = insert(root, 5, -1);
        root = insert(root, Long.MAX_VALUE, Long.MAX_VALUE);
        root = insert(root, Long.MIN_VALUE, Long.MIN_VALUE);

        assertThat(tree.firstKey(root)).isEqualTo(Long.MIN_VALUE);
        assertThat(tree.firstId(root)).isEqualTo(Long.MIN_VALUE);
        assertThat(ids(root)).containsExactly(Long.MIN_VALUE, 9L, -1L, 1L, Long.MAX_VALUE);
    }

    @Test
    void shouldNotDependOnTheOrderOfInsertion() {
        int ascending = NULL_ROOT;
        int descending = NULL_ROOT;
        for (int i = 0; i < LARGE; i++) {
            ascending = insert(ascending, i / 10, i);
            descending = insert(descending, (LARGE - 1 - i) / 10, LARGE - 1 - i);
        }

        assertThat(ids(ascending)).isEqualTo(ids(descending)).hasSize(LARGE).isSorted();
    }

    @Test
    void shouldRejectDuplicate() {
        int root = insert(NULL_ROOT, 1, 2);

        assertThatThrownBy(() -> tree.insert(root, 1, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("already in the index: key=1 id=2");
    }

    @Test
    void shouldRejectRemovalOfAbsentPair() {
        int root = insert(NULL_ROOT, 1, 2);

        assertThatThrownBy(() -> tree.remove(root, 1, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not in the index: key=1 id=3");
        assertThatThrownBy(() -> tree.remove(NULL_ROOT, 1, 2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRejectFirstOfEmptySet() {
        assertThatThrownBy(() -> tree.firstKey(NULL_ROOT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tree.firstId(NULL_ROOT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tree.removeFirst(NULL_ROOT)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldFindPairsAndTheFirstIdOfEachKey() {
        int root = NULL_ROOT;
        for (int i = 0; i < 1_000; i++) {
            root = insert(root, 2L * (i / 10), i);
        }

        for (long level = 0; level < 100; level++) {
            assertThat(tree.firstIdAt(root, level * 2)).isEqualTo(level * 10);
            assertThat(tree.firstIdAt(root, level * 2 - 1)).isEqualTo(Long.MIN_VALUE);
            assertThat(tree.contains(root, level * 2, level * 10 + 9)).isTrue();
            assertThat(tree.contains(root, level * 2, level * 10 + 10)).isFalse();
        }
        assertThat(tree.firstIdAt(NULL_ROOT, 0)).isEqualTo(Long.MIN_VALUE);
        assertThat(tree.contains(NULL_ROOT, 0, 0)).isFalse();
    }

    @Test
    void shouldFindTheFirstIdBehindBoundsWhosePairsAreGone() {
        int root = NULL_ROOT;
        for (int i = 0; i < 1_000; i++) {
            root = insert(root, i, i);
        }
        for (int i = 0; i < 1_000; i++) {
            root = tree.remove(root, i, i);
            root = insert(root, i, i + 1);
            assertThat(tree.firstIdAt(root, i)).isEqualTo(i + 1);
        }
    }

    @Test
    void shouldRejectPoolOfOtherBlocks() {
        try (BlockPool other = new BlockPool(1024, 1 << 20)) {
            assertThatThrownBy(() -> new LevelTree(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldSplitAtEveryKey() {
        for (int lastKey = -1; lastKey <= 100; lastKey++) {
            int root = NULL_ROOT;
            for (int i = 0; i < 1_000; i++) {
                root = insert(root, i / 10, i);
            }

            long roots = tree.split(root, lastKey);

            int headSize = Math.min((lastKey + 1) * 10, 1_000);
            assertThat(ids(LevelTree.head(roots)))
                    .containsExactlyElementsOf(
                            LongStream.range(0, headSize).boxed().toList());
            assertThat(ids(LevelTree.rest(roots)))
                    .containsExactlyElementsOf(
                            LongStream.range(headSize, 1_000).boxed().toList());
            assertThat(pool.blocksInUse())
                    .isEqualTo(TreeInvariants.check(pool, LevelTree.head(roots))
                            + TreeInvariants.check(pool, LevelTree.rest(roots)));
            tree.drain(LevelTree.head(roots), (key, id) -> {});
            tree.drain(LevelTree.rest(roots), (key, id) -> {});
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void shouldSplitAtTheEndsOfTheKeyRange() {
        int root = insert(insert(NULL_ROOT, Long.MIN_VALUE, 1), Long.MAX_VALUE, 2);

        long atMinimum = tree.split(root, Long.MIN_VALUE);
        long atMaximum = tree.split(LevelTree.rest(atMinimum), Long.MAX_VALUE);

        assertThat(ids(LevelTree.head(atMinimum))).containsExactly(1L);
        assertThat(ids(LevelTree.head(atMaximum))).containsExactly(2L);
        assertThat(LevelTree.rest(atMaximum)).isEqualTo(NULL_ROOT);
        assertThat(tree.split(NULL_ROOT, 0)).isZero();
    }

    @Test
    void shouldLetConsumerOfDrainInsertIntoTheRest() {
        int root = NULL_ROOT;
        for (int i = 0; i < LARGE; i++) {
            root = insert(root, i, i);
        }
        long roots = tree.split(root, LARGE / 2);
        int[] rest = {LevelTree.rest(roots)};

        tree.drain(LevelTree.head(roots), (key, id) -> rest[0] = insert(rest[0], key, id));

        assertThat(ids(rest[0])).hasSize(LARGE).isSorted();
        assertThat(pool.blocksInUse()).isEqualTo(TreeInvariants.check(pool, rest[0]));
    }

    @Test
    void shouldTakeAtMost16BytesPerPairWhateverTheOrder() {
        int ascending = NULL_ROOT;
        for (int i = 0; i < LARGE; i++) {
            ascending = insert(ascending, i, i);
        }
        assertThat(bytesPerPair()).isLessThan(9.0);
        tree.drain(ascending, (key, id) -> {});

        int scattered = NULL_ROOT;
        for (int i = 0; i < LARGE; i++) {
            scattered = insert(scattered, scatteredKey(i), i);
        }
        assertThat(bytesPerPair()).isLessThan(12.0);

        for (int i = 0; i < 5 * LARGE; i++) {
            scattered = tree.remove(scattered, scatteredKey(i), i);
            scattered = insert(scattered, scatteredKey(i + LARGE), i + LARGE);
        }
        assertThat(bytesPerPair()).isLessThan(16.0);
    }

    @Test
    void shouldTakeAtMost24BytesPerPairWhoseKeysAndIdsAreFarApart() {
        int root = NULL_ROOT;
        for (int i = 0; i < LARGE; i++) {
            root = insert(root, scatteredKey(i) << 40, (long) i << 33);
        }
        assertThat(bytesPerPair()).isLessThan(24.0);
    }

    private double bytesPerPair() {
        return (double) pool.blocksInUse() * LevelTree.NODE_BYTES / LARGE;
    }

    private static long scatteredKey(int i) {
        return i * 2_654_435_761L % 1_000_003;
    }

    /** Leaves are laid out anew as pairs far from the others come and go. */
    @Test
    void shouldHoldPairsNearAndFarInOneSet() {
        for (long far : new long[] {1L << 31, 1L << 32, 1L << 62, Long.MIN_VALUE, Long.MAX_VALUE}) {
            int root = NULL_ROOT;
            for (int i = 0; i < 500; i++) {
                root = insert(root, i, i);
                root = insert(root, i % 7 == 0 ? far : i, i % 3 == 0 ? ~far + i : far - i);
            }
            assertThat(pool.blocksInUse()).isEqualTo(TreeInvariants.check(pool, root));
            for (int i = 0; i < 500; i++) {
                root = tree.remove(root, i % 7 == 0 ? far : i, i % 3 == 0 ? ~far + i : far - i);
                root = insert(root, far, i);
                root = tree.remove(root, far, i);
            }
            assertThat(ids(root)).hasSize(500).isSorted();
            assertThat(pool.blocksInUse()).isEqualTo(TreeInvariants.check(pool, root));
            tree.drain(root, (key, id) -> {});
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void shouldNotAllocateOnHeap() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] sum = new long[1];
        LevelTree.EntryConsumer adder = (key, id) -> sum[0] += id;
        long least = Long.MAX_VALUE;

        // Loading and compiling code allocates now and then; what the code itself allocates comes every time.
        for (int i = 0; i < 10 && least > 0; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            fillAndEmpty(adder);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).isZero();
    }

    private void fillAndEmpty(LevelTree.EntryConsumer consumer) {
        int root = NULL_ROOT;
        for (int i = 0; i < LARGE; i++) {
            root = tree.insert(root, i * 7919L % LARGE, i);
        }
        for (int i = 0; i < LARGE / 4; i++) {
            root = tree.remove(root, i * 7919L % LARGE, i);
            root = tree.insert(root, -1 - i, i);
            root = tree.removeFirst(root);
        }
        tree.forEach(root, consumer);
        long roots = tree.split(root, LARGE / 2);
        tree.drain(LevelTree.head(roots), consumer);
        tree.drain(LevelTree.rest(roots), consumer);
    }

    private int insert(int root, long key, long id) {
        return tree.insert(root, key, id);
    }

    private List<Long> ids(int root) {
        List<Long> ids = new ArrayList<>();
        tree.forEach(root, (key, id) -> ids.add(id));
        return ids;
    }
}
