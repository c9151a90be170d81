package io.tocsin.benchmarks;

import com.sun.management.ThreadMXBean;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import java.lang.management.ManagementFactory;
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

/**
 * G14: what the engine's thread allocates on the heap per tick, per alert added and cancelled, and per firing. The JVM
 * counts the bytes of each thread, exactly and on a noisy machine, too. All kinds of alerts are in force.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 5)
@Measurement(iterations = 5)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class AllocationBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atMost(0, 14, "allocated per tick", "tickBytes").gated(0),
            Goal.atMost(0, 14, "allocated per add and cancel", "addAndCancelBytes")
                    .gated(0),
            Goal.atMost(0, 14, "allocated per fire", "fireBytes").gated(0));

    private static final int SYMBOLS = 1_000;
    private static final int TICKS = 1_000_000;
    private static final int COMMANDS = 50_000;
    private static final long LEVEL = Population.BASE + 3 * Population.BAND / 4;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Param("100000")
    public int alerts;

    private final TickRing ring = new TickRing(SYMBOLS);
    private final Population population = Population.allFamilies(SYMBOLS);
    private final Rule rule = new Rule();
    private EngineRig engine;
    private EngineRig firing;

    @Setup
    public void load() {
        engine = EngineRig.loaded(population, SYMBOLS, alerts);
        firing = new EngineRig(1, 2);
        firing.create(rule.of(0, ConditionType.ABOVE).level(LEVEL), 0);
        rule.of(0, ConditionType.CROSSES_UP).level(LEVEL).mode = TriggerMode.EVERY;
        firing.create(rule, 1);
    }

    @TearDown
    public void verifyAndClose() {
        engine.verify(population, alerts, 1, ring);
        engine.close();
        firing.close();
    }

    @Benchmark
    public void round() {
        record("tickBytes", TICKS, this::ticks);
        record("addAndCancelBytes", COMMANDS, this::addAndCancel);
        record("fireBytes", COMMANDS, this::fire);
    }

    private static void record(String figure, int operations, Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        Recorder.put(figure, (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / operations);
    }

    private void ticks() {
        for (int i = 0; i < TICKS; i += EngineRig.BATCH) {
            engine.take(ring);
            engine.applyBatch();
        }
    }

    /** One command that creates an alert, each time of the next kind, and one that deletes it. */
    private void addAndCancel() {
        for (int i = 0; i < COMMANDS; i++) {
            int number = i % alerts;
            population.describe(number, rule);
            engine.delete(engine.create(rule, number), number);
        }
    }

    /** A tick that fires an alert of one firing and one of many, and what puts both in force again. */
    private void fire() {
        for (int i = 0; i < COMMANDS; i++) {
            firing.tick(0, LEVEL);
            firing.log().mustBe(1, 2);
            firing.log().clear();
            firing.tick(0, Population.BASE);
            firing.rearm(1, 0);
        }
    }
}
