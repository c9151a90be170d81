package io.tocsin.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateSink;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastSnapshotTest {
    @TempDir
    Path data;

    @Test
    void shouldWriteTheState() throws IOException {
        Snapshots snapshots = new Snapshots(data);
        assertThat(new LastSnapshot(snapshots, new SmallState(false)::write)
                        .take(Deadline.after(Duration.ofSeconds(30))))
                .isTrue();
        assertThat(snapshots.files()).containsExactly(snapshots.fileOf(SmallState.SEQUENCE));
    }

    @Test
    void shouldBeGivenUpWhenItsTimeIsOver() throws IOException {
        Snapshots snapshots = new Snapshots(data);
        Endless state = new Endless();
        assertThat(new LastSnapshot(snapshots, state::write).take(Deadline.after(Duration.ofMillis(400))))
                .isTrue();
        assertThat(state.isClosed).isTrue();
        assertThat(snapshots.fileOf(1).getParent()).isEmptyDirectory();
    }

    @Test
    void shouldNotHoldUpTheStopWhenItCannotBeGivenUp() {
        Snapshots snapshots = new Snapshots(data);
        CountDownLatch disk = new CountDownLatch(1);
        LastSnapshot stuck = new LastSnapshot(snapshots, sink -> {
            while (disk.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            new SmallState(false).write(sink);
        });
        assertThat(stuck.take(Deadline.after(Duration.ofMillis(400)))).isFalse();
        disk.countDown();
    }

    /** Has always more to write. */
    private static final class Endless implements FrozenState {
        private boolean isClosed;

        void write(SnapshotSink sink) {
            sink.begin(1, 1, 3, new Limits(1, 1, 1, 1, 1, 1, 1));
            sink.endPause(this);
            sink.end();
        }

        @Override
        public boolean write(StateSink sink) {
            sink.putLong(42);
            return true;
        }

        @Override
        public boolean isLost() {
            return false;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
