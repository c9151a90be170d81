package io.tocsin.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.index.PeakGroups.Direction;
import io.tocsin.engine.index.TrailingModel.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random prices, insertions and removals on several books of shared pools, beside a {@link TrailingModel} for each. A
 * test is named after its seed, see {@link Seeds}.
 */
@Soak
class PeakGroupsModelTest {
    private static final int BOOKS = 4;
    private static final long GREATEST = 1L << 62;

    private final BlockPool entryPool = new BlockPool(PeakGroups.ENTRY_BYTES, 64 << 20);
    private final BlockPool groupPool = new BlockPool(PeakGroups.GROUP_BYTES, 64 << 20);
    private final BlockPool nodePool = new BlockPool(LevelTree.NODE_BYTES, 64 << 20);
    private final PeakInvariants invariants = new PeakInvariants(entryPool, groupPool, nodePool);
    private final int[] books = new int[BOOKS];
    private final long[] prices = new long[BOOKS];
    private final List<TrailingModel> models = new ArrayList<>();
    private PeakGroups groups;
    private Random random;
    private long lastId;

    static Stream<Arguments> directionsAndSeeds() {
        return Seeds.some()
                .boxed()
                .flatMap(seed -> Arrays.stream(Direction.values()).map(direction -> Arguments.of(direction, seed)));
    }

    @AfterEach
    void closePools() {
        entryPool.close();
        groupPool.close();
        nodePool.close();
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("directionsAndSeeds")
    void shouldAgreeWithModelAtEveryStep(Direction direction, long seed) {
        run(direction, seed, 4_000, 400, 1);
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("directionsAndSeeds")
    void shouldAgreeWithModelWhenLarge(Direction direction, long seed) {
        run(direction, seed, 60_000, 15_000, 5_000);
    }

    /** Books swell for {@code phase} steps and shrink for as many; all is checked every {@code interval} steps. */
    private void run(Direction direction, long seed, int steps, int phase, int interval) {
        random = new Random(seed);
        groups = new PeakGroups(direction, entryPool, groupPool, new LevelTree(nodePool));
        for (int i = 0; i < BOOKS; i++) {
            models.add(new TrailingModel(direction));
            prices[i] = randomPrice(i);
        }
        for (int step = 1; step <= steps; step++) {
            int i = random.nextInt(BOOKS);
            boolean growing = step / phase % 2 == 0;
            if (random.nextInt(100) < (growing ? 60 : 30)) {
                insert(i, randomPeak(i));
            } else if (random.nextInt(100) < (growing ? 30 : 60)) {
                removeOne(i);
            } else {
                onPrice(i, randomPrice(i), interval == 1 || step % 100 == 0);
            }
            if (step % interval == 0) {
                check(i, direction + " seed " + seed + " step " + step);
            }
        }
        for (int i = 0; i < BOOKS; i++) {
            while (!models.get(i).entries.isEmpty()) {
                removeOne(i);
            }
        }
        invariants.check(books);
        assertThat(books).containsOnly(PeakGroups.NULL_BOOK);
    }

    /** As an engine does: the extreme first, then what fires, some of which starts again at the price. */
    private void onPrice(int i, long v, boolean always) {
        prices[i] = v;
        TrailingModel model = models.get(i);
        if (model.isBeyond(v, groups.extreme(books[i]))) {
            groups.onExtreme(books[i], v);
            model.onExtreme(v);
        }
        if (always || !model.isBeyond(v, groups.trigger(books[i]))) {
            List<Entry> expected = model.reached(v);
            long parts = groups.detachReached(books[i], v);
            books[i] = PeakGroups.rest(parts);
            model.entries.removeAll(expected);
            List<String> drained = new ArrayList<>();
            groups.drain(PeakGroups.run(parts), (peak, percent, distance, id) -> {
                drained.add(new Entry(peak, percent, distance, id, 0).text());
                onFired(i, v);
            });
            assertThat(drained).isEqualTo(expected.stream().map(Entry::text).toList());
        }
    }

    private void onFired(int i, long v) {
        int choice = random.nextInt(10);
        if (choice < 3) {
            insert(i, v);
        } else if (choice == 4) {
            insert((i + 1) % BOOKS, prices[(i + 1) % BOOKS]);
        } else if (choice == 5) {
            removeOne(i);
        }
    }

    private void insert(int i, long peak) {
        boolean percent = random.nextBoolean();
        long distance = percent ? randomPpm(i) : randomBy(i);
        books[i] = groups.insert(books[i], peak, percent, distance, ++lastId);
        models.get(i).entries.add(new Entry(peak, percent, distance, lastId, groups.lastNode()));
    }

    private void removeOne(int i) {
        List<Entry> entries = models.get(i).entries;
        if (!entries.isEmpty()) {
            int index = random.nextInt(entries.size());
            Entry entry = entries.get(index);
            entries.set(index, entries.get(entries.size() - 1));
            entries.remove(entries.size() - 1);
            assertThat(groups.peakOf(entry.node())).isEqualTo(entry.peak());
            books[i] = groups.remove(books[i], entry.node());
        }
    }

    /** Each book has a shape of its own: a slow walk, a wild one, few prices, and the ends of the range. */
    private long randomPrice(int i) {
        return switch (i) {
            case 0 -> Math.max(1, prices[0] + random.nextInt(21) - 10);
            case 1 -> 1 + random.nextInt(1_000_000);
            case 2 -> 100 + random.nextInt(5);
            default -> random.nextBoolean() ? 1 + random.nextInt(3) : GREATEST - random.nextInt(3);
        };
    }

    /** Mostly the present price, as then peaks are in order; else anything, a peak that there is included. */
    private long randomPeak(int i) {
        List<Entry> entries = models.get(i).entries;
        int choice = random.nextInt(10);
        if (choice == 0) {
            return randomPrice(i);
        }
        return choice == 1 && !entries.isEmpty()
                ? entries.get(random.nextInt(entries.size())).peak()
                : prices[i];
    }

    private long randomPpm(int i) {
        return switch (i) {
            case 0 -> 1 + random.nextInt(500_000);
            case 1 -> 10_000L * (1 + random.nextInt(100));
            case 2 -> 1 + random.nextInt(3_000_000);
            default -> 1 + random.nextLong(1_000_000_000_000L);
        };
    }

    private long randomBy(int i) {
        return switch (i) {
            case 0 -> 1 + random.nextInt(50);
            case 1 -> 1 + random.nextInt(1_000_000);
            case 2 -> 1 + random.nextInt(4);
            default -> random.nextBoolean() ? GREATEST - random.nextInt(3) : 1 + random.nextLong(GREATEST);
        };
    }

    private void check(int changed, String description) {
        for (int i = 0; i < BOOKS; i++) {
            assertThat(groups.extreme(books[i]))
                    .as(description)
                    .isEqualTo(models.get(i).extreme());
            assertThat(groups.trigger(books[i]))
                    .as(description)
                    .isEqualTo(models.get(i).trigger());
        }
        // Not always, as it sorts the heaps.
        if (random.nextInt(5) == 0) {
            List<String> visited = new ArrayList<>();
            groups.forEach(
                    books[changed],
                    (peak, percent, distance, id) -> visited.add(new Entry(peak, percent, distance, id, 0).text()));
            assertThat(visited).as(description).isEqualTo(models.get(changed).text());
        }
        invariants.check(books);
    }
}
