package io.tocsin.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.gateway.config.NodeConfig;
import io.tocsin.journal.Retention;
import io.tocsin.journal.files.DiskWatch;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotScheduleTest {
    private static final int GROWTH = 1_000;
    /** None is due by time. */
    private static final NodeConfig.Snapshot BY_GROWTH = new NodeConfig.Snapshot(Duration.ofDays(1), GROWTH);

    private static final NodeConfig.Snapshot BY_TIME =
            new NodeConfig.Snapshot(Duration.ofMillis(10), Integer.MAX_VALUE);

    @TempDir
    Path data;

    private final AtomicInteger begun = new AtomicInteger();

    @Test
    void shouldTryAgainAfterOneThatWasLost() throws IOException {
        Snapshots snapshots = new Snapshots(data);
        try (DiskWatch disk = new DiskWatch(0);
                SnapshotSchedule schedule = schedule(snapshots, disk, BY_TIME, GROWTH, 2)) {
            schedule.start();
            await().until(() -> snapshots.files().size() == 1);
        }
        assertThat(begun).hasValue(3);
        assertThat(snapshots.files()).containsExactly(snapshots.fileOf(SmallState.SEQUENCE));
    }

    @Test
    void shouldMakeNoneBeforeTheJournalHasGrown() {
        Snapshots snapshots = new Snapshots(data);
        try (DiskWatch disk = new DiskWatch(0);
                SnapshotSchedule small = schedule(snapshots, disk, BY_GROWTH, GROWTH - 1, 0);
                SnapshotSchedule grown = schedule(snapshots, disk, BY_GROWTH, GROWTH, 0)) {
            small.start();
            grown.start();
            await().until(() -> snapshots.files().size() == 1);
        }
        assertThat(begun).hasValue(1);
    }

    private SnapshotSchedule schedule(
            Snapshots snapshots, DiskWatch disk, NodeConfig.Snapshot config, long journalBytes, int lostFirst) {
        return new SnapshotSchedule(
                snapshots,
                new Retention(data, Duration.ZERO, 1),
                disk,
                sink -> new SmallState(begun.getAndIncrement() < lostFirst).write(sink),
                () -> journalBytes,
                config);
    }
}
