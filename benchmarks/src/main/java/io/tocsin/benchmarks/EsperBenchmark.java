package io.tocsin.benchmarks;

import io.tocsin.engine.codec.ConditionType;
import java.util.List;
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
 * G9: a quiet tick, a tick that fires one alert, and the memory that finding an alert takes; beside it Esper with the
 * same alerts, over the same ticks. Both are swept in the end and compared with brute force.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-XX:+UseParallelGC"})
public class EsperBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.timesBetter(100, 9, "quiet tick : Esper", "engineQuietNs", "esperQuietNs"),
            Goal.timesBetter(50, 9, "firing tick : Esper", "engineFiringNs", "esperFiringNs"),
            Goal.timesBetter(8, 9, "memory to find an alert : Esper", "engineIndexBytes", "esperBytes"));

    private static final int SYMBOLS = 10_000;
    private static final int BATCH = 1024;
    private static final int FIRING_TICKS = 1_000;

    /** Beyond all levels of the population that the quiet ticks do not reach. */
    private static final long FIRED_LEVEL = Population.BASE + Population.BAND;

    @Param("1000000")
    public int alerts;

    private final TickRing ring = new TickRing(SYMBOLS);
    private final Population population = Population.priceLevels(SYMBOLS);
    private final Rule rule = new Rule();
    private EngineRig engine;
    private EngineRig firingEngine;
    private EsperPeer esper;
    private FiringLog esperLog;
    private long esperPosition;
    private double engineIndexBytes;
    private double engineWholeBytes;
    private double esperBytes;

    @Setup
    public void load() {
        firingEngine = new EngineRig(FIRING_TICKS, FIRING_TICKS);
        for (int i = 0; i < FIRING_TICKS; i++) {
            firingEngine.create(rule.of(i, ConditionType.ABOVE).level(FIRED_LEVEL), i);
        }
        Memory before = Memory.now();
        engine = EngineRig.loaded(population, SYMBOLS, alerts);
        Memory loaded = Memory.now();
        engineIndexBytes = (double) engine.indexBytes() / alerts;
        engineWholeBytes = (double) (loaded.residentBytes() - before.residentBytes()) / alerts;
        esperLog = new FiringLog(alerts);
        esper = new EsperPeer(SYMBOLS, esperLog);
        Memory empty = Memory.now();
        for (int number = 0; number < alerts; number++) {
            population.describe(number, rule);
            esper.add(number + 1, rule.symbolId, rule.low);
        }
        esperBytes = (double) (Memory.now().heapBytes() - empty.heapBytes()) / alerts;
    }

    @TearDown
    public void verifyAndClose() {
        engine.verify(population, alerts, 1, ring);
        SweepCheck check = new SweepCheck(population, alerts, SYMBOLS, 1, ring, esperPosition);
        check.sweep((step, symbolId, price) -> {
            esperLog.step(step);
            esper.tick(symbolId, price);
        });
        check.verify(esperLog, 1);
        engine.close();
        firingEngine.close();
        esper.close();
    }

    private long esperBatch() {
        for (int i = 0; i < BATCH; i++) {
            esper.tick(ring.symbolId(esperPosition), ring.price(esperPosition));
            esperPosition++;
        }
        return esperLog.count();
    }

    /** Each tick fires the only alert of its symbol; all are put in force again afterwards. */
    private double engineFiring() {
        long startNs = System.nanoTime();
        for (int i = 0; i < FIRING_TICKS; i++) {
            firingEngine.tick(i, FIRED_LEVEL);
        }
        double elapsedNs = System.nanoTime() - startNs;
        firingEngine.log().mustBe(1, FIRING_TICKS);
        firingEngine.log().clear();
        for (int i = 0; i < FIRING_TICKS; i++) {
            firingEngine.tick(i, Population.BASE);
            firingEngine.rearm(i + 1, i);
        }
        return elapsedNs / FIRING_TICKS;
    }

    private double esperFiring() {
        for (int i = 0; i < FIRING_TICKS; i++) {
            esper.tick(i, Population.BASE);
            esper.add(i + 1, i, FIRED_LEVEL);
        }
        long startNs = System.nanoTime();
        for (int i = 0; i < FIRING_TICKS; i++) {
            esper.tick(i, FIRED_LEVEL);
        }
        double elapsedNs = System.nanoTime() - startNs;
        esperLog.mustBe(1, FIRING_TICKS);
        esperLog.clear();
        return elapsedNs / FIRING_TICKS;
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("engineQuietNs", EngineRig.BATCH, () -> engine.take(ring), engine::applyBatch)
                .add("esperQuietNs", BATCH, this::esperBatch)
                .add("engineFiringNs", this::engineFiring)
                .add("esperFiringNs", this::esperFiring)
                .run();
        Recorder.put("engineIndexBytes", engineIndexBytes);
        Recorder.put("engineWholeBytes", engineWholeBytes);
        Recorder.put("esperBytes", esperBytes);
    }
}
