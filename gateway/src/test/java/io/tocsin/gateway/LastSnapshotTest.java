package io.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.pipeline.Limits;
import io.tocsin.engine.pipeline.SnapshotSink;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateSink;
import io.tocsin.journal.Snapshots;
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
        assertThat(new LastSnapshot(snapshots, LastSnapshotTest::tell).take(Duration.ofSeconds(30)))
                .isTrue();
        assertThat(snapshots.files()).containsExactly(snapshots.fileOf(7));
    }

    @Test
    void shouldNotHoldUpTheStop() throws IOException {
        Snapshots snapshots = new Snapshots(data);
        CountDownLatch disk = new CountDownLatch(1);
        LastSnapshot slow = new LastSnapshot(snapshots, sink -> {
            awaitUninterruptibly(disk);
            tell(sink);
        });
        assertThat(slow.take(Duration.ofMillis(50))).isFalse();
        assertThat(snapshots.files()).isEmpty();
        disk.countDown();
        await().until(() -> snapshots.files().size() == 1);
    }

    private static void tell(SnapshotSink sink) {
        sink.begin(7, 1, new Limits(1, 1, 1, 1, 1));
        sink.putLong(42);
        sink.endPause(new Rest());
        sink.end();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Rest() implements FrozenState {
        @Override
        public boolean tell(StateSink sink) {
            sink.putLong(43);
            return false;
        }

        @Override
        public boolean isLost() {
            return false;
        }

        @Override
        public void close() {}
    }
}
