package io.tocsin.journal.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.Batches;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.files.RollFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@JdkDependent
class ChronicleJournalTest {
    private static final int BATCHES = 100;
    private static final int TICKS = 3;
    private static final long HOUR_NS = 3_600_000_000_000L;

    @TempDir
    Path data;

    @Test
    void shouldReplayWhatWasAppended() {
        append(BATCHES);

        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThat(Batches.replay(journal)).isEqualTo(sequences(BATCHES * TICKS));
            assertThat(journal.lastSequence()).isEqualTo(BATCHES * TICKS);
        }
    }

    @Test
    void shouldReplayNothingAtFirst() {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThat(Batches.replay(journal)).isEmpty();
            assertThat(journal.lastSequence()).isZero();
        }
    }

    @Test
    void shouldAppendAfterReplay() {
        append(BATCHES);
        appendMore(BATCHES);
        assertThat(replayed()).isEqualTo(sequences(2L * BATCHES * TICKS));
    }

    @Test
    void shouldCutZeroedTail() throws IOException {
        append(BATCHES);
        long position = documents(lastFile()).get(90);
        try (RandomAccessFile file = new RandomAccessFile(lastFile().toFile(), "rw")) {
            file.seek(position);
            file.write(new byte[(int) (file.length() - position)]);
        }
        assertThat(replayed()).isEqualTo(sequences(90 * TICKS));
        appendMore(20);
        assertThat(replayed()).isEqualTo(sequences(110 * TICKS));
        assertThat(torn()).hasSize(1);
    }

    @Test
    void shouldCutTruncatedTail() throws IOException {
        append(BATCHES);
        truncate(documents(lastFile()).get(90) + 50);
        assertThat(replayed()).isEqualTo(sequences(90 * TICKS));
        appendMore(20);
        assertThat(replayed()).isEqualTo(sequences(110 * TICKS));
    }

    @Test
    void shouldCutWhenOnlyTheLastIsZeroed() throws IOException {
        append(BATCHES);
        long position = documents(lastFile()).get(BATCHES - 1);
        write(position, new byte[4]);
        assertThat(replayed()).isEqualTo(sequences((BATCHES - 1) * TICKS));
        appendMore(20);
        assertThat(replayed()).isEqualTo(sequences((BATCHES + 19) * TICKS));
    }

    @Test
    void shouldCutFlippedBitInTail() throws IOException {
        append(BATCHES);
        write(documents(lastFile()).get(BATCHES - 1) + 60, new byte[] {42});
        assertThat(replayed()).isEqualTo(sequences((BATCHES - 1) * TICKS));
        appendMore(1);
        assertThat(replayed()).isEqualTo(sequences(BATCHES * TICKS));
    }

    @Test
    void shouldCutLengthThatIsNone() throws IOException {
        append(BATCHES);
        write(documents(lastFile()).get(BATCHES - 1), new byte[] {1, 2, 3, 0x34});
        assertThat(replayed()).isEqualTo(sequences((BATCHES - 1) * TICKS));
        appendMore(1);
        assertThat(replayed()).isEqualTo(sequences(BATCHES * TICKS));
    }

    @Test
    void shouldCutLengthMarkedUnfinished() throws IOException {
        append(BATCHES);
        try (RollFile file = new RollFile(lastFile())) {
            while (file.next()) {
                // Only its end is of interest.
            }
            write(file.nextPosition(), new byte[] {0, 0, 0, (byte) 0x80, 1, 2, 3, 4});
        }
        assertThat(replayed()).isEqualTo(sequences(BATCHES * TICKS));
        assertThat(torn()).hasSize(1);
        appendMore(10);
        assertThat(replayed()).isEqualTo(sequences((BATCHES + 10) * TICKS));
    }

    @Test
    void shouldPutAsideAFileOfWhichNothingIsWhole() throws IOException {
        append(1);
        write(documents(lastFile()).get(0) + 60, new byte[] {42});
        assertThat(replayed()).isEmpty();
        append(1);
        assertThat(replayed()).isEqualTo(sequences(TICKS));
    }

    @Test
    void shouldRefuseTheLossOfTheNewestFile() throws IOException {
        appendOverHours(3);
        Path newest = lastFile();
        byte[] content = Files.readAllBytes(newest);
        Files.delete(newest);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::replayed)
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageStartingWith("file missing: " + newest);
        }
        Files.write(newest, content);
        assertThat(replayed()).isEqualTo(sequences(3 * TICKS));

        Files.delete(newest);
        Files.delete(newest.resolveSibling("metadata.cq4t"));
        assertThat(replayed()).isEqualTo(sequences(2 * TICKS));
        assertThat(replayed()).isEqualTo(sequences(2 * TICKS));
    }

    @Test
    void shouldRefuseTheLossOfTheStartOfTheLastFile() throws IOException {
        appendOverHours(2);
        write(0, new byte[documents(lastFile()).get(0).intValue()]);
        assertThatThrownBy(this::replayed)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining(lastFile().toString())
                .hasMessageContaining("where " + (TICKS + 1) + " was expected");
        assertThat(lastFile()).exists();
    }

    @Test
    void shouldRefuseDamageInTheMiddle() throws IOException {
        append(BATCHES);
        write(documents(lastFile()).get(50) + 60, new byte[] {42});
        assertThatThrownBy(this::replayed)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining(lastFile().toString())
                .hasMessageContaining("where " + (50 * TICKS + 1) + " was expected")
                .satisfies(e -> assertThat(((JournalDamagedException) e).expectedSequence())
                        .isEqualTo(50 * TICKS + 1));
        assertThat(torn()).isEmpty();
    }

    @Test
    void shouldRefuseAHoleInTheMiddle() throws IOException {
        append(BATCHES);
        List<Long> documents = documents(lastFile());
        write(documents.get(50), new byte[(int) (documents.get(52) - documents.get(50)) + 2]);
        assertThatThrownBy(this::replayed)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("where " + (50 * TICKS + 1) + " was expected");
    }

    @Test
    void shouldRefuseTheLossOfAFileInTheMiddle() throws IOException {
        appendOverHours(3);
        Files.delete(ChronicleJournal.files(data).rollFiles().get(1));
        assertThatThrownBy(this::replayed)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void shouldRollByTheTimeOfTheBatches() throws IOException {
        appendOverHours(3);
        assertThat(ChronicleJournal.files(data).rollFiles()).hasSize(3);
        assertThat(replayed()).isEqualTo(sequences(3 * TICKS));
    }

    @Test
    void shouldAppendToTheLastFileWhenTimeWasSetBack() {
        appendOverHours(3);
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches batches = new Batches(Batches.replay(journal).size() + 1);
            batches.append(journal, TICKS, Batches.START_NS - 100 * HOUR_NS);
        }
        assertThat(ChronicleJournal.files(data).rollFiles()).hasSize(3);
        assertThat(replayed()).isEqualTo(sequences(4 * TICKS));
    }

    @Test
    void shouldPutAsideFilesWhoseCreationWasNotFinished() throws IOException {
        appendOverHours(2);
        Path directory = data.resolve("journal");
        Path halfMade = directory.resolve("20991231-23F.cq4");
        Files.write(halfMade, new byte[] {0, 0, 0, (byte) 0x80, 1, 2, 3, 4});
        Files.write(directory.resolve("metadata.cq4t"), new byte[] {0, 0, 0, (byte) 0x80});
        assertThat(replayed()).isEqualTo(sequences(2 * TICKS));
        assertThat(halfMade).doesNotExist();
        appendMore(5);
        assertThat(replayed()).isEqualTo(sequences(7 * TICKS));
    }

    @Test
    void shouldAllocateNothingWhenAppending() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches.replay(journal);
            InputBatch batch = new InputBatch();
            UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
            long allocated = 0;
            for (int i = 1; i <= 60_000; i++) {
                if (i == 30_000) {
                    allocated = threads.getCurrentThreadAllocatedBytes();
                }
                batch.clear();
                batch.add(message, 0, 64);
                batch.seal(i, Batches.START_NS);
                journal.append(batch.buffer(), 0, batch.length());
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - allocated).isLessThan(30_000);
        }
    }

    private void append(int batchCount) {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches.replay(journal);
            Batches batches = new Batches(1);
            for (int i = 0; i < batchCount; i++) {
                batches.append(journal, TICKS);
            }
        }
    }

    private void appendMore(int batchCount) {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches batches = new Batches(Batches.replay(journal).size() + 1);
            for (int i = 0; i < batchCount; i++) {
                batches.append(journal, TICKS);
            }
        }
    }

    @Test
    void shouldReplayWhatFollowsASequence() {
        appendOverHours(5);
        for (long after = 0; after <= 5 * TICKS; after++) {
            try (ChronicleJournal journal = new ChronicleJournal(data)) {
                List<Long> replayed = Batches.replay(journal, after);
                long first = after / TICKS * TICKS + 1;
                assertThat(replayed)
                        .as("after %d", after)
                        .isEqualTo(
                                LongStream.rangeClosed(first, 5 * TICKS).boxed().toList());
                assertThat(journal.lastSequence()).isEqualTo(5 * TICKS);
            }
        }
    }

    @Test
    void shouldRefuseToGoOnAfterItsEnd() {
        appendOverHours(2);
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThatThrownBy(() -> Batches.replay(journal, 2 * TICKS + 1))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining("end of the journal")
                    .hasMessageContaining("where " + (2 * TICKS + 1) + " was expected");
        }
    }

    @Test
    void shouldRefuseToBeginBeforeItsBeginning() throws IOException {
        appendOverHours(3);
        Files.delete(ChronicleJournal.files(data).rollFiles().get(0));
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThatThrownBy(() -> Batches.replay(journal, TICKS - 1))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining("where " + TICKS + " was expected");
        }
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThat(Batches.replay(journal, TICKS)).hasSize(2 * TICKS);
        }
    }

    @Test
    void shouldBeginAfterASnapshotWhereThereIsNothing() {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThat(Batches.replay(journal, 40)).isEmpty();
            assertThat(journal.lastSequence()).isEqualTo(40);
            new Batches(41).append(journal, 2);
        }
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThat(Batches.replay(journal, 40)).containsExactly(41L, 42L);
        }
    }

    private void appendOverHours(int hours) {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches.replay(journal);
            Batches batches = new Batches(1);
            for (int i = 0; i < hours; i++) {
                batches.append(journal, TICKS, Batches.START_NS + i * HOUR_NS);
            }
        }
    }

    private List<Long> replayed() {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            return Batches.replay(journal);
        }
    }

    private static List<Long> sequences(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private Path lastFile() {
        List<Path> files = ChronicleJournal.files(data).rollFiles();
        return files.get(files.size() - 1);
    }

    private List<Path> torn() throws IOException {
        try (var files = Files.list(data.resolve("journal"))) {
            return files.filter(file -> file.toString().contains(".torn-")).toList();
        }
    }

    private static List<Long> documents(Path path) {
        List<Long> positions = new ArrayList<>();
        try (RollFile file = new RollFile(path)) {
            while (file.next()) {
                positions.add(file.position());
            }
        }
        return positions;
    }

    private void write(long position, byte[] bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(lastFile().toFile(), "rw")) {
            file.seek(position);
            file.write(bytes);
        }
    }

    private void truncate(long length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(lastFile().toFile(), "rw")) {
            file.setLength(length);
        }
    }
}
