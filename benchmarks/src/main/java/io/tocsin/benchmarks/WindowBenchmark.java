package io.tocsin.benchmarks;

import io.tocsin.engine.codec.ConditionType;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** G17: a tick of a symbol with alerts on moves within a window; beside it the same with a thousandth of the alerts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class WindowBenchmark {
    static final List<Goal> GOALS =
            List.of(Goal.atMost(1.2, 17, "tick, many : 1 k window alerts", "windowsNs", "windowsFewNs")
                    .gated(1.5));

    private static final int SYMBOLS = 500;
    private static final int FEW = 2 * SYMBOLS;
    private static final Population MOVES = (number, rule) -> rule.of(
                    number % SYMBOLS, number / SYMBOLS % 2 == 0 ? ConditionType.MOVES_UP : ConditionType.MOVES_DOWN)
            .distance(12_000 + Population.below(number, 16_000))
            .within(TimeUnit.MINUTES.toNanos(1));

    @Param("1000000")
    public int alerts;

    private final TickRing ring = new TickRing(SYMBOLS);
    private EngineRig many;
    private EngineRig few;

    @Setup
    public void load() {
        many = EngineRig.loaded(MOVES, SYMBOLS, alerts);
        few = EngineRig.loaded(MOVES, SYMBOLS, FEW);
    }

    @TearDown
    public void verifyAndClose() {
        many.verify(MOVES, alerts, 1, ring);
        few.verify(MOVES, FEW, 1, ring);
        many.close();
        few.close();
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("windowsNs", EngineRig.BATCH, () -> many.take(ring), many::applyBatch)
                .add("windowsFewNs", EngineRig.BATCH, () -> few.take(ring), few::applyBatch)
                .run();
    }
}
