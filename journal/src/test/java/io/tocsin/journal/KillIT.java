package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.Firings;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxAppender;
import io.tocsin.journal.outbox.OutboxTailer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.impl.TableStore;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.table.Metadata.NoMeta;
import net.openhft.chronicle.queue.impl.table.SingleTableBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@JdkDependent
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KillIT {
    private static final int ROUNDS = 6;
    private static final int MAX_APPENDS = 6000;
    private static final int SEEKS = 100;
    private static final Duration OPENING_TAKES_AT_MOST = Duration.ofSeconds(4);

    @TempDir
    Path data;

    private CrashingNode node;

    /** A process that outlives a failed test would keep the build waiting. */
    @AfterEach
    void killWhatIsLeft() {
        if (node != null) {
            node.kill();
        }
    }

    @Soak
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.FEW)
    void shouldLoseNothingThatWasAppendedBeforeAKill(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long reached = 0;
        for (int round = 0; round < ROUNDS; round++) {
            node = CrashingNode.start(data, "append");
            assertThat(node.readLine()).isEqualTo("locked");
            for (int lines = random.nextInt(MAX_APPENDS); lines >= 0; lines--) {
                assertThat(node.readLine()).isNotNull();
            }
            long said = node.killAndReadLast();
            reached = checkAll(Math.max(reached, said), random);
        }
        assertThat(reached).isPositive();
    }

    /** Recovers as a node does, and leaves it at that; the next process goes on from here. */
    private long checkAll(long atLeast, SplittableRandom random) {
        long startNs = System.nanoTime();
        try (NodeLock lock = NodeLock.acquire(data);
                ChronicleJournal journal = new ChronicleJournal(data);
                Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            assertThat(lock).isNotNull();
            List<Long> sequences = Batches.replay(journal);
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(OPENING_TAKES_AT_MOST);
            assertThat(sequences)
                    .isEqualTo(
                            LongStream.rangeClosed(1, sequences.size()).boxed().toList());
            assertThat((long) sequences.size()).isGreaterThanOrEqualTo(atLeast);

            OutboxAppender appender = new OutboxAppender(outbox);
            Firings firings = new Firings();
            sequences.forEach(sequence -> CrashingNode.fire(firings, appender, sequence));
            appender.onRecovered();
            assertThat(Firings.read(tailer)).isEqualTo(expectedFirings(sequences.size()));
            for (int i = 0; i < SEEKS; i++) {
                long sequence = random.nextLong(sequences.size() - 3L);
                assertThat(tailer.seekAfter(sequence, 9)).isTrue();
                assertThat(Firings.read(tailer, 1)).containsExactly((sequence / 3 + 1) * 3 + "-0");
            }
            return sequences.size();
        }
    }

    private static List<String> expectedFirings(long last) {
        List<String> events = new ArrayList<>();
        for (long sequence = 3; sequence <= last; sequence += 3) {
            events.add(sequence + "-0");
            if (sequence % 9 == 0) {
                events.add(sequence + "-1");
            }
        }
        return events;
    }

    @Test
    void shouldForgetADocumentThatWasHalfWritten() {
        appendOne();
        node = CrashingNode.start(data, "half");
        assertThat(node.readLine()).isEqualTo("locked");
        assertThat(node.readLine()).isEqualTo("half");
        node.killAndReadLast();

        appendOne();
        long startNs = System.nanoTime();
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThat(Batches.replay(journal)).containsExactly(1L, 2L);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(OPENING_TAKES_AT_MOST);
    }

    @Test
    void shouldNotWaitForAWriterThatHadItsOwnProcessId() {
        appendOne();
        SingleChronicleQueueBuilder.addAliases();
        try (TableStore<NoMeta> store = SingleTableBuilder.binary(
                                data.resolve("journal/metadata.cq4t"), NoMeta.INSTANCE)
                        .build();
                LongValue lock = store.acquireValueFor("chronicle.write.lock")) {
            lock.setVolatileValue(ProcessHandle.current().pid());
        }
        long startNs = System.nanoTime();
        appendOne();
        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(OPENING_TAKES_AT_MOST);
    }

    @Test
    void shouldFindTheDirectoryFreeAfterItsHolderWasKilled() {
        node = CrashingNode.start(data, "lock");
        assertThat(node.readLine()).isEqualTo("locked");
        assertThatThrownBy(() -> NodeLock.acquire(data))
                .isInstanceOf(DataDirectoryLockedException.class)
                .hasMessageContaining(data.toString())
                .hasMessageContaining("(process " + node.pid() + ")");
        node.killAndReadLast();
        NodeLock.acquire(data).close();
    }

    private void appendOne() {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches.replay(journal);
            new Batches(journal.lastSequence() + 1).append(journal, 1);
        }
    }
}
