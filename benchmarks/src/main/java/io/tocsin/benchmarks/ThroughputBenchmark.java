package io.tocsin.benchmarks;

import com.lmax.disruptor.YieldingWaitStrategy;
import io.tocsin.engine.pipeline.PipelineConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
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
 * G6: ticks per second from an edge through ingress ring, journal, engine and egress ring; beside it, a bare Disruptor
 * ring with the same event, and as a control the copying of the events from memory to memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 4)
@Measurement(iterations = 6)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class ThroughputBenchmark {
    static final List<Goal> GOALS = List.of(Goal.atLeast(
            0.25, 6, "ingress, journal, engine, egress : bare ring", "pipelinePerSecond", "bareRingPerSecond"));

    private static final int SYMBOLS = 10_000;
    private static final int ALERTS = 100_000;
    private static final int TICKS = 500_000;
    private static final int CONTROL_TICKS = 5_000_000;

    private final TickRing ring = new TickRing(SYMBOLS);
    private final UnsafeBuffer copy = new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(TickRing.LENGTH * TickRing.STRIDE, BitUtil.CACHE_LINE_LENGTH));
    private PipelineRig pipeline;

    @Setup
    public void load() {
        pipeline = new PipelineRig(PipelineConfig.Waiting.SLEEPING, SYMBOLS, ALERTS);
    }

    @TearDown
    public void verifyAndClose() {
        pipeline.verify(ring);
        pipeline.close();
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("pipelinePerSecond", () -> ticksPerSecond(pipeline, TICKS))
                .add("bareRingPerSecond", this::bareRing)
                .add("memcpyPerSecond", this::copiesPerSecond)
                .run();
    }

    private double bareRing() {
        try (BareRing bare = new BareRing(PipelineRig.RING_SIZE, new YieldingWaitStrategy())) {
            return ticksPerSecond(bare, CONTROL_TICKS);
        }
    }

    private double ticksPerSecond(TickSink sink, int ticks) {
        long last = sink.taken() + ticks;
        long startNs = System.nanoTime();
        for (int i = 0; i < ticks; i++) {
            sink.offer(ring.buffer(), TickRing.offset(i));
        }
        while (sink.taken() < last) {
            LockSupport.parkNanos(TickSink.POLL_NS);
        }
        return rate(ticks, System.nanoTime() - startNs);
    }

    private double copiesPerSecond() {
        long startNs = System.nanoTime();
        for (int i = 0; i < CONTROL_TICKS; i++) {
            copy.putBytes(TickRing.offset(i), ring.buffer(), TickRing.offset(i), Inputs.TICK_LENGTH);
        }
        return rate(CONTROL_TICKS, System.nanoTime() - startNs);
    }

    private static double rate(int ticks, long elapsedNs) {
        return ticks * (double) TimeUnit.SECONDS.toNanos(1) / elapsedNs;
    }
}
