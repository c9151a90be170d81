package io.tocsin.benchmarks;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
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
 * G16: trailing alerts on one symbol whose every tick is a new high, so that all their peaks move; beside it the quiet
 * tick of G1, and the same with few of them. In the end the price falls, and what fires is compared with brute force.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class TrailingBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atMost(5, 16, "new high, many trailing : quiet tick", "trailingNs", "quietNs"),
            Goal.atMost(1.2, 16, "new high, many : 10 k trailing", "trailingNs", "trailingFewNs")
                    .gated(1.5));

    private static final int SYMBOLS = 10_000;
    private static final int FEW = 10_000;
    private static final long[] FALLS_PPM = {15_000, 20_000, 25_000};

    @Param("1000000")
    public int alerts;

    private final TickRing ring = new TickRing(SYMBOLS);
    private final TickRing rising = new TickRing(1);
    private final Population levels = Population.priceLevels(SYMBOLS);
    private EngineRig many;
    private EngineRig few;
    private EngineRig quiet;

    @Setup
    public void load() {
        many = EngineRig.loaded(TrailingBenchmark::describe, 1, alerts);
        few = EngineRig.loaded(TrailingBenchmark::describe, 1, FEW);
        quiet = EngineRig.loaded(levels, SYMBOLS, alerts);
    }

    @TearDown
    public void verifyAndClose() {
        verify(many, alerts);
        verify(few, FEW);
        quiet.verify(levels, alerts, 1, ring);
        many.close();
        few.close();
        quiet.close();
    }

    /** Lets the price fall in steps and compares what each fires with brute force. */
    private void verify(EngineRig rig, int count) {
        long peak = rig.highestPrice();
        for (int step = 0; step < FALLS_PPM.length; step++) {
            rig.log().step(step + 1);
            rig.tick(0, fallen(peak, step));
        }
        byte[] firedAt = rig.log().stepsByAlert(1, count);
        Rule rule = new Rule();
        BruteForce bruteForce = new BruteForce(rule);
        for (int number = 0; number < count; number++) {
            describe(number, rule);
            bruteForce.arm(peak);
            int expected = 1;
            while (expected <= FALLS_PPM.length && !bruteForce.onPrice(fallen(peak, expected - 1))) {
                expected++;
            }
            if (firedAt[number] != expected % (FALLS_PPM.length + 1)) {
                throw new IllegalStateException(
                        "fired at step " + firedAt[number] + ", wanted " + expected + ": " + rule);
            }
        }
    }

    private static long fallen(long peak, int step) {
        return peak - peak / 1_000_000 * FALLS_PPM[step];
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("trailingNs", EngineRig.BATCH, () -> many.takeRising(rising), many::applyBatch)
                .add("trailingFewNs", EngineRig.BATCH, () -> few.takeRising(rising), few::applyBatch)
                .add("quietNs", EngineRig.BATCH, () -> quiet.take(ring), quiet::applyBatch)
                .run();
    }

    private static void describe(int number, Rule into) {
        into.of(0, ConditionType.TRAILS)
                .distance(12_000 + Population.below(number, 16_000))
                .towards(Direction.DOWN);
    }
}
