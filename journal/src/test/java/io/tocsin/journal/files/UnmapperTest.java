package io.tocsin.journal.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.JdkDependent;
import io.tocsin.journal.Batches;
import io.tocsin.journal.MappedFiles;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.inputs.Durability;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.posix.PosixAPI;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@JdkDependent
@EnabledOnOs(value = OS.LINUX, disabledReason = "pages and mappings are looked up as Linux shows them")
class UnmapperTest {
    private static final int TICKS_PER_BATCH = 128;
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    /**
     * Half of what is written until the next sync. Without fail there is the appender's own page, and some are beside
     * it.
     */
    private static final int MAX_KILOBYTES = 512;

    @TempDir
    Path directory;

    private final List<Long> dirtyKilobytes = new ArrayList<>();

    /** Across blocks of a file, into the next file, and into one that was there. */
    @Test
    void shouldHaveWrittenPagesUnmappedWhenTheyAreSynced() throws IOException {
        Batches batches = new Batches(1);
        appendAndSync(batches, Batches.START_NS, 20);
        appendAndSync(batches, Batches.START_NS + HOUR_NS, 5);
        appendAndSync(batches, Batches.START_NS + HOUR_NS, 20);

        assertThat(dirtyKilobytes).hasSizeGreaterThan(40).allMatch(mapped -> mapped < MAX_KILOBYTES);
        assertThat(new MappedFiles(directory).mapped()).isEmpty();
        assertThat(new MappedFiles(directory).open()).isEmpty();
        try (ChronicleJournal journal = new ChronicleJournal(directory)) {
            assertThat(Batches.replay(journal)).hasSize((int) batches.nextSequence() - 1);
        }
    }

    @Test
    void shouldLeaveAFileOfWhichPagesCannotBeUnmapped() {
        AtomicInteger calls = new AtomicInteger();
        PosixAPI refusing = (PosixAPI) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PosixAPI.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("madvise")) {
                        calls.incrementAndGet();
                        return -1;
                    }
                    return "Invalid argument";
                });
        UnsafeBuffer document = new UnsafeBuffer(ByteBuffer.allocateDirect(8192));
        RollClock clock = new RollClock(0);
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory)
                        .rollCycle(ChronicleJournal.ROLL_CYCLE)
                        .timeProvider(clock)
                        .build();
                QueueAppender appender = new QueueAppender(directory, queue.createAppender(), 0, 0);
                Unmapper unmapper = new Unmapper(refusing)) {
            for (int hour = 1; hour <= 3; hour++) {
                clock.advanceToNs(hour * HOUR_NS);
                for (int i = 0; i < 5; i++) {
                    appender.append(document, 0, document.capacity());
                    unmapper.onAppended(appender);
                    unmapper.unmap();
                }
                assertThat(calls).hasValue(hour);
            }
        }
    }

    /** A megabyte, and a sync, so many times. */
    private void appendAndSync(Batches batches, long timestampNs, int times) {
        try (ChronicleJournal journal =
                new ChronicleJournal(directory, Durability.GROUP_FSYNC, new DiskWatch(0), this::force)) {
            assertThat(Batches.replay(journal)).hasSize((int) batches.nextSequence() - 1);
            for (long until = 1; until <= times; until++) {
                while (journal.appendedBytes() < until << 20) {
                    batches.append(journal, TICKS_PER_BATCH, timestampNs);
                }
                journal.durability().whenOpen(batches.nextSequence() - 1).join();
            }
        }
        BackgroundResourceReleaser.releasePendingResources();
    }

    private void force(Path path, FileChannel channel) throws IOException {
        if (Thread.currentThread().getName().equals("tocsin-sync") && !Files.isDirectory(path)) {
            dirtyKilobytes.add(new MappedFiles(directory).dirtyKilobytes());
        }
        channel.force(Files.isDirectory(path));
    }
}
