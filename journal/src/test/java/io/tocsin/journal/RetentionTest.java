package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.journal.disk.Disk;
import io.tocsin.journal.disk.Image;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.DurableCursor;
import io.tocsin.journal.outbox.Firings;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxTailer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forty hours, an input batch each: inputs 1 to 120, in forty roll files. */
class RetentionTest {
    private static final int HOURS = 40;
    private static final int ALL = HOURS * DataDirectories.BATCH;

    @TempDir
    Path data;

    @BeforeEach
    void record() {
        DataDirectories.record(data, HOURS);
    }

    @Test
    void shouldKeepEverythingWithoutASnapshot() throws Exception {
        Retention.Plan plan = new Retention(data, Duration.ZERO, 1).plan();
        assertThat(plan.files()).isEmpty();
        assertThat(plan.reason()).isEqualTo("there is no snapshot");
    }

    @Test
    void shouldKeepWhatFollowsTheOldestSnapshotThatStays() throws Exception {
        Path first = DataDirectories.snapshot(data, 20);
        DataDirectories.snapshot(data, 61);
        DataDirectories.snapshot(data, 100);
        Retention.Plan plan = new Retention(data, Duration.ZERO, 2).plan();

        assertThat(plan.snapshots()).containsExactly(first);
        assertThat(plan.rollFiles()).isEqualTo(rollFiles().subList(0, 20));
        assertThat(plan.reason()).contains("61");
        assertThat(plan.files()).as("what needs the others goes first").startsWith(first);
        assertThat(rollFiles()).hasSize(HOURS);
        plan.apply();
        assertThat(replayed(61)).hasSize(ALL - 61 + 1).startsWith(61L);
        assertThat(replayed(100)).startsWith(100L).endsWith((long) ALL);
    }

    /** One that came back would be of no use: the journal that follows it is gone. */
    @Test
    void shouldNotBringASnapshotBackWhenThePowerIsLost() throws Exception {
        Disk disk = new Disk(data.resolve("disk"), Image.empty(), Integer.MAX_VALUE, new SplittableRandom(1));
        Path directory = disk.directory();
        DataDirectories.record(directory, HOURS);
        Path first = DataDirectories.snapshot(directory, 20);
        DataDirectories.snapshot(directory, 61);
        new Retention(directory, Duration.ZERO, 1).plan().apply();
        ChronicleJournal.files(directory).force();

        Image now = disk.image();
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(now.afterPowerLoss(new SplittableRandom(seed)).names("snapshots"))
                    .as("seed %d", seed)
                    .doesNotContain("snapshots/" + first.getFileName());
        }
    }

    @Test
    void shouldNotCountADamagedSnapshot() throws Exception {
        Path whole = DataDirectories.snapshot(data, 30);
        Path damaged = DataDirectories.snapshot(data, 90);
        try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
            file.setLength(file.length() - 1);
        }
        Retention.Plan plan = new Retention(data, Duration.ZERO, 1).plan();
        assertThat(plan.snapshots()).doesNotContain(whole);
        assertThat(plan.keptFrom()).isEqualTo(30);
    }

    @Test
    void shouldKeepWhatIsYoung() throws Exception {
        DataDirectories.snapshot(data, ALL);
        assertThat(new Retention(data, Duration.ofHours(10), 1).plan().rollFiles())
                .isEqualTo(rollFiles().subList(0, HOURS - 11));
        assertThat(new Retention(data, Duration.ofDays(30), 1).plan().rollFiles())
                .isEmpty();
    }

    @Test
    void shouldKeepTheFileThatIsAppendedTo() throws Exception {
        DataDirectories.snapshot(data, ALL);
        assertThat(new Retention(data, Duration.ZERO, 1).plan().rollFiles()).hasSize(HOURS - 1);
    }

    @Test
    void shouldWaitForEveryReaderOfTheOutbox() throws Exception {
        DataDirectories.snapshot(data, ALL);
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer();
                DurableCursor behind = outbox.cursor("behind");
                DurableCursor none = outbox.cursor("none")) {
            Firings.read(tailer, 12);
            behind.commit(tailer.position());
            none.commit(tailer.position());
        }
        Retention.Plan plan = new Retention(data, Duration.ZERO, 1).plan();
        assertThat(plan.keptFrom()).isEqualTo(34);
        assertThat(plan.reason()).isEqualTo("cursor behind of the outbox");
        assertThat(plan.rollFiles()).hasSize(11);

        try (Outbox outbox = new Outbox(data)) {
            outbox.cursor("idle").close();
        }
        assertThat(new Retention(data, Duration.ZERO, 1).plan().keptFrom()).isZero();
    }

    private List<Path> rollFiles() {
        return ChronicleJournal.files(data).rollFiles();
    }

    private List<Long> replayed(long after) throws IOException {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            return Batches.replay(journal, after).stream()
                    .filter(sequence -> sequence >= after)
                    .toList();
        }
    }
}
