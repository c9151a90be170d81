package io.tocsin.journal.inputs;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says from time to time how far a replay has come, how fast it is, and how long it will go on. One thread. */
final class RecoveryProgress {
    private static final Logger LOGGER = LoggerFactory.getLogger(RecoveryProgress.class);
    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(5);
    private static final double SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final long totalBytes;
    private final long startNs = System.nanoTime();
    private long nextNs = startNs + PERIOD_NS;
    private long firstSequence;
    private long bytes;

    RecoveryProgress(List<Path> files) {
        totalBytes = files.stream().mapToLong(file -> file.toFile().length()).sum();
    }

    /** One more batch of so many bytes, up to a sequence. */
    void onBatch(long sequence, int length) {
        if (firstSequence == 0) {
            firstSequence = sequence;
        }
        bytes += length;
        long nowNs = System.nanoTime();
        if (nowNs >= nextNs) {
            nextNs = nowNs + PERIOD_NS;
            double elapsed = (nowNs - startNs) / SECOND_NS;
            LOGGER.info(String.format(
                    Locale.ROOT,
                    "Recovering: at sequence %d, %d %% of the journal, %,.0f inputs/s, about %.0f s to go",
                    sequence,
                    100 * bytes / Math.max(totalBytes, bytes),
                    (sequence - firstSequence) / elapsed,
                    elapsed * Math.max(0, totalBytes - bytes) / bytes));
        }
    }
}
