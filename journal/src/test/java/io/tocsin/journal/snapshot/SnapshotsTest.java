package io.tocsin.journal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.state.StateHash;
import io.tocsin.journal.DataDirectories;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@JdkDependent
@Soak
class SnapshotsTest {
    private static final int TIMES = 200_000;
    private static final int DAMAGES = 300;

    private final long seed = Seeds.one();
    private final SplittableRandom random = new SplittableRandom(seed);

    @TempDir
    Path data;

    @Test
    void shouldGiveBackWhatWasWritten() throws Exception {
        byte[] blob = new byte[3 << 20];
        new Random(seed).nextBytes(blob);
        Path file;
        StateHash hash = new StateHash();
        try (SnapshotWriter writer = new Snapshots(data).write()) {
            writer.begin(42, 4711, AlertEngine.NEWEST_STATE_LAYOUT, new Limits(5, 4, 3, 2, 1, 100, 1_000));
            for (int i = 0; i < TIMES; i++) {
                writer.putInt(i);
                writer.putLong(-i);
                hash.putInt(i);
                hash.putLong(-i);
            }
            writer.putText(new UnsafeBuffer(blob), 7, blob.length - 7);
            hash.putText(new UnsafeBuffer(blob), 7, blob.length - 7);
            writer.endPause(new DataDirectories.Rest(77));
            hash.putLong(77);
            writer.listeners().putInt(99);
            writer.end();
            file = writer.complete(0, TimeUnit.SECONDS).file();
        }
        try (SnapshotReader reader = new Snapshots(data).openNewest().orElseThrow()) {
            assertThat(reader.file()).isEqualTo(file);
            assertThat(reader.bytes()).isEqualTo(Files.size(file));
            assertThat(reader.sequence()).isEqualTo(42);
            assertThat(reader.timestampNs()).isEqualTo(4711);
            assertThat(reader.limits()).isEqualTo(new Limits(5, 4, 3, 2, 1, 100, 1_000));
            assertThat(reader.engineHash()).isEqualTo(hash.value());
            for (int i = 0; i < TIMES; i++) {
                assertThat(reader.getInt()).isEqualTo(i);
                assertThat(reader.getLong()).isEqualTo(-i);
            }
            byte[] read = new byte[reader.getInt()];
            reader.getBytes(new UnsafeBuffer(read), 0, read.length);
            assertThat(read).isEqualTo(Arrays.copyOfRange(blob, 7, blob.length));
            assertThat(reader.getLong()).isEqualTo(77);
            assertThat(reader.getInt()).isEqualTo(99);
            assertThatThrownBy(reader::getInt).hasMessageContaining("ends too early");
        }
    }

    @Test
    void shouldUseTheNewestWholeOne() throws Exception {
        Path oldest = DataDirectories.snapshot(data, 5);
        Path older = DataDirectories.snapshot(data, 70);
        Path newest = DataDirectories.snapshot(data, 800);
        assertThat(newestSequence()).isEqualTo(800);
        flip(newest, Files.size(newest) / 2);
        assertThat(newestSequence()).isEqualTo(70);
        truncate(older, Files.size(older) - 1);
        assertThat(newestSequence()).isEqualTo(5);
        truncate(oldest, 0);
        assertThat(new Snapshots(data).openNewest()).isEmpty();
        assertThat(new Snapshots(data).files()).containsExactly(newest, older, oldest);
    }

    /** Whatever bit of the file is another one, and wherever the file ends. */
    @Test
    void shouldNoticeEveryDamage() throws Exception {
        Path file = DataDirectories.snapshot(data, 5);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < DAMAGES; i++) {
            long position = i < SnapshotHeader.LENGTH ? i : random.nextLong(whole.length);
            flip(file, position);
            assertThatThrownBy(() -> SnapshotReader.open(file))
                    .as("-Dtocsin.seed=%d, byte %d", seed, position)
                    .isInstanceOf(SnapshotDamagedException.class)
                    .hasMessageStartingWith(file + ": ");
            Files.write(file, whole);
            truncate(file, position);
            assertThatThrownBy(() -> SnapshotReader.open(file))
                    .as("-Dtocsin.seed=%d, cut at %d", seed, position)
                    .isInstanceOf(SnapshotDamagedException.class);
            Files.write(file, whole);
        }
        assertThat(newestSequence()).isEqualTo(5);
    }

    @Test
    void shouldSayWhereAFileWasCut() throws Exception {
        Path file = DataDirectories.snapshot(data, 5);
        long length = Files.size(file);
        truncate(file, length - 1000);
        assertThatThrownBy(() -> SnapshotReader.open(file))
                .hasMessage(file + ": cut at byte " + (length - 1000) + ", 1000 are missing");
    }

    @Test
    void shouldLeaveNothingOfOneThatWasNotCompleted() throws Exception {
        Snapshots snapshots = new Snapshots(data);
        try (SnapshotWriter writer = snapshots.write()) {
            DataDirectories.write(writer, 9, TIMES);
        }
        assertThat(entries()).isEmpty();

        SnapshotWriter dying = snapshots.write();
        DataDirectories.write(dying, 9, TIMES);
        assertThat(entries()).hasSize(1);
        assertThat(snapshots.files()).isEmpty();
        new Snapshots(data).removeUnfinished();
        assertThat(entries()).isEmpty();
        dying.close();
    }

    @Test
    void shouldSayWhatWentWrongOnlyWhenItIsCompleted() throws Exception {
        Files.createFile(data.resolve("snapshots"));
        try (SnapshotWriter writer = new Snapshots(data).write(data.resolve("snapshots/a"))) {
            DataDirectories.write(writer, 9, TIMES);
            assertThatThrownBy(() -> writer.complete(0, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldSayThatNothingWasWritten() throws Exception {
        try (SnapshotWriter writer = new Snapshots(data).write()) {
            assertThatThrownBy(() -> writer.complete(1, TimeUnit.MILLISECONDS))
                    .hasMessage("the state was not written within 1 MILLISECONDS");
        }
    }

    private long newestSequence() throws IOException {
        try (SnapshotReader reader = new Snapshots(data).openNewest().orElseThrow()) {
            long first = reader.getLong();
            assertThat(first).isEqualTo(reader.sequence());
            return first;
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(data.resolve("snapshots"))) {
            return entries.toList();
        }
    }

    private void flip(Path file, long position) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(position);
            int before = bytes.read();
            bytes.seek(position);
            bytes.write(before ^ (1 << random.nextInt(Byte.SIZE)));
        }
    }

    private static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        }
    }
}
