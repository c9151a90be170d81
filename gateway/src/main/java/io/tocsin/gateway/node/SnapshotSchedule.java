package io.tocsin.gateway.node;

import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.gateway.config.NodeConfig;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.journal.Retention;
import io.tocsin.journal.files.DiskWatch;
import io.tocsin.journal.snapshot.SnapshotWriter;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the node make a snapshot from time to time, and takes away what is not needed any more after it. On a thread of
 * its own, which waits for the disk in place of the engine.
 */
final class SnapshotSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);
    private static final long LOOK_EVERY_MS = 1_000;
    private static final long WRITTEN_WITHIN_MINUTES = 10;
    private static final Duration GIVEN_UP_WITHIN = Duration.ofSeconds(1);
    /** After one that could not be made, unless they are made more often than that anyway. */
    private static final Duration AGAIN_AFTER = Duration.ofMinutes(5);

    private static final long MEGABYTE = 1_000_000;

    private final Snapshots snapshots;
    private final Retention retention;
    private final DiskWatch disk;
    private final Consumer<SnapshotSink> pipeline;
    private final LongSupplier journalBytes;
    private final NodeConfig.Snapshot config;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "tocsin-snapshots"));
    private long lastNs = System.nanoTime();
    private long lastJournalBytes;
    private long notBeforeNs = lastNs;

    /** @param pipeline begins a snapshot soon after it was asked to. */
    SnapshotSchedule(
            Snapshots snapshots,
            Retention retention,
            DiskWatch disk,
            Consumer<SnapshotSink> pipeline,
            LongSupplier journalBytes,
            NodeConfig.Snapshot config) {
        this.snapshots = snapshots;
        this.retention = retention;
        this.disk = disk;
        this.pipeline = pipeline;
        this.journalBytes = journalBytes;
        this.config = config;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task catches what can go wrong
    void start() {
        thread.scheduleWithFixedDelay(this::takeWhenDue, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void takeWhenDue() {
        long nowNs = System.nanoTime();
        long bytes = journalBytes.getAsLong();
        boolean isDue =
                nowNs - lastNs >= config.every().toNanos() || bytes - lastJournalBytes >= config.journalGrowth();
        if (isDue && bytes > lastJournalBytes && nowNs - notBeforeNs >= 0) {
            if (hasRoom(snapshots, disk) && take()) {
                lastNs = nowNs;
                lastJournalBytes = bytes;
            } else {
                notBeforeNs = nowNs + Math.min(config.every().toNanos(), AGAIN_AFTER.toNanos());
            }
        }
    }

    /** Whether one as large as the newest leaves the room that the journal needs; if not, the log says so. */
    static boolean hasRoom(Snapshots snapshots, DiskWatch disk) {
        long bytes;
        try {
            bytes = snapshots.newestBytes();
        } catch (IOException failed) {
            LOG.warn("No snapshot: {}", failed.toString());
            return false;
        }
        boolean hasRoom = disk.hasRoomFor(bytes);
        if (!hasRoom) {
            LOG.warn(
                    "No snapshot: {} MB free are too few for {} MB and journal.min-free",
                    disk.freeBytes() / MEGABYTE,
                    bytes / MEGABYTE);
        }
        return hasRoom;
    }

    private boolean take() {
        try (SnapshotWriter writer = snapshots.write()) {
            pipeline.accept(writer);
            log(writer.complete(WRITTEN_WITHIN_MINUTES, TimeUnit.MINUTES));
            prune();
            return true;
        } catch (IOException failed) {
            LOG.warn("No snapshot: {}", failed.toString());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static void log(SnapshotWriter.Snapshot snapshot) {
        LOG.info(
                "Snapshot of sequence {}: {} kB, the engine paused {} ms",
                snapshot.sequence(),
                kilobytes(snapshot),
                TimeUnit.NANOSECONDS.toMillis(snapshot.pauseNs()));
    }

    static long kilobytes(SnapshotWriter.Snapshot snapshot) {
        return (snapshot.bytes() + 999) / 1_000;
    }

    private void prune() {
        try {
            Retention.Plan plan = retention.plan();
            if (!plan.files().isEmpty()) {
                remove(plan);
            }
        } catch (IOException failed) {
            LOG.warn("Not all was removed that could go: {}", failed.toString());
        }
    }

    private static void remove(Retention.Plan plan) throws IOException {
        long bytes = plan.bytes();
        plan.apply();
        LOG.info(
                "Removed {} journal files and {} snapshots, {} MB; kept: everything after sequence {}, for {}",
                plan.rollFiles().size(),
                plan.snapshots().size(),
                bytes / MEGABYTE,
                plan.keptFrom(),
                plan.reason());
    }

    @Override
    public void close() {
        close(Deadline.after(GIVEN_UP_WITHIN));
    }

    /**
     * Takes none any more; one that is being made is given up.
     *
     * @return false when that was not done within a second: the state is still being read.
     */
    boolean close(Deadline deadline) {
        thread.shutdownNow();
        try {
            return thread.awaitTermination(
                    deadline.atMost(GIVEN_UP_WITHIN).left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
