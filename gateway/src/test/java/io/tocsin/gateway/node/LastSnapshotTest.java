package io.tocsin.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastSnapshotTest {
    @TempDir
    Path data;

    @Test
    void shouldWriteTheState() throws IOException {
        Snapshots snapshots = new Snapshots(data);
        assertThat(new LastSnapshot(snapshots, new SmallState(false)::tell).take(Duration.ofSeconds(30)))
                .isTrue();
        assertThat(snapshots.files()).containsExactly(snapshots.fileOf(SmallState.SEQUENCE));
    }

    @Test
    void shouldNotHoldUpTheStop() throws IOException {
        Snapshots snapshots = new Snapshots(data);
        CountDownLatch disk = new CountDownLatch(1);
        LastSnapshot slow = new LastSnapshot(snapshots, sink -> {
            awaitUninterruptibly(disk);
            new SmallState(false).tell(sink);
        });
        assertThat(slow.take(Duration.ofMillis(50))).isFalse();
        assertThat(snapshots.files()).isEmpty();
        disk.countDown();
        await().until(() -> snapshots.files().size() == 1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
