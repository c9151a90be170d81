package io.tocsin.journal.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.journal.Batches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReaderTest {
    private static final int BATCHES = 100_000;
    private static final int TICKS = 2;

    @TempDir
    Path data;

    @Test
    void shouldReadBesideAnAppenderThatRolls() {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches.replay(journal);
            CompletableFuture<List<Long>> read = CompletableFuture.supplyAsync(this::readAll);
            Batches batches = new Batches(1);
            for (int i = 0; i < BATCHES; i++) {
                batches.append(journal, TICKS);
            }
            await().until(read::isDone);
            assertThat(read.join())
                    .isEqualTo(
                            LongStream.rangeClosed(1, BATCHES * TICKS).boxed().toList());
        }
        assertThat(ChronicleJournal.files(data).rollFiles()).hasSizeGreaterThan(100);
    }

    @Test
    void shouldSkipToAPosition() {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches.replay(journal);
            Batches batches = new Batches(1);
            for (int i = 0; i < BATCHES / 2; i++) {
                batches.append(journal, TICKS);
            }
        }
        for (long sequence = 1; sequence < BATCHES; sequence += 7919) {
            try (JournalReader bySequence = new JournalReader(data);
                    JournalReader byTime = new JournalReader(data)) {
                bySequence.skipToSequence(sequence);
                byTime.skipToTimeNs(Batches.timeNs(sequence));
                assertThat(bySequence.next()).isTrue();
                assertThat(byTime.next()).isTrue();
                assertThat(bySequence.firstSequence()).isEqualTo(sequence - (sequence - 1) % TICKS);
                assertThat(byTime.firstSequence())
                        .isEqualTo(
                                Math.max(1, sequence - (sequence - 1) % TICKS - (sequence % TICKS == 1 ? TICKS : 0)));
            }
        }
    }

    private List<Long> readAll() {
        List<Long> sequences = new ArrayList<>();
        try (JournalReader reader = new JournalReader(data)) {
            while (sequences.size() < BATCHES * TICKS) {
                if (reader.next()) {
                    reader.forEach((sequence, timestampNs, input, offset, length) -> sequences.add(sequence));
                }
            }
        }
        return sequences;
    }
}
