package io.tocsin.benchmarks;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.index.LevelTree;
import java.util.List;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * G3: a tick that fires many alerts, all at one price or each at its own; beside it, the copying of their ids. Measured
 * for the engine's thread, which hands such alerts out as one run; for the emission of the run on another thread, which
 * brings each alert's record and notes that it has fired; and for the index by itself, which finds the ids. G4: how
 * long a tick waits that came together with one that fires them; beside it, with one that fires a single alert. After
 * each measurement the fired alerts are compared with those that had to fire, in their order.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class FireBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atMost(1.5, 3, "fired at one price, engine's thread : copying ids", "engineOnePriceNs", "copyNs"),
            Goal.atMost(8, 3, "fired over spread levels, engine's thread : copying ids", "engineSpreadNs", "copyNs"),
            Goal.atMost(1.5, 3, "fired at one price, index alone : copying ids", "indexOnePriceNs", "copyNs"),
            Goal.atMost(8, 3, "fired over spread levels, index alone : copying ids", "indexSpreadNs", "copyNs"),
            Goal.atMost(10, 4, "the tick after many firings : after one", "afterBurstNs", "afterOneNs"));

    private static final int SINGLE_SHOTS = 1_000;

    @Param("1000000")
    public int alerts;

    private Volley onePrice;
    private Volley spread;
    private Volley one;
    private IndexVolley indexOnePrice;
    private IndexVolley indexSpread;
    private long[] ids;
    private long[] copy;

    @Setup
    public void load() {
        onePrice = new Volley(alerts, 0);
        spread = new Volley(alerts, 1);
        one = new Volley(1, 0);
        indexOnePrice = new IndexVolley(alerts, 0);
        indexSpread = new IndexVolley(alerts, 1);
        ids = LongStream.rangeClosed(1, alerts).toArray();
        copy = new long[alerts];
    }

    @TearDown
    public void close() {
        onePrice.close();
        spread.close();
        one.close();
        indexOnePrice.close();
        indexSpread.close();
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("engineOnePriceNs", () -> onePrice.fireNs() / alerts)
                .add("engineSpreadNs", () -> spread.fireNs() / alerts)
                .add("emitOnePriceNs", () -> onePrice.emitNs() / alerts)
                .add("indexOnePriceNs", () -> indexOnePrice.fireNs() / alerts)
                .add("indexSpreadNs", () -> indexSpread.fireNs() / alerts)
                .add("copyNs", alerts, this::copy)
                .add("afterBurstNs", onePrice::nextTickNs)
                .add("afterOneNs", this::nextTickAfterOneNs)
                .run();
    }

    private long copy() {
        System.arraycopy(ids, 0, copy, 0, ids.length);
        return copy[ids.length - 1];
    }

    private double nextTickAfterOneNs() {
        double sumNs = 0;
        for (int i = 0; i < SINGLE_SHOTS; i++) {
            sumNs += one.nextTickNs();
        }
        return sumNs / SINGLE_SHOTS;
    }

    /** Alerts of one symbol that all fire at one tick, and are put in force again afterwards. */
    private static final class Volley implements AutoCloseable {
        private final EngineRig rig;
        private final int alerts;
        private final long level = Population.BASE + Population.BAND;
        private final long highestLevel;

        /** @param levelStep how far apart the alerts' levels are. */
        Volley(int alerts, long levelStep) {
            this.alerts = alerts;
            highestLevel = level + alerts * levelStep;
            rig = new EngineRig(2, alerts);
            Rule rule = new Rule();
            for (int i = 0; i < alerts; i++) {
                rig.create(rule.of(0, ConditionType.ABOVE).level(level + i * levelStep), i);
            }
        }

        /** How long the tick takes that fires them all. */
        double fireNs() {
            long startNs = System.nanoTime();
            rig.tick(0, highestLevel);
            long elapsedNs = System.nanoTime() - startNs;
            rearm();
            return elapsedNs;
        }

        /** How long it takes to emit them all, after that. */
        double emitNs() {
            rig.tick(0, highestLevel);
            long startNs = System.nanoTime();
            rig.emitRuns();
            long elapsedNs = System.nanoTime() - startNs;
            rearm();
            return elapsedNs;
        }

        /** How long the next tick, of another symbol, takes until it is done when it comes together with that one. */
        double nextTickNs() {
            long startNs = System.nanoTime();
            rig.tick(0, highestLevel);
            rig.tick(1, Population.BASE);
            long elapsedNs = System.nanoTime() - startNs;
            rearm();
            return elapsedNs;
        }

        private void rearm() {
            rig.emitRuns();
            rig.log().mustBe(1, alerts);
            rig.log().clear();
            rig.tick(0, Population.BASE);
            for (int i = 0; i < alerts; i++) {
                rig.rearm(i + 1, i);
            }
        }

        @Override
        public void close() {
            rig.close();
        }
    }

    /** The same at the index alone: what is reached is cut off and read out. */
    private static final class IndexVolley implements AutoCloseable {
        private final BlockPool nodes = new BlockPool(LevelTree.NODE_BYTES, 1L << 30);
        private final LevelTree tree = new LevelTree(nodes);
        private final FiringLog log;
        private final int alerts;
        private final long levelStep;
        private final long highestLevel;
        private int root = LevelTree.NULL_ROOT;

        IndexVolley(int alerts, long levelStep) {
            this.alerts = alerts;
            this.levelStep = levelStep;
            highestLevel = Population.BASE + alerts * levelStep;
            log = new FiringLog(alerts);
            add();
        }

        double fireNs() {
            long startNs = System.nanoTime();
            long roots = tree.split(root, highestLevel);
            root = LevelTree.rest(roots);
            tree.drain(LevelTree.head(roots), (key, alertId) -> log.onFiring(alertId));
            long elapsedNs = System.nanoTime() - startNs;
            log.mustBe(1, alerts);
            log.clear();
            add();
            return elapsedNs;
        }

        private void add() {
            for (int i = 0; i < alerts; i++) {
                root = tree.insert(root, Population.BASE + i * levelStep, i + 1);
            }
        }

        @Override
        public void close() {
            nodes.close();
        }
    }
}
