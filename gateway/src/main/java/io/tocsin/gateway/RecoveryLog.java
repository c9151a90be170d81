package io.tocsin.gateway;

import io.tocsin.engine.pipeline.InputBatch;
import io.tocsin.engine.pipeline.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal whose replay tells every other second how far it has come. The time that is left is guessed from the times of
 * the batches, as if inputs had come evenly until the files were last written to.
 */
final class RecoveryLog implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryLog.class);
    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(2);

    private final Journal journal;
    private final Path files;
    private final InputBatch.Reader reader = new InputBatch.Reader();
    private long writtenUntilMs;
    private long firstBatchMs;
    private long inputs;
    private long startedNs;
    private long nextLineNs;

    /** @param files the directory of the journal's files. */
    RecoveryLog(Journal journal, Path files) {
        this.journal = journal;
        this.files = files;
    }

    @Override
    public void replay(BatchHandler handler) {
        writtenUntilMs = writtenUntilMs();
        startedNs = System.nanoTime();
        nextLineNs = startedNs + PERIOD_NS;
        journal.replay((batch, offset, length) -> {
            handler.onBatch(batch, offset, length);
            onReplayed(batch, offset);
        });
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNs);
        LOG.info("Recovered {} inputs from the journal in {} ms", inputs, elapsed.toMillis());
    }

    private void onReplayed(DirectBuffer batch, int offset) {
        long batchMs = TimeUnit.NANOSECONDS.toMillis(reader.timestampNs(batch, offset));
        if (inputs == 0) {
            firstBatchMs = batchMs;
        }
        inputs += reader.count(batch, offset);
        long nowNs = System.nanoTime();
        if (nowNs - nextLineNs >= 0) {
            nextLineNs = nowNs + PERIOD_NS;
            logProgress(TimeUnit.NANOSECONDS.toMillis(nowNs - startedNs), batchMs);
        }
    }

    private void logProgress(long elapsedMs, long batchMs) {
        double done = (double) (batchMs - firstBatchMs) / Math.max(1, writtenUntilMs - firstBatchMs);
        LOG.info(
                "Recovering: {} inputs up to {}, {} a second, about {} s left",
                inputs,
                Instant.ofEpochMilli(batchMs),
                inputs * 1000 / elapsedMs,
                done > 0 ? Math.round(elapsedMs * Math.max(0, 1 - done) / done / 1000) : "?");
    }

    private long writtenUntilMs() {
        if (Files.notExists(files)) {
            return 0;
        }
        try (Stream<Path> list = Files.list(files)) {
            return list.mapToLong(file -> file.toFile().lastModified()).max().orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void append(DirectBuffer batch, int offset, int length) {
        journal.append(batch, offset, length);
    }

    @Override
    public void close() {
        journal.close();
    }
}
