package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.files.QueueDirectory;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.CursorFile;
import io.tocsin.journal.outbox.DurableCursor;
import io.tocsin.journal.outbox.Firings;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxTailer;
import io.tocsin.journal.outbox.SettledNote;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thirty hours, an input batch each: inputs 1 to 90, of which 1, 4, 7 … fire. */
class CutTest {
    private static final int HOURS = 30;
    private static final int ALL = HOURS * DataDirectories.BATCH;

    @TempDir
    Path data;

    private Path copies;

    @BeforeEach
    void record() {
        DataDirectories.record(data, HOURS);
        copies = data.resolve("cut");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 44, 45, 46, 88, 89})
    void shouldEndWithThePosition(long last) throws Exception {
        List<Path> changed = new Cut(data, copies, last).run();

        assertThat(changed)
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(copies.resolve(data.relativize(file))).isRegularFile());
        assertThat(replayed()).isEqualTo(sequences(last));
        assertThat(firings()).isEqualTo(expectedFirings(last));
        assertThat(new Cut(data, data.resolve("again"), last).run()).isEmpty();
    }

    @Test
    void shouldGoOnFromThere() throws Exception {
        new Cut(data, copies, 50).run();
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThat(Batches.replay(journal)).hasSize(50);
            new Batches(51).append(journal, 4, Batches.START_NS + 100 * DataDirectories.HOUR_NS);
        }
        assertThat(replayed()).isEqualTo(sequences(54));
    }

    /** Damage after the position goes with what is cut: a page that was never written, and a byte that has changed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCutOffDamage(boolean zeroed) throws Exception {
        DataDirectories.appendToOneHour(data, 30);
        int documentBefore = 10;
        Path file = ChronicleJournal.files(data).rollFiles().get(HOURS);
        long position = DataDirectories.positions(file).get(documentBefore);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(zeroed ? position : position + 60);
            bytes.write(zeroed ? new byte[300] : new byte[] {42});
        }
        long last = ALL + (long) documentBefore * DataDirectories.BATCH;
        assertThatThrownBy(this::replayed).isInstanceOf(JournalDamagedException.class);
        new Cut(data, copies, last).run();
        assertThat(replayed()).isEqualTo(sequences(last));
    }

    @Test
    void shouldNotMindWhatAnInterruptedOneHasLeft() throws Exception {
        for (Path queue : List.of(data.resolve("journal"), data.resolve("outbox"))) {
            Files.createDirectory(queue.resolve("rewrite"));
            for (Path file : new QueueDirectory(queue, ChronicleJournal.ROLL_CYCLE, 1 << 20).rollFiles()) {
                Files.copy(file, queue.resolve("rewrite").resolve(file.getFileName()));
            }
        }
        new Cut(data, copies, 50).run();
        assertThat(replayed()).isEqualTo(sequences(50));
        assertThat(firings()).isEqualTo(expectedFirings(50));
    }

    @Test
    void shouldLeaveEverythingWhenNothingComesAfter() throws Exception {
        assertThat(new Cut(data, copies, ALL).run()).isEmpty();
        assertThat(copies).doesNotExist();
        assertThat(replayed()).isEqualTo(sequences(ALL));
    }

    @Test
    void shouldKeepWhatItCuts() throws Exception {
        new Cut(data, copies, 50).run();
        try (ChronicleJournal journal = new ChronicleJournal(copies)) {
            assertThat(Batches.replay(journal, 48)).endsWith((long) ALL);
        }
    }

    @Test
    void shouldTakeAwayLaterSnapshots() throws Exception {
        Path before = DataDirectories.snapshot(data, 50);
        DataDirectories.snapshot(data, 51);
        new Cut(data, copies, 50).run();
        assertThat(new Snapshots(data).files()).containsExactly(before);
    }

    @Test
    void shouldTakeCursorsBack() throws Exception {
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer();
                DurableCursor ahead = outbox.cursor("ahead");
                DurableCursor behind = outbox.cursor("behind")) {
            Firings.read(tailer, 5);
            behind.commit(tailer.position());
            Firings.read(tailer);
            ahead.commit(tailer.position());
        }
        new Cut(data, copies, 50).run();
        assertThat(CursorFile.of(data)).containsExactly(new CursorFile("ahead", 49), new CursorFile("behind", 13));
    }

    @Test
    void shouldTakeAwayWhatIsNotedOfEventsThatItCuts() throws Exception {
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            Firings.read(tailer, 5);
            outbox.settledNote("behind").write(new SettledNote.Settled(tailer.position(), List.of()));
            Firings.read(tailer);
            outbox.settledNote("ahead").write(new SettledNote.Settled(tailer.position(), List.of()));
        }
        new Cut(data, copies, 50).run();
        try (Outbox outbox = new Outbox(data)) {
            assertThat(outbox.settledNote("ahead").read()).isEmpty();
            assertThat(outbox.settledNote("behind").read()).isPresent();
        }
    }

    private List<Long> replayed() {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            return Batches.replay(journal);
        }
    }

    private List<String> firings() throws IOException {
        assertThat(Files.isDirectory(data.resolve("outbox"))).isTrue();
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            return Firings.read(tailer);
        }
    }

    private static List<String> expectedFirings(long last) {
        return LongStream.rangeClosed(1, last)
                .filter(sequence -> sequence % DataDirectories.BATCH == 1)
                .mapToObj(sequence -> sequence + "-0")
                .toList();
    }

    private static List<Long> sequences(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
