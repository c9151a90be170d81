package io.tocsin.benchmarks;

import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.index.LevelTree;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * G5, G11: one alert cancelled and one added on a symbol that has many, and the index's memory; beside it a
 * {@link TreeMap}, which is spared comparing two fields. In the end both are compared with the alerts that they should
 * hold.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
public class IndexBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atMost(
                    0.35, 5, "cancel and add, any level : TreeMap", "levelTreeNs[100000000]", "treeMapNs[100000000]"),
            Goal.atMost(0.35, 5, "cancel and add, 5 000 levels : TreeMap", "levelTreeNs[5000]", "treeMapNs[5000]"),
            Goal.atMost(0.35, 5, "cancel and add, one level : TreeMap", "levelTreeNs[1]", "treeMapNs[1]"),
            Goal.atMost(10, 5, "p99.9 : p50, any level", "levelTreeP999Ns[100000000]", "levelTreeP50Ns[100000000]"),
            Goal.atMost(10, 5, "p99.9 : p50, one level", "levelTreeP999Ns[1]", "levelTreeP50Ns[1]"),
            Goal.atMost(24, 11, "index per alert, filled, any level", "filledBytes[100000000]"),
            Goal.atMost(24, 11, "index per alert, after churn, any level", "churnedBytes[100000000]"));

    private static final long SEED = 42;
    private static final int BATCH = 1000;
    private static final int TIMED = 100_000;

    /** On how many prices the alerts of the symbol lie. */
    @Param({"100000000", "5000", "1"})
    public int levels;

    @Param("1000000")
    public int alerts;

    private final BlockPool nodes = new BlockPool(LevelTree.NODE_BYTES, 1L << 30);
    private Book levelTree;
    private Book treeMap;
    private double filledBytes;
    private boolean measuring;

    @Setup
    public void fill() {
        levelTree = new Book(new LevelTreeIndex(new LevelTree(nodes)), levels, alerts);
        filledBytes = (double) nodes.reservedBytes() / alerts;
        treeMap = new Book(new TreeMapIndex(), levels, alerts);
    }

    @Setup(Level.Iteration)
    public void begin(IterationParams iteration) {
        measuring = iteration.getType() == IterationType.MEASUREMENT;
    }

    @TearDown
    public void verifyAndSave() {
        levelTree.verify();
        treeMap.verify();
        String plot = "Cancel and add, " + levels + " levels";
        Histograms.save(plot, "LevelTree", levelTree.measured);
        Histograms.save(plot, "TreeMap", treeMap.measured);
        nodes.close();
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("levelTreeNs", BATCH, levelTree::cancelAndAdd)
                .add("treeMapNs", BATCH, treeMap::cancelAndAdd)
                .run();
        levelTree.timeEach("levelTree", measuring);
        treeMap.timeEach("treeMap", measuring);
        Recorder.put("filledBytes", filledBytes);
        Recorder.put("churnedBytes", (double) nodes.reservedBytes() / alerts);
    }

    /** What is compared. */
    private interface Index {
        void add(long key, long id);

        void remove(long key, long id);

        void forEach(LevelTree.EntryConsumer consumer);
    }

    private static final class LevelTreeIndex implements Index {
        private final LevelTree tree;
        private int root = LevelTree.NULL_ROOT;

        LevelTreeIndex(LevelTree tree) {
            this.tree = tree;
        }

        @Override
        public void add(long key, long id) {
            root = tree.insert(root, key, id);
        }

        @Override
        public void remove(long key, long id) {
            root = tree.remove(root, key, id);
        }

        @Override
        public void forEach(LevelTree.EntryConsumer consumer) {
            tree.forEach(root, consumer);
        }
    }

    private static final class TreeMapIndex implements Index {
        private final TreeMap<Long, Long> map = new TreeMap<>();

        @Override
        public void add(long key, long id) {
            map.put(join(key, id), id);
        }

        @Override
        public void remove(long key, long id) {
            map.remove(join(key, id));
        }

        @Override
        public void forEach(LevelTree.EntryConsumer consumer) {
            map.forEach((joined, id) -> consumer.onEntry(joined >>> Integer.SIZE, id));
        }
    }

    /** An index and, beside it, what it must hold. */
    private static final class Book {
        private final SplittableRandom random = new SplittableRandom(SEED);
        private final Histogram measured = Histograms.create();
        private final Histogram interval = Histograms.create();
        private final Index index;
        private final int levels;
        private final long[] keys;
        private final long[] ids;
        private long lastId;

        Book(Index index, int levels, int alerts) {
            this.index = index;
            this.levels = levels;
            keys = new long[alerts];
            ids = new long[alerts];
            for (int i = 0; i < alerts; i++) {
                add(i);
            }
        }

        long cancelAndAdd() {
            for (int i = 0; i < BATCH; i++) {
                replaceAny();
            }
            return lastId;
        }

        /** Each operation by itself; what the clock costs is in the figures. */
        void timeEach(String name, boolean keep) {
            interval.reset();
            for (int i = 0; i < TIMED; i++) {
                long startNs = System.nanoTime();
                replaceAny();
                Histograms.record(interval, System.nanoTime() - startNs);
            }
            if (keep) {
                measured.add(interval);
            }
            Recorder.put(name + "P50Ns", (double) interval.getValueAtPercentile(50));
            Recorder.put(name + "P999Ns", (double) interval.getValueAtPercentile(99.9));
        }

        void verify() {
            long[] expected = new long[keys.length];
            Arrays.setAll(expected, i -> join(keys[i], ids[i]));
            Arrays.sort(expected);
            int[] count = new int[1];
            index.forEach((key, id) -> {
                if (expected[count[0]++] != join(key, id)) {
                    throw new IllegalStateException("unexpected key=" + key + " id=" + id);
                }
            });
            if (count[0] != keys.length) {
                throw new IllegalStateException(count[0] + " alerts");
            }
        }

        private void replaceAny() {
            int anyone = random.nextInt(keys.length);
            index.remove(keys[anyone], ids[anyone]);
            add(anyone);
        }

        private void add(int slot) {
            keys[slot] = random.nextInt(levels);
            ids[slot] = ++lastId;
            index.add(keys[slot], ids[slot]);
        }
    }

    private static long join(long key, long id) {
        return key << Integer.SIZE | id;
    }
}
