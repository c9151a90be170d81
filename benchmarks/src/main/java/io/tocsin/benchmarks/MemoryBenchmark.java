package io.tocsin.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * G11: what ten million alerts take: heap, of which they must not need any, and memory of the structures that find
 * them. The fired set is compared with brute force afterwards, so that nothing was saved by forgetting alerts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"})
public class MemoryBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atMost(24, 11, "index per alert, 10 M over 10 000 symbols", "indexPerAlertBytes"),
            Goal.atMost(16 << 20, 11, "heap growth, 10 k to 10 M alerts", "heapGrowthBytes"));

    private static final int SYMBOLS = 10_000;
    private static final int FEW = 10_000;
    private static final int SWEPT_SYMBOLS = 1_000;

    @Param("10000000")
    public int alerts;

    @Benchmark
    public void round() {
        TickRing ring = new TickRing(SYMBOLS);
        Population levels = Population.priceLevels(SYMBOLS);
        long heapWithFew;
        try (EngineRig few = EngineRig.loaded(levels, SYMBOLS, FEW)) {
            heapWithFew = Memory.now().heapBytes();
            few.verify(levels, FEW, 1, ring);
        }
        Memory before = Memory.now();
        try (EngineRig many = EngineRig.loaded(levels, SYMBOLS, alerts)) {
            Memory loaded = Memory.now();
            Recorder.put("heapGrowthBytes", (double) (loaded.heapBytes() - heapWithFew));
            Recorder.put("indexPerAlertBytes", (double) many.indexBytes() / alerts);
            Recorder.put("wholePerAlertBytes", (double) (loaded.residentBytes() - before.residentBytes()) / alerts);
            many.verify(levels, alerts, SYMBOLS / SWEPT_SYMBOLS, ring);
        }
    }
}
