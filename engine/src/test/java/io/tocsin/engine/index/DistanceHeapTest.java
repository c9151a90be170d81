package io.tocsin.engine.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heaps by themselves, then random operations on several of one pool, beside a {@link TreeMap} for each. */
@Soak
class DistanceHeapTest {
    private static final int HEAPS = 5;
    private static final int DEEP = 1_000_000;

    private final BlockPool pool = new BlockPool(DistanceHeap.NODE_BYTES, 64 << 20);
    private final DistanceHeap heap = new DistanceHeap(pool);
    private final int[] roots = new int[HEAPS];
    private final List<TreeMap<Entry, Integer>> models = new ArrayList<>();
    private Random random;
    private long lastId;

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void shouldOrderByKeyThenById() {
        int root = heap.newNode(5, 9, 0);
        root = heap.meld(root, heap.newNode(5, -1, 0));
        root = heap.meld(root, heap.newNode(Long.MAX_VALUE, Long.MAX_VALUE, 0));
        root = heap.meld(heap.newNode(Long.MIN_VALUE, Long.MIN_VALUE, 0), root);

        assertThat(drain(root)).containsExactly(Long.MIN_VALUE, -1L, 9L, Long.MAX_VALUE);
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void shouldNotRecurInDeepAndWideHeaps() {
        int deep = DistanceHeap.NULL_NODE;
        int wide = DistanceHeap.NULL_NODE;
        for (int i = 0; i < DEEP / 2; i++) {
            deep = heap.meld(deep, heap.newNode(-i, i, 0));
            wide = heap.meld(wide, heap.newNode(i, i, 0));
        }
        int both = heap.meld(deep, wide);

        long parts = heap.split(heap.remove(both, both), 0);
        int sorted = heap.heap(DistanceHeap.run(parts));

        assertThat(drain(sorted)).hasSize(DEEP / 2);
        assertThat(drain(DistanceHeap.rest(parts))).hasSize(DEEP / 2 - 1);
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void shouldRejectRemovalOfNodeThatIsNotBelowTheRoot() {
        int root = heap.newNode(1, 1, 0);
        int other = heap.newNode(2, 2, 0);
        int run = DistanceHeap.run(heap.split(heap.newNode(3, 3, 0), 3));

        assertThatThrownBy(() -> heap.remove(root, other)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> heap.remove(root, run)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRejectPoolOfOtherBlocks() {
        try (BlockPool other = new BlockPool(64, 1 << 20)) {
            assertThatThrownBy(() -> new DistanceHeap(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldAgreeWithModelAtEveryStep(long seed) {
        random = new Random(seed);
        for (int i = 0; i < HEAPS; i++) {
            models.add(new TreeMap<>());
        }
        for (int step = 1; step <= 5_000; step++) {
            change(random.nextInt(HEAPS), random.nextInt(1_000));
            for (int i = 0; i < HEAPS; i++) {
                check(i, "seed " + seed + " step " + step);
            }
            assertThat(pool.blocksInUse())
                    .isEqualTo(models.stream().mapToInt(TreeMap::size).sum());
        }
    }

    private void change(int i, int choice) {
        TreeMap<Entry, Integer> model = models.get(i);
        if (model.isEmpty() || choice < 550) {
            Entry entry = new Entry(randomKey(i), ++lastId);
            int node = heap.newNode(entry.key, entry.id, (int) -lastId);
            model.put(entry, node);
            roots[i] = heap.meld(roots[i], node);
        } else if (choice < 700) {
            roots[i] = heap.remove(roots[i], model.pollFirstEntry().getValue());
        } else if (choice < 960) {
            Entry probe = new Entry(randomKey(i), random.nextLong(lastId + 1));
            Entry entry = model.ceilingKey(probe);
            roots[i] = heap.remove(roots[i], model.remove(entry != null ? entry : model.lastKey()));
        } else if (choice < 980) {
            split(i, randomKey(i));
        } else if (choice < 990) {
            long parts = heap.split(roots[i], Long.MAX_VALUE);
            assertThat(DistanceHeap.rest(parts)).isZero();
            roots[i] = heap.heap(DistanceHeap.run(parts));
        } else {
            int other = (i + 1) % HEAPS;
            roots[i] = heap.meld(roots[i], roots[other]);
            roots[other] = DistanceHeap.NULL_NODE;
            model.putAll(models.get(other));
            models.get(other).clear();
        }
    }

    private void split(int i, long lastKey) {
        List<Long> expected = new ArrayList<>();
        TreeMap<Entry, Integer> model = models.get(i);
        while (!model.isEmpty() && model.firstKey().key <= lastKey) {
            expected.add(model.pollFirstEntry().getKey().id);
        }
        long parts = heap.split(roots[i], lastKey);
        roots[i] = DistanceHeap.rest(parts);
        List<Long> run = new ArrayList<>();
        int node = DistanceHeap.run(parts);
        while (node != DistanceHeap.NULL_NODE) {
            run.add(heap.id(node));
            int next = heap.next(node);
            heap.free(node);
            node = next;
        }
        assertThat(run).isEqualTo(expected);
    }

    private long randomKey(int i) {
        return switch (i) {
            case 0 -> random.nextLong();
            case 1 -> 1;
            case 2 -> lastId;
            case 3 -> -lastId;
            default -> random.nextInt(20);
        };
    }

    private void check(int i, String description) {
        TreeMap<Entry, Integer> model = models.get(i);
        assertThat(HeapInvariants.check(heap, roots[i]))
                .as(description)
                .containsExactlyInAnyOrderElementsOf(model.values());
        if (!model.isEmpty()) {
            assertThat(roots[i]).as(description).isEqualTo(model.firstEntry().getValue());
        }
        model.forEach((entry, node) -> {
            assertThat(heap.key(node)).isEqualTo(entry.key);
            assertThat(heap.id(node)).isEqualTo(entry.id);
            assertThat(heap.tag(node)).isEqualTo((int) -entry.id);
        });
    }

    /** Removes one after the other. */
    private List<Long> drain(int root) {
        long[] ids = new long[pool.blocksInUse()];
        int count = 0;
        int rest = root;
        while (rest != DistanceHeap.NULL_NODE) {
            ids[count++] = heap.id(rest);
            rest = heap.remove(rest, rest);
        }
        return Arrays.stream(ids, 0, count).boxed().toList();
    }

    private record Entry(long key, long id) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return key != other.key ? Long.compare(key, other.key) : Long.compare(id, other.id);
        }
    }
}
