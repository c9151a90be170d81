package io.tocsin.journal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.JdkDependent;
import io.tocsin.journal.Batches;
import io.tocsin.journal.MappedFiles;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.inputs.Durability;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.posix.PosixAPI;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@JdkDependent
@EnabledOnOs(value = OS.LINUX, disabledReason = "pages and mappings are looked up as Linux shows them")
class PretoucherTest {
    private static final int TICKS_PER_BATCH = 128;
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int BLOCK = 16 << 20;
    private static final int EFAULT = 14;

    @TempDir
    Path directory;

    /** Reading ahead, the kernel finds and clears pages as well; only who touches them has them mapped. */
    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldHaveMappedThePagesThatComeNext(Durability durability) {
        try (ChronicleJournal journal = open(durability)) {
            Batches batches = new Batches(1);
            while (journal.appendedBytes() < 24 << 20) {
                batches.append(journal, TICKS_PER_BATCH, Batches.START_NS);
            }
            long written = journal.appendedBytes() - BLOCK;
            awaitMapped(BLOCK, written + Pretoucher.MAX_AHEAD / 2, written + 2L * Pretoucher.MAX_AHEAD);
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldLeaveFilesThatWereRolledAndAllOfThemInTheEnd(Durability durability) throws IOException {
        int hours = 40;
        long written = 0;
        MappedFiles files = new MappedFiles(directory);
        try (ChronicleJournal journal = open(durability)) {
            Batches batches = new Batches(1);
            for (int hour = 0; hour < hours; hour++) {
                for (int i = 0; i < 100; i++) {
                    batches.append(journal, TICKS_PER_BATCH, Batches.START_NS + hour * HOUR_NS);
                }
            }
            written = batches.nextSequence() - 1;
            assertThat(ChronicleJournal.files(directory).rollFiles()).hasSize(hours);
            await().untilAsserted(() -> {
                BackgroundResourceReleaser.releasePendingResources();
                assertThat(files.mapped()).hasSizeLessThanOrEqualTo(2);
            });
        }
        BackgroundResourceReleaser.releasePendingResources();
        assertThat(files.mapped()).isEmpty();
        assertThat(files.open()).isEmpty();
        try (ChronicleJournal journal = open(durability)) {
            assertThat(Batches.replay(journal)).hasSize((int) written);
        }
    }

    /** As a death of the process leaves it: the next pages are there, and empty. */
    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldLeaveAJournalThatGoesOnFromAnyPlace(Durability durability, @TempDir Path copies) throws IOException {
        try (ChronicleJournal journal = open(durability)) {
            Batches batches = new Batches(1);
            for (int kilobytes : new int[] {300, 1_000, 5_000, 15_500, 17_000}) {
                while (journal.appendedBytes() >> 10 < kilobytes) {
                    batches.append(journal, TICKS_PER_BATCH, Batches.START_NS);
                }
                long last = batches.nextSequence() - 1;
                int mapping = journal.appendedBytes() < BLOCK ? 0 : BLOCK;
                long written = journal.appendedBytes() - mapping;
                awaitMapped(mapping, written + (100 << 10), written + 2L * Pretoucher.MAX_AHEAD);
                Path copy = copies.resolve(Integer.toString(kilobytes));
                copyJournal(copy);
                try (ChronicleJournal copied = new ChronicleJournal(copy, durability, new DiskWatch(0))) {
                    assertThat(Batches.replay(copied)).hasSize((int) last);
                    new Batches(last + 1).append(copied, TICKS_PER_BATCH, Batches.START_NS);
                }
                try (ChronicleJournal copied = new ChronicleJournal(copy, durability, new DiskWatch(0))) {
                    assertThat(Batches.replay(copied)).hasSize((int) last + TICKS_PER_BATCH);
                }
            }
        }
    }

    /** As when there is no room for a page. */
    @Test
    void shouldLeaveAFileOfWhichAPageCannotBe() {
        AtomicInteger calls = new AtomicInteger();
        PosixAPI failing = (PosixAPI) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {PosixAPI.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "madvise" -> {
                        calls.incrementAndGet();
                        yield -1;
                    }
                    case "lastError" -> EFAULT;
                    default -> "Bad address";
                });
        UnsafeBuffer document = new UnsafeBuffer(ByteBuffer.allocateDirect(64 << 10));
        RollClock clock = new RollClock(0);
        DiskSpace space =
                new DiskSpace(new QueueDirectory(directory, ChronicleJournal.ROLL_CYCLE, 1 << 20), new DiskWatch(0));
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory)
                        .rollCycle(ChronicleJournal.ROLL_CYCLE)
                        .timeProvider(clock)
                        .build();
                QueueAppender appender = new QueueAppender(directory, queue.createAppender(), 0, 0);
                Pretoucher pretoucher = new Pretoucher(space, new Prefault(failing, Prefault.Access.WRITE))) {
            pretoucher.start();
            for (int hour = 1; hour <= 3; hour++) {
                clock.advanceToNs(hour * HOUR_NS);
                for (int i = 0; i < 20; i++) {
                    appender.append(document, 0, document.capacity());
                    pretoucher.onAppended(appender, document.capacity());
                }
                int files = hour;
                await().until(() -> calls.get() == files);
            }
        }
        assertThat(calls).hasValue(3);
    }

    private void copyJournal(Path target) throws IOException {
        Path copied = Files.createDirectories(target.resolve(ChronicleJournal.DIRECTORY));
        try (Stream<Path> files = Files.list(directory.resolve(ChronicleJournal.DIRECTORY))) {
            for (Path file : files.toList()) {
                Files.copy(file, copied.resolve(file.getFileName()));
            }
        }
    }

    private void awaitMapped(int position, long least, long most) {
        await().untilAsserted(() -> assertThat(new MappedFiles(directory).residentKilobytes(position))
                .isBetween(least >> 10, most >> 10));
    }

    private ChronicleJournal open(Durability durability) {
        ChronicleJournal journal = new ChronicleJournal(directory, durability, new DiskWatch(0));
        if (!Files.exists(directory.resolve(ChronicleJournal.DIRECTORY))) {
            assertThat(Batches.replay(journal)).isEmpty();
        }
        return journal;
    }
}
