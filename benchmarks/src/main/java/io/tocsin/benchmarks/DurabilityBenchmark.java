package io.tocsin.benchmarks;

import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.journal.inputs.Durability;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * G15: ticks per second through the whole pipeline when each has to be on the disk before its outputs leave; beside
 * it, the same when the page cache will do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 4)
@Measurement(iterations = 6)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class DurabilityBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atLeast(0.8, 15, "group-fsync : page-cache, throughput", "groupFsyncPerSecond", "pageCachePerSecond"));

    private static final int SYMBOLS = 10_000;
    private static final int ALERTS = 100_000;
    private static final int TICKS = 2_000_000;

    private final TickRing ring = new TickRing(SYMBOLS);
    private PipelineRig pageCache;
    private PipelineRig groupFsync;

    @Setup
    public void load() {
        pageCache = rig(Durability.PAGE_CACHE);
        groupFsync = rig(Durability.GROUP_FSYNC);
    }

    @TearDown
    public void verifyAndClose() {
        for (PipelineRig rig : List.of(pageCache, groupFsync)) {
            rig.verify(ring);
            rig.close();
        }
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("pageCachePerSecond", () -> ticksPerSecond(pageCache))
                .add("groupFsyncPerSecond", () -> ticksPerSecond(groupFsync))
                .run();
    }

    private static PipelineRig rig(Durability durability) {
        return new PipelineRig(PipelineConfig.Waiting.SLEEPING, SYMBOLS, ALERTS, durability);
    }

    /** From the first offer until the last tick has come out. */
    private double ticksPerSecond(PipelineRig rig) {
        long last = rig.taken() + TICKS;
        long startNs = System.nanoTime();
        for (int i = 0; i < TICKS; i++) {
            rig.offer(ring.buffer(), TickRing.offset(i));
        }
        while (rig.taken() < last) {
            LockSupport.parkNanos(TickSink.POLL_NS);
        }
        return TICKS * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - startNs);
    }
}
