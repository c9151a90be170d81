package io.tocsin.journal.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.Batches;
import io.tocsin.journal.DamagedData;
import io.tocsin.journal.files.DocumentCheck;
import io.tocsin.journal.files.DocumentReader;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.outbox.EventId;
import io.tocsin.journal.outbox.Firings;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeking by binary search, against a look at every place. A seed that fails is in the name of its run. */
class SeekTest {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int SEEKS = 200;
    private static final int MOST_DAMAGE = 8;

    @TempDir
    Path data;

    /** A whole document, found by looking everywhere. */
    private record Document(Path file, int position, int length, long sequence, long timeNs) {}

    @Soak
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindWhatALinearScanFinds(long seed) throws IOException {
        Random random = new Random(seed);
        append(random, 4000);
        damage(random, 3 * (1 + Math.floorMod(seed, MOST_DAMAGE)));
        List<Document> whole = whole();
        Document last = whole.get(whole.size() - 1);
        long spanNs = last.timeNs - whole.get(0).timeNs;
        for (int i = 0; i < SEEKS; i++) {
            long sequence = random.nextLong(last.sequence + 100);
            Document bySequence = last(whole, document -> document.sequence <= sequence);
            if (bySequence != null) {
                assertThat(sequenceAfter(reader -> reader.skipToSequence(sequence)))
                        .as("sequence %d", sequence)
                        .isEqualTo(bySequence.sequence);
            }
            long timeNs = whole.get(0).timeNs + random.nextLong(spanNs + 1000);
            Document byTime = last(whole, document -> document.timeNs < timeNs);
            if (byTime != null) {
                assertThat(sequenceAfter(reader -> reader.skipToTimeNs(timeNs)))
                        .as("time %d", timeNs)
                        .isEqualTo(byTime.sequence);
            }
        }
    }

    static LongStream seeds() {
        return Seeds.many(1, 40);
    }

    @Test
    void shouldLookAtFewDocuments() {
        int[] sizes = {1_000, 10_000, 100_000, 400_000};
        List<Integer> seen = new ArrayList<>();
        for (int size : sizes) {
            Path directory = data.resolve("size-" + size);
            try (ChronicleJournal journal = new ChronicleJournal(directory)) {
                Batches.replay(journal);
                Batches batches = new Batches(1);
                for (int i = 0; i < size; i++) {
                    batches.append(journal, 1, Batches.START_NS + i);
                }
            }
            seen.add(mostDocumentsSeen(directory, size));
        }
        for (int i = 0; i < sizes.length; i++) {
            // A jump for each halving of the bytes, of which a document has about a hundred.
            assertThat(seen.get(i)).isLessThan(3 * log2(100L * sizes[i]));
        }
    }

    @Test
    void shouldStandAtTheStartBeforeAnything() {
        append(new Random(1), 10);
        assertThat(sequenceAfter(reader -> reader.skipToSequence(0))).isEqualTo(1);
        assertThat(sequenceAfter(reader -> reader.skipToTimeNs(0))).isEqualTo(1);
    }

    @Test
    void shouldSayWhereTheDamageIsThatItComesToAfterAJump() throws IOException {
        append(new Random(2), 1000);
        List<Document> whole = whole();
        Document target = whole.get(700);
        Document damaged = whole.get(703);
        DamagedData.write(damaged.file, damaged.position + 60, new byte[] {99});
        try (JournalReader reader = new JournalReader(data)) {
            reader.skipToSequence(target.sequence);
            for (int i = 0; i < 3; i++) {
                assertThat(reader.next()).isTrue();
            }
            assertThatThrownBy(reader::next)
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessage("damaged document in " + damaged.file + " at byte " + damaged.position + ", where "
                            + damaged.sequence + " was expected; docs/operating/damage.md says how to go on");
        }
    }

    @Test
    void shouldNotTakeAHoleForTheEnd() throws IOException {
        append(new Random(3), 1000);
        List<Document> whole = whole();
        Document lost = whole.get(990);
        DamagedData.write(lost.file, lost.position, new byte[lost.length + 8]);
        try (JournalReader reader = new JournalReader(data)) {
            reader.skipToSequence(lost.sequence - 1);
            assertThat(reader.next()).isTrue();
            assertThatThrownBy(reader::next)
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageStartingWith("damaged document in " + lost.file + " at byte " + lost.position + ",");
        }
    }

    @Test
    void shouldSayATornTailFromDamage() throws IOException {
        append(new Random(4), 1000);
        List<Document> whole = whole();
        Document lost = whole.get(whole.size() - 1);
        DamagedData.truncate(lost.file, lost.position + lost.length / 2);
        try (JournalReader reader = new JournalReader(data)) {
            reader.skipToSequence(lost.sequence - 1);
            assertThat(reader.next()).isTrue();
            assertThatThrownBy(reader::next)
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessage(
                            "torn tail in " + lost.file + " at byte " + lost.position + ", where " + lost.sequence
                                    + " was expected; nothing whole follows, and a node that starts cuts it off, keeping a copy");
        }
    }

    @Test
    void shouldNotGuessWhatCameFirst() throws IOException {
        append(new Random(6), 100);
        Document first = whole().get(0);
        DamagedData.write(first.file, first.position + 60, new byte[] {99});
        try (JournalReader reader = new JournalReader(data)) {
            assertThatThrownBy(reader::next)
                    .hasMessage("damaged document in " + first.file + " at byte " + first.position
                            + "; docs/operating/damage.md says how to go on");
        }
    }

    @Test
    void shouldRefuseAStartThatIsMissing() throws IOException {
        append(new Random(5), 4000);
        Path first = ChronicleJournal.files(data).rollFiles().get(0);
        Files.delete(first);
        Document next = whole().get(0);
        try (JournalReader reader = new JournalReader(data)) {
            reader.requireStart(1);
            assertThatThrownBy(reader::next)
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageStartingWith("document missing in " + next.file + " at byte " + next.position
                            + ", where 1 was expected;");
        }
        assertThat(sequenceAfter(reader -> {})).isEqualTo(next.sequence);
    }

    @Test
    void shouldSeekInTheOutbox() {
        Firings firings = new Firings();
        try (Outbox outbox = new Outbox(data)) {
            for (long sequence = 10; sequence <= 50_000; sequence += 10) {
                firings.append(outbox, sequence, 0);
                firings.append(outbox, sequence, 1);
            }
        }
        for (long sequence = 11; sequence < 50_000; sequence += 997) {
            try (OutboxReader bySequence = new OutboxReader(data);
                    OutboxReader byTime = new OutboxReader(data)) {
                bySequence.skipToSequence(sequence);
                byTime.skipToTimeNs(Batches.timeNs(sequence));
                EventId before = new EventId((sequence - 1) / 10 * 10, 1);
                assertThat(bySequence.next()).isTrue();
                assertThat(bySequence.eventId()).isEqualTo(before);
                assertThat(byTime.next()).isTrue();
                assertThat(byTime.eventId()).isEqualTo(before);
            }
        }
    }

    private int mostDocumentsSeen(Path directory, int size) {
        int most = 0;
        for (long sequence = 1; sequence <= size; sequence += Math.max(1, size / 50)) {
            Counter counter = new Counter();
            InputBatch.Reader batch = new InputBatch.Reader();
            try (DocumentReader reader = new DocumentReader(ChronicleJournal.files(directory), counter)) {
                long wanted = sequence;
                reader.seek((buffer, offset, length) -> batch.firstSequence(buffer, offset) <= wanted);
                most = Math.max(most, counter.whole);
                assertThat(reader.next()).isTrue();
                assertThat(batch.firstSequence(reader.buffer(), reader.offset()))
                        .isEqualTo(sequence);
            }
        }
        return most;
    }

    private static int log2(long number) {
        return Long.SIZE - Long.numberOfLeadingZeros(number);
    }

    /** Counts the documents that are looked at. */
    private static final class Counter implements DocumentCheck {
        private final BatchCheck check = new BatchCheck(BatchCheck.ANY);
        private int whole;

        @Override
        public boolean isIntact(DirectBuffer buffer, int offset, int length) {
            boolean isIntact = check.isIntact(buffer, offset, length);
            whole += isIntact ? 1 : 0;
            return isIntact;
        }

        @Override
        public boolean onDocument(DirectBuffer buffer, int offset, int length) {
            return check.onDocument(buffer, offset, length);
        }

        @Override
        public long expectedSequence() {
            return check.expectedSequence();
        }
    }

    /** The first sequence of the batch that a reader comes to from where it was put. */
    private long sequenceAfter(Consumer<JournalReader> seek) {
        try (JournalReader reader = new JournalReader(data)) {
            seek.accept(reader);
            assertThat(reader.next()).isTrue();
            return reader.firstSequence();
        }
    }

    private static Document last(List<Document> documents, Predicate<Document> test) {
        return documents.stream().filter(test).reduce((first, second) -> second).orElse(null);
    }

    /** Batches of all sizes over three hours, many of them at the same time. */
    private void append(Random random, int count) {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches.replay(journal);
            Batches batches = new Batches(1);
            long timeNs = Batches.START_NS;
            for (int i = 0; i < count; i++) {
                int ticks = random.nextInt(50) == 0 ? 1 + random.nextInt(2000) : 1 + random.nextInt(20);
                batches.append(journal, ticks, timeNs);
                timeNs += random.nextInt(3) == 0 ? 0 : random.nextLong(6 * HOUR_NS / count);
            }
        }
    }

    /** Flips bytes and zeroes ranges. */
    private void damage(Random random, int places) throws IOException {
        List<Document> whole = whole();
        for (int i = 0; i < places; i++) {
            Document hit = whole.get(random.nextInt(whole.size()));
            boolean isFlip = random.nextBoolean();
            DamagedData.write(
                    hit.file,
                    hit.position + random.nextInt(hit.length),
                    isFlip ? new byte[] {(byte) (1 + random.nextInt(255))} : new byte[1 + random.nextInt(20_000)]);
        }
    }

    private List<Document> whole() throws IOException {
        List<Document> found = new ArrayList<>();
        InputBatch.Reader reader = new InputBatch.Reader();
        for (Path file : ChronicleJournal.files(data).rollFiles()) {
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN);
            buffer.put(bytes).clear();
            UnsafeBuffer window = new UnsafeBuffer(buffer);
            for (int at = 0; at + 4 < bytes.length; at += 4) {
                int length = buffer.getInt(at);
                if (length > 0
                        && length <= InputBatch.MAX_LENGTH
                        && at + 4 + length <= bytes.length
                        && reader.isIntact(window, at + 4, length)) {
                    found.add(new Document(
                            file,
                            at,
                            length,
                            reader.firstSequence(window, at + 4),
                            reader.timestampNs(window, at + 4)));
                }
            }
        }
        found.sort(Comparator.comparingLong(Document::sequence));
        return found;
    }
}
