package io.tocsin.journal.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.RegisterSymbolEncoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.journal.Batches;
import io.tocsin.journal.files.DiskWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal calls durable it has synced before, file by file, and what it could not sync it never calls so. */
@JdkDependent
@Timeout(60)
class GroupFsyncTest {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final Limits LIMITS = new Limits(100, 16, 100, 16, 16, 100, 1_000);
    private static final PipelineConfig CONFIG =
            new PipelineConfig(1024, 1024, PipelineConfig.Waiting.BLOCKING, PipelineConfig.Threads.TWO);

    @TempDir
    Path data;

    @Test
    void shouldSyncWhatWasAppendedAndNotBefore() {
        Disk disk = new Disk();
        try (ChronicleJournal journal = disk.journal()) {
            Batches.replay(journal);
            disk.hold();
            Batches batches = new Batches(1);
            batches.append(journal, 3);
            CompletableFuture<Void> first = journal.durability().whenOpen(3);
            await().until(disk.semaphore::hasQueuedThreads);
            batches.append(journal, 2);
            CompletableFuture<Void> second = journal.durability().whenOpen(5);
            assertThat(first).isNotDone();

            disk.letPass(2);
            await().until(first::isDone);
            assertThat(disk.forced).hasValue(3);
            assertThat(journal.durability().whenOpen(3)).isCompleted();
            assertThat(second).isNotDone();

            disk.release();
            second.join();
            assertThat(journal.durability().isOpen(5)).isTrue();
            assertThat(disk.forced).hasValue(5);
        }
    }

    @Test
    void shouldSyncAFileThatWasRolledBeforeTheNextAndTheDirectoryWithEachNewOne() {
        Disk disk = new Disk();
        try (ChronicleJournal journal = disk.journal()) {
            Batches.replay(journal);
            disk.paths.clear();
            Batches batches = new Batches(1);
            for (int hour = 0; hour < 3; hour++) {
                batches.append(journal, 1, Batches.START_NS + hour * HOUR_NS);
                journal.durability().whenOpen(hour + 1).join();
            }
        }
        List<Path> files = ChronicleJournal.files(data).rollFiles();
        Path directory = data.resolve("journal");
        assertThat(files).hasSize(3);
        assertThat(disk.paths)
                .containsExactly(
                        files.get(0),
                        directory,
                        files.get(0),
                        files.get(1),
                        directory,
                        files.get(1),
                        files.get(2),
                        directory);
    }

    @Test
    void shouldSyncWhatItFindsBeforeItHandsItOver() {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches.replay(journal);
            Batches batches = new Batches(1);
            batches.append(journal, 2, Batches.START_NS);
            batches.append(journal, 2, Batches.START_NS + HOUR_NS);
        }
        Disk disk = new Disk();
        List<Path> files = ChronicleJournal.files(data).rollFiles();
        try (ChronicleJournal journal = disk.journal()) {
            journal.replay(
                    0,
                    (batch, offset, length) -> assertThat(disk.paths)
                            .containsExactly(files.get(0), files.get(1), data.resolve("journal"), data));
            assertThat(journal.durability().isOpen(4)).isTrue();
            assertThat(journal.durability().whenOpen(4)).isCompleted();
            assertThat(disk.paths).hasSize(4);
        }
    }

    @Test
    void shouldLeaveTheDiskAloneWhileNobodyWaits() {
        Disk disk = new Disk();
        try (ChronicleJournal journal = disk.journal()) {
            Batches.replay(journal);
            disk.paths.clear();
            Batches batches = new Batches(1);
            batches.append(journal, 3);
            batches.append(journal, 3);
            await().during(Duration.ofMillis(100)).until(disk.paths::isEmpty);
            assertThat(journal.durability().isOpen(1)).isFalse();
            journal.durability().whenOpen(1).join();
            assertThat(journal.durability().isOpen(6)).isTrue();
        }
        assertThat(disk.paths).hasSize(2);
    }

    @Test
    void shouldSyncAllThatWasAppendedBeforeItCloses() {
        Disk disk = new Disk();
        try (ChronicleJournal journal = disk.journal()) {
            Batches.replay(journal);
            Batches batches = new Batches(1);
            for (int i = 0; i < 100; i++) {
                batches.append(journal, 3);
            }
        }
        assertThat(disk.forced).hasValue(300);
    }

    /** By an error too: who waits must not wait for ever. */
    @ParameterizedTest
    @ValueSource(classes = {IOException.class, UncheckedIOException.class, UnsatisfiedLinkError.class})
    void shouldEndForGoodWhenASyncFails(Class<? extends Throwable> cause) {
        Disk disk = new Disk();
        try (ChronicleJournal journal = disk.journal()) {
            Batches.replay(journal);
            Batches batches = new Batches(1);
            batches.append(journal, 3);
            journal.durability().whenOpen(3).join();
            disk.broken = cause;
            batches.append(journal, 3);
            await().until(journal.durability().whenOpen(6)::isCompletedExceptionally);
            assertThatThrownBy(() -> journal.durability().isOpen(6))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("cannot sync " + data.resolve("journal"))
                    .hasRootCauseInstanceOf(cause == UncheckedIOException.class ? IOException.class : cause);
            disk.broken = null;
            int synced = disk.paths.size();

            assertThatThrownBy(() -> batches.append(journal, 1)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> journal.durability().isOpen(7)).isInstanceOf(UncheckedIOException.class);
            assertThat(journal.durability().whenOpen(8)).isCompletedExceptionally();
            assertThat(disk.paths).hasSize(synced);
        }
    }

    @Soak
    @Test
    void shouldLetNothingOutOfTheNodeBeforeItIsSynced() {
        long seed = Seeds.one();
        SplittableRandom random = new SplittableRandom(seed);
        Disk disk = new Disk();
        AtomicInteger failures = new AtomicInteger();
        Listener listener = new Listener(disk);
        try (ChronicleJournal journal = disk.journal()) {
            Pipeline pipeline = new Pipeline(CONFIG, LIMITS, journal, List.of(listener), failures::incrementAndGet);
            pipeline.recover();
            disk.hold();
            pipeline.start();
            offer(pipeline, registerSymbol());
            offer(pipeline, tick(1));
            await().until(() -> pipeline.lastSequence() >= 3);
            assertThat(listener.ticks).hasValue(0);
            for (int i = 1; i < 2_000; i++) {
                offer(pipeline, tick(i + 1));
                if (random.nextInt(20) == 0) {
                    disk.letPass(1 + random.nextInt(3));
                }
            }
            disk.release();
            pipeline.close();
        }
        assertThat(listener.ticks).hasValue(2_000);
        assertThat(listener.early).isEmpty();
        assertThat(failures).hasValue(0);
    }

    /** In place of the disk, or in front of it. */
    private final class Disk {
        private final Semaphore semaphore = new Semaphore(0);
        private final List<Path> paths = new CopyOnWriteArrayList<>();
        private final AtomicLong forced = new AtomicLong();
        private volatile Class<? extends Throwable> broken;
        private volatile boolean holding;

        ChronicleJournal journal() {
            return new ChronicleJournal(data, Durability.GROUP_FSYNC, new DiskWatch(0), this::force);
        }

        /** What is in the files before the sync is known to be on the disk after it; the rest may be or not. */
        private void force(Path path, FileChannel channel) throws IOException {
            long found = Files.isDirectory(path) ? 0 : lastSequence();
            if (holding) {
                semaphore.acquireUninterruptibly();
            }
            fail();
            channel.force(Files.isDirectory(path));
            paths.add(path);
            forced.set(Math.max(forced.get(), found));
        }

        private void fail() throws IOException {
            IOException cause = new IOException("Input/output error");
            if (broken == IOException.class) {
                throw cause;
            } else if (broken == UncheckedIOException.class) {
                throw new UncheckedIOException(cause);
            } else if (broken != null) {
                throw new UnsatisfiedLinkError("no fsync");
            }
        }

        private long lastSequence() {
            long last = 0;
            try (JournalReader reader = new JournalReader(data)) {
                while (reader.next()) {
                    last = reader.firstSequence() + reader.count() - 1;
                }
            }
            return last;
        }

        void hold() {
            holding = true;
        }

        void letPass(int syncs) {
            semaphore.release(syncs);
        }

        void release() {
            holding = false;
            semaphore.release(1_000);
        }
    }

    private static final class Listener extends EveryOutput {
        private static final int SEQUENCE =
                MessageHeaderEncoder.ENCODED_LENGTH + TickAcceptedDecoder.sequenceEncodingOffset();

        private final Disk disk;
        private final List<Long> early = new CopyOnWriteArrayList<>();
        private final AtomicInteger ticks = new AtomicInteger();

        Listener(Disk disk) {
            this.disk = disk;
        }

        @Override
        public void onOutput(DirectBuffer message, int offset, int length) {
            long sequence = message.getLong(offset + SEQUENCE, ByteOrder.LITTLE_ENDIAN);
            if (sequence > disk.forced.get()) {
                early.add(sequence);
            }
            if (message.getShort(offset + 2, ByteOrder.LITTLE_ENDIAN) == TickAcceptedDecoder.TEMPLATE_ID) {
                ticks.incrementAndGet();
            }
        }
    }

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[256]);

    private int registerSymbol() {
        return new RegisterSymbolEncoder()
                .wrapAndApplyHeader(message, 0, new MessageHeaderEncoder())
                .correlationId(0)
                .symbolName("BTCUSD")
                .limit();
    }

    private int tick(long price) {
        return new InputEncoder()
                .wrap(message, 0, 0)
                .tick(0, 8, price, 0, InputEncoder.ABSENT, InputEncoder.ABSENT, InputEncoder.ABSENT);
    }

    private void offer(Pipeline pipeline, int length) {
        while (pipeline.commandSink().offer(message, 0, length) == CommandSink.Offer.BACK_PRESSURED) {
            Thread.onSpinWait();
        }
    }
}
