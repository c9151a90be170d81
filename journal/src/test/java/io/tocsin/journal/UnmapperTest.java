package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "pages and mappings are looked up as Linux tells them")
class UnmapperTest {
    private static final int TICKS_PER_BATCH = 128;
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int MAX_MAPPED_KILOBYTES = (Pretoucher.MAX_AHEAD + (512 << 10)) >> 10;

    @TempDir
    Path directory;

    private final List<Long> mappedKilobytes = new ArrayList<>();

    /** Across blocks of a file, into the next file, and into one that was there. */
    @Test
    void shouldHaveWrittenPagesUnmappedWhenTheyAreSynced() throws IOException {
        Batches batches = new Batches(1);
        appendAndSync(batches, Batches.START_NS, 20);
        appendAndSync(batches, Batches.START_NS + HOUR_NS, 5);
        appendAndSync(batches, Batches.START_NS + HOUR_NS, 20);

        assertThat(mappedKilobytes).hasSizeGreaterThan(40).allMatch(mapped -> mapped < MAX_MAPPED_KILOBYTES);
        assertThat(new MappedFiles(directory).mapped()).isEmpty();
        assertThat(new MappedFiles(directory).open()).isEmpty();
        try (ChronicleJournal journal = new ChronicleJournal(directory)) {
            assertThat(Batches.replay(journal)).hasSize((int) batches.nextSequence() - 1);
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
                journal.awaitDurable(batches.nextSequence() - 1);
            }
        }
        BackgroundResourceReleaser.releasePendingResources();
    }

    private void force(Path path, FileChannel channel) throws IOException {
        if (Thread.currentThread().getName().equals("tocsin-sync") && !Files.isDirectory(path)) {
            mappedKilobytes.add(new MappedFiles(directory).residentKilobytes());
        }
        channel.force(Files.isDirectory(path));
    }
}
