package io.tocsin.benchmarks;

import com.lmax.disruptor.BlockingWaitStrategy;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.PlainTickEncoder;
import io.tocsin.engine.pipeline.PipelineConfig;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;
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
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * G8: from the planned time of a tick until it comes out of the egress ring, journaled and applied; beside it, on the
 * same schedule, a bare ring that waits in the same way. The run fails when the schedule could not be kept.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class LatencyBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atMost(1.5, 8, "p50 at 100 k ticks/s : bare ring", "pipelineP50Ns[100000]", "bareRingP50Ns[100000]"),
            Goal.atMost(2, 8, "p90 at 100 k ticks/s : bare ring", "pipelineP90Ns[100000]", "bareRingP90Ns[100000]"),
            Goal.atMost(1.5, 8, "p50 at 500 k ticks/s : bare ring", "pipelineP50Ns[500000]", "bareRingP50Ns[500000]"),
            Goal.atMost(2, 8, "p90 at 500 k ticks/s : bare ring", "pipelineP90Ns[500000]", "bareRingP90Ns[500000]"));

    private static final int SYMBOLS = 10_000;
    private static final int ALERTS = 100_000;

    /** Of the planned time: when sending takes longer, the figures would be of another load than they say. */
    private static final double LONGEST_SHARE = 1.01;

    /** A quick run, whose figures are good for nothing, also works where other work delays it. */
    private static final boolean SCHEDULE_COUNTS = !Boolean.getBoolean(Suite.QUICK_PROPERTY);

    private static final int STAMP =
            MessageHeaderEncoder.ENCODED_LENGTH + PlainTickEncoder.exchangeTimeNsEncodingOffset();

    @Param({"100000", "500000"})
    public int ticksPerSecond;

    private final TickRing ring = new TickRing(SYMBOLS);
    private final Histogram allPipeline = Histograms.create();
    private final Histogram allBareRing = Histograms.create();
    private PipelineRig pipeline;
    private boolean measuring;

    @Setup
    public void load() {
        pipeline = new PipelineRig(PipelineConfig.Waiting.BLOCKING, SYMBOLS, ALERTS);
    }

    @Setup(Level.Iteration)
    public void begin(IterationParams iteration) {
        measuring = iteration.getType() == IterationType.MEASUREMENT;
    }

    @TearDown
    public void verifyAndSave() {
        pipeline.verify(ring);
        pipeline.close();
        String plot = "Latency at " + ticksPerSecond + " ticks per second";
        Histograms.save(plot, "pipeline", allPipeline);
        Histograms.save(plot, "bare ring", allBareRing);
    }

    /**
     * One second of it: sends ticks at planned times, whatever becomes of them, and sleeps in between, as two cores have
     * none to spin on; each is stamped with the time at which it was to be sent, so that a stall shows in all that would
     * have been sent during it, too.
     */
    private void run(TickSink sink, Histogram latency) {
        UnsafeBuffer buffer = ring.buffer();
        double intervalNs = (double) TimeUnit.SECONDS.toNanos(1) / ticksPerSecond;
        long last = sink.taken() + ticksPerSecond;
        sink.record(latency);
        long startNs = System.nanoTime();
        for (int i = 0; i < ticksPerSecond; i++) {
            long plannedNs = startNs + (long) (i * intervalNs);
            long aheadNs = plannedNs - System.nanoTime();
            while (aheadNs > 0) {
                LockSupport.parkNanos(aheadNs);
                aheadNs = plannedNs - System.nanoTime();
            }
            int offset = TickRing.offset(i);
            buffer.putLong(offset + STAMP, plannedNs, ByteOrder.LITTLE_ENDIAN);
            sink.offer(buffer, offset);
        }
        long elapsedNs = System.nanoTime() - startNs;
        while (sink.taken() < last) {
            LockSupport.parkNanos(TickSink.POLL_NS);
        }
        sink.record(null);
        if (SCHEDULE_COUNTS && measuring && elapsedNs > TimeUnit.SECONDS.toNanos(1) * LONGEST_SHARE) {
            throw new IllegalStateException("missed the planned rate of " + ticksPerSecond + " ticks/s: it took "
                    + TimeUnit.NANOSECONDS.toMicros(elapsedNs) + " µs to send those of a second");
        }
    }

    private void runBareRing(Histogram latency) {
        try (BareRing bare = new BareRing(PipelineRig.RING_SIZE, new BlockingWaitStrategy())) {
            run(bare, latency);
        }
    }

    @Benchmark
    public void round() {
        Histogram ofPipeline = Histograms.create();
        Histogram ofBareRing = Histograms.create();
        run(pipeline, ofPipeline);
        runBareRing(ofBareRing);
        runBareRing(ofBareRing);
        run(pipeline, ofPipeline);
        record("pipeline", ofPipeline);
        record("bareRing", ofBareRing);
        if (measuring) {
            allPipeline.add(ofPipeline);
            allBareRing.add(ofBareRing);
        }
    }

    private static void record(String contender, Histogram histogram) {
        Recorder.put(contender + "P50Ns", (double) histogram.getValueAtPercentile(50));
        Recorder.put(contender + "P90Ns", (double) histogram.getValueAtPercentile(90));
        Recorder.put(contender + "P99Ns", (double) histogram.getValueAtPercentile(99));
    }
}
