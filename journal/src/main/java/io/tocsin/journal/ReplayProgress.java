package io.tocsin.journal;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how far a long replay is, at what rate, and when it will be done. One thread. */
final class ReplayProgress {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReplayProgress.class);
    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(5);

    private final long totalBytes;
    private final long startNs = System.nanoTime();
    private long loggedNs = startNs;
    private long inputs;
    private long bytes;

    ReplayProgress(long totalBytes) {
        this.totalBytes = totalBytes;
    }

    void onBatch(int count, int length) {
        inputs += count;
        bytes += length;
        long nowNs = System.nanoTime();
        if (nowNs - loggedNs >= PERIOD_NS) {
            loggedNs = nowNs;
            long elapsedMs = TimeUnit.NANOSECONDS.toMillis(nowNs - startNs);
            LOGGER.info(
                    "replayed {} inputs, {} % of the journal, at {} inputs/s; {} s left",
                    inputs,
                    100 * bytes / totalBytes,
                    inputs * 1000 / elapsedMs,
                    (totalBytes - bytes) * elapsedMs / bytes / 1000);
        }
    }
}
