package io.tocsin.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Alerts are added, cancelled, re-armed and fired in random order in many sets of one pool, beside a {@link TreeSet}
 * for each. A test is named after its seed, see {@link Seeds}.
 */
@Soak
class LevelTreeModelTest {
    private static final int SETS = 7;

    private record Entry(long key, long id) implements Comparable<Entry> {
        private static final Comparator<Entry> ORDER =
                Comparator.comparingLong(Entry::key).thenComparingLong(Entry::id);

        @Override
        public int compareTo(Entry other) {
            return ORDER.compare(this, other);
        }
    }

    private final BlockPool pool = new BlockPool(LevelTree.NODE_BYTES, 256 << 20);
    private final LevelTree tree = new LevelTree(pool);
    private final int[] roots = new int[SETS];
    private final List<TreeSet<Entry>> models = new ArrayList<>();
    private Random random;

    @AfterEach
    void closePool() {
        pool.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldAgreeWithModelAtEveryStep(long seed) {
        run(seed, 5_000, 700, 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldAgreeWithModelWhenLarge(long seed) {
        run(seed, 300_000, 30_000, 20_000);
    }

    /** Sets swell to about {@code crowd} pairs and shrink again, in turns; checked every {@code interval} steps. */
    private void run(long seed, int steps, int crowd, int interval) {
        random = new Random(seed);
        for (int i = 0; i < SETS; i++) {
            models.add(new TreeSet<>());
        }
        for (int step = 1; step <= steps; step++) {
            int set = random.nextInt(SETS);
            boolean growing = step / (2 * crowd) % 2 == 0;
            if (random.nextInt(100) < (growing ? 70 : 25)) {
                insert(set, randomEntry(set, step));
            } else {
                shrink(set, step, crowd);
            }
            probe(set, step);
            if (step % interval == 0) {
                check(set, "seed " + seed + " step " + step);
            }
        }
        for (int set = 0; set < SETS; set++) {
            check(set, "seed " + seed + " end");
            empty(set);
        }
        assertThat(pool.blocksInUse()).as("seed %d", seed).isZero();
    }

    /** A shape for each set: spread levels, few, one, ascending, descending, all magnitudes, extremes. */
    private Entry randomEntry(int set, int step) {
        return switch (set) {
            case 0 -> new Entry(random.nextLong(), random.nextLong());
            case 1 -> new Entry(random.nextInt(20), step);
            case 2 -> new Entry(-7, random.nextInt());
            case 3 -> new Entry(step / 3, step);
            case 4 -> new Entry(-step / 3, step);
            case 5 -> new Entry(random.nextLong() >> random.nextInt(64), random.nextLong() >> random.nextInt(64));
            default -> new Entry(extreme(), extreme());
        };
    }

    private long extreme() {
        return switch (random.nextInt(4)) {
            case 0 -> Long.MIN_VALUE + random.nextInt(30);
            case 1 -> Long.MAX_VALUE - random.nextInt(30);
            default -> random.nextInt(3) - 1;
        };
    }

    private void insert(int set, Entry entry) {
        if (models.get(set).add(entry)) {
            roots[set] = tree.insert(roots[set], entry.key, entry.id);
        }
    }

    private void shrink(int set, int step, int crowd) {
        TreeSet<Entry> model = models.get(set);
        if (model.isEmpty()) {
            return;
        }
        switch (random.nextInt(20)) {
            case 0 -> fire(set, random.nextInt(crowd) < 20 ? someEntry(set).key : keyNearFirst(set));
            case 1, 2, 3, 4 -> removeFirst(set);
            case 5, 6, 7, 8 -> {
                Entry entry = someEntry(set);
                cancel(set, entry);
                insert(set, new Entry(randomEntry(set, step).key, entry.id));
            }
            default -> cancel(set, someEntry(set));
        }
    }

    private void cancel(int set, Entry entry) {
        models.get(set).remove(entry);
        roots[set] = tree.remove(roots[set], entry.key, entry.id);
    }

    private void removeFirst(int set) {
        Entry first = models.get(set).pollFirst();
        assertThat(tree.firstKey(roots[set])).isEqualTo(first.key);
        assertThat(tree.firstId(roots[set])).isEqualTo(first.id);
        roots[set] = tree.removeFirst(roots[set]);
    }

    private long keyNearFirst(int set) {
        return models.get(set).stream()
                .skip(random.nextInt(Math.min(100, models.get(set).size())))
                .findFirst()
                .orElseThrow()
                .key;
    }

    /** Takes a prefix and, while it is consumed, re-arms some of it in the same set and some in the next one. */
    private void fire(int set, long lastKey) {
        int other = (set + 1) % SETS;
        TreeSet<Entry> prefix = new TreeSet<>(models.get(set).headSet(new Entry(lastKey, Long.MAX_VALUE), true));
        models.get(set).removeAll(prefix);
        long cut = tree.split(roots[set], lastKey);
        roots[set] = LevelTree.rest(cut);
        TreeInvariants.check(pool, LevelTree.head(cut));
        TreeInvariants.check(pool, LevelTree.rest(cut));
        List<Entry> drained = new ArrayList<>();
        tree.drain(LevelTree.head(cut), (key, id) -> {
            drained.add(new Entry(key, id));
            if (id % 5 == 0) {
                insert(set, new Entry(key, id));
            } else if (id % 5 == 1) {
                insert(other, new Entry(key, id));
            }
        });
        assertThat(drained).containsExactlyElementsOf(prefix);
    }

    private void empty(int set) {
        if (set % 2 == 0) {
            while (!models.get(set).isEmpty()) {
                cancel(set, someEntry(set));
            }
            assertThat(roots[set]).isEqualTo(LevelTree.NULL_ROOT);
        } else {
            tree.drain(roots[set], (key, id) -> {});
            roots[set] = LevelTree.NULL_ROOT;
        }
    }

    private Entry someEntry(int set) {
        TreeSet<Entry> model = models.get(set);
        Entry probe = model.size() < 50 ? randomEntry(set, 1) : randomEntry(set, 1 + random.nextInt(model.size() * 2));
        Entry entry = model.ceiling(probe);
        return entry != null ? entry : model.last();
    }

    /** Looks for what is there, and for what may not be. */
    private void probe(int set, int step) {
        TreeSet<Entry> model = models.get(set);
        Entry absent = randomEntry(set, step + random.nextInt(3));
        Entry entry = model.isEmpty() || random.nextBoolean() ? absent : someEntry(set);
        Entry first = model.ceiling(new Entry(entry.key, Long.MIN_VALUE));
        long firstId = first != null && first.key == entry.key ? first.id : Long.MIN_VALUE;
        assertThat(tree.contains(roots[set], entry.key, entry.id)).isEqualTo(model.contains(entry));
        assertThat(tree.firstIdAt(roots[set], entry.key)).isEqualTo(firstId);
    }

    private void check(int set, String description) {
        List<Entry> content = new ArrayList<>();
        tree.forEach(roots[set], (key, id) -> content.add(new Entry(key, id)));
        assertThat(contentBySome(set)).as(description).isEqualTo(content);
        assertThat(content).as(description).containsExactlyElementsOf(models.get(set));
        int nodes = Arrays.stream(roots)
                .map(root -> TreeInvariants.check(pool, root))
                .sum();
        assertThat(pool.blocksInUse()).as(description).isEqualTo(nodes);
    }

    private List<Entry> contentBySome(int set) {
        List<Entry> content = new ArrayList<>();
        Entry from = new Entry(Long.MIN_VALUE, Long.MIN_VALUE);
        int atLeast;
        int visited;
        do {
            atLeast = 1 + random.nextInt(200);
            visited =
                    tree.forSome(roots[set], from.key, from.id, atLeast, (key, id) -> content.add(new Entry(key, id)));
            if (visited > 0) {
                from = after(content.get(content.size() - 1));
            }
        } while (visited >= atLeast && from != null);
        return content;
    }

    /** The next that there could be; null after the last. */
    private static Entry after(Entry entry) {
        if (entry.id < Long.MAX_VALUE) {
            return new Entry(entry.key, entry.id + 1);
        }
        return entry.key < Long.MAX_VALUE ? new Entry(entry.key + 1, Long.MIN_VALUE) : null;
    }
}
