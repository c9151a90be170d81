package io.tocsin.engine.pipeline;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * How long one step of the way takes, in nanoseconds. One thread records; any may ask, and nothing is allocated to
 * record.
 */
public final class Latency {
    private static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(60);

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(HIGHEST_NS, 3);
    private final Histogram total = new Histogram(HIGHEST_NS, 3);

    void record(long elapsedNs) {
        recorder.recordValue(Math.min(Math.max(elapsedNs, 0), HIGHEST_NS));
    }

    /** All that was recorded so far. */
    public Histogram snapshot() {
        synchronized (total) {
            total.add(recorder.getIntervalHistogram());
            return total.copy();
        }
    }
}
