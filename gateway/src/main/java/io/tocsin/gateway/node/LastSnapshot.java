package io.tocsin.gateway.node;

import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.journal.snapshot.SnapshotWriter;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot of a node that stops, so that its next start is a short one. It has its time and no more: a stop without
 * it costs nothing but a longer start, and nobody waits for a disk.
 */
final class LastSnapshot {
    private static final Logger LOG = LoggerFactory.getLogger(LastSnapshot.class);

    /** Of its time: to take away what has been written of it. */
    private static final Duration TO_GIVE_UP = Duration.ofMillis(250);

    private final Snapshots snapshots;
    private final Consumer<SnapshotSink> state;
    private final Thread thread = new Thread(this::write, "tocsin-last-snapshot");

    /** @param state writes the state of what has stopped. */
    LastSnapshot(Snapshots snapshots, Consumer<SnapshotSink> state) {
        this.snapshots = snapshots;
        this.state = state;
        thread.setDaemon(true);
    }

    /**
     * Makes it, or gives it up when that cannot be done in time.
     *
     * @return whether the state is not read any more.
     */
    boolean take(Deadline deadline) {
        Duration left = deadline.before(TO_GIVE_UP).left();
        thread.start();
        try {
            thread.join(1 + left.toMillis());
            if (thread.isAlive()) {
                LOG.warn(
                        "No snapshot: it was not on the disk after {} ms; the next start takes the one before and replays"
                                + " more of the journal",
                        left.toMillis());
                thread.interrupt();
                thread.join(1 + deadline.left().toMillis());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void write() {
        try (SnapshotWriter writer = snapshots.write()) {
            state.accept(writer);
            SnapshotWriter.Snapshot snapshot = writer.complete(0, TimeUnit.SECONDS);
            LOG.info("Snapshot of sequence {}: {} kB", snapshot.sequence(), SnapshotSchedule.kilobytes(snapshot));
        } catch (ClosedByInterruptException givenUp) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            LOG.warn("No snapshot: {}", failed.toString());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
