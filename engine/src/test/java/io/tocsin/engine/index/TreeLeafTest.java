package io.tocsin.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Leaves of pairs anywhere, probed at and beyond the ends of what their codes can stand for. A seed names a test. */
@Soak
class TreeLeafTest {
    private static final int ROUNDS = 3_000;
    private static final long[] DISTANCES = {0, 1, 2, 1L << 31, 1L << 32, 3L << 31, 1L << 62};

    private record Pair(long key, long id) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            return key == other.key ? Long.compare(id, other.id) : Long.compare(key, other.key);
        }
    }

    private final BlockPool pool = new BlockPool(TreeNode.BYTES, 1 << 20);
    private final long leaf = pool.address(pool.allocate());
    private final LeafBuffer buffer = new LeafBuffer();
    private Random random;

    @AfterEach
    void closePool() {
        pool.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldFindThePlaceOfAnyPair(long seed) {
        random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            NavigableSet<Pair> model = fill(anywhere(), anywhere(), 1 + random.nextInt(TreeLeaf.WIDE_CAPACITY));
            assertThat(pairs()).as("seed %d round %d", seed, round).containsExactlyElementsOf(model);
            for (Pair near : model) {
                Pair probe = new Pair(near.key + distance(), near.id + distance());
                assertThat(TreeLeaf.lowerBound(leaf, probe.key, probe.id))
                        .as("seed %d round %d: %s among %s", seed, round, probe, model)
                        .isEqualTo(model.headSet(probe).size());
                assertThat(TreeLeaf.holds(leaf, model.headSet(near).size(), near.key, near.id))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldTakeWhatIsSaidToFit(long seed) {
        random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            NavigableSet<Pair> model = fill(anywhere(), anywhere(), 1 + random.nextInt(TreeLeaf.WIDE_CAPACITY));
            for (Pair near : List.copyOf(model)) {
                Pair pair = new Pair(near.key + distance(), near.id + distance());
                if (TreeLeaf.hasRoomFor(leaf, pair.key, pair.id) && model.add(pair)) {
                    TreeLeaf.insert(leaf, TreeLeaf.lowerBound(leaf, pair.key, pair.id), pair.key, pair.id);
                }
            }
            assertThat(pairs()).as("seed %d round %d", seed, round).containsExactlyElementsOf(model);
        }
    }

    /** Makes a leaf of pairs that differ by less than 2³² in most rounds. */
    private NavigableSet<Pair> fill(long key, long id, int pairs) {
        int spread = random.nextInt(34);
        TreeSet<Pair> model = new TreeSet<>();
        while (model.size() < pairs) {
            model.add(
                    new Pair(key + (random.nextLong() >>> 30 >>> spread), id + (random.nextLong() >>> 30 >>> spread)));
            if (spread > 28 && random.nextInt(100) == 0) {
                break;
            }
        }
        buffer.clear();
        model.forEach(pair -> buffer.insert(pair.key, pair.id));
        buffer.write(leaf, 0, buffer.size());
        return model;
    }

    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        TreeLeaf.forEach(leaf, 0, (key, id) -> pairs.add(new Pair(key, id)));
        return pairs;
    }

    private long distance() {
        long distance = DISTANCES[random.nextInt(DISTANCES.length)] + random.nextInt(3) - 1;
        return random.nextBoolean() ? distance : -distance;
    }

    private long anywhere() {
        return switch (random.nextInt(4)) {
            case 0 -> Long.MIN_VALUE + random.nextInt(100);
            case 1 -> Long.MAX_VALUE - random.nextInt(100);
            case 2 -> random.nextInt(100);
            default -> random.nextLong();
        };
    }
}
