package io.tocsin.benchmarks;

import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.index.NodePool;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One alert cancelled and one added on a symbol that has many: the index beside a {@link TreeMap}, which is spared
 * comparing two fields. In the end both are compared with the alerts that they should hold.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class LevelTreeBenchmark {
    private static final long SEED = 42;

    /** On how many prices the alerts of the symbol lie. */
    @Param({"100000000", "5000", "1"})
    public int levels;

    @Param("1000000")
    public int alerts;

    @Param({"LevelTree", "TreeMap"})
    public String structure;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private long[] keys;
    private long[] ids;
    private long lastId;
    private Index index;

    /** What is compared. */
    private interface Index {
        void add(long key, long id);

        void remove(long key, long id);

        void forEach(LevelTree.EntryConsumer consumer);
    }

    private static final class LevelTreeIndex implements Index {
        private final LevelTree tree = new LevelTree(new NodePool(1L << 30));
        private int root = LevelTree.NULL_ROOT;

        @Override
        public void add(final long key, final long id) {
            root = tree.insert(root, key, id);
        }

        @Override
        public void remove(final long key, final long id) {
            root = tree.remove(root, key, id);
        }

        @Override
        public void forEach(final LevelTree.EntryConsumer consumer) {
            tree.forEach(root, consumer);
        }
    }

    private static final class TreeMapIndex implements Index {
        private final TreeMap<Long, Long> map = new TreeMap<>();

        @Override
        public void add(final long key, final long id) {
            map.put(join(key, id), id);
        }

        @Override
        public void remove(final long key, final long id) {
            map.remove(join(key, id));
        }

        @Override
        public void forEach(final LevelTree.EntryConsumer consumer) {
            map.forEach((joined, id) -> consumer.onEntry(joined >>> Integer.SIZE, id));
        }
    }

    @Setup
    public void fill() {
        index = structure.equals("LevelTree") ? new LevelTreeIndex() : new TreeMapIndex();
        keys = new long[alerts];
        ids = new long[alerts];
        for (int i = 0; i < alerts; i++) {
            add(i);
        }
    }

    @Benchmark
    public void cancelAndAdd() {
        final int anyone = random.nextInt(alerts);
        index.remove(keys[anyone], ids[anyone]);
        add(anyone);
    }

    @TearDown
    public void check() {
        final long[] expected = new long[alerts];
        Arrays.setAll(expected, i -> join(keys[i], ids[i]));
        Arrays.sort(expected);
        final int[] count = new int[1];
        index.forEach((key, id) -> {
            if (expected[count[0]++] != join(key, id)) {
                throw new IllegalStateException("unexpected key=" + key + " id=" + id);
            }
        });
        if (count[0] != alerts) {
            throw new IllegalStateException(count[0] + " alerts");
        }
    }

    private void add(final int slot) {
        keys[slot] = random.nextInt(levels);
        ids[slot] = ++lastId;
        index.add(keys[slot], ids[slot]);
    }

    private static long join(final long key, final long id) {
        return key << Integer.SIZE | id;
    }
}
