package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledOnOs(value = OS.LINUX, disabledReason = "pages and mappings are looked up as Linux tells them")
class PretoucherTest {
    private static final int TICKS_PER_BATCH = 128;
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

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
            long written = journal.appendedBytes() - (16 << 20);
            await().untilAsserted(() -> assertThat(mappedKilobytes(16 << 20))
                    .isBetween(
                            (written + Pretoucher.MAX_AHEAD / 2) >> 10, (written + 2L * Pretoucher.MAX_AHEAD) >> 10));
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldLeaveFilesThatWereRolledAndAllOfThemInTheEnd(Durability durability) throws IOException {
        int hours = 40;
        long written;
        try (ChronicleJournal journal = open(durability)) {
            Batches batches = new Batches(1);
            for (int hour = 0; hour < hours; hour++) {
                for (int i = 0; i < 100; i++) {
                    batches.append(journal, TICKS_PER_BATCH, Batches.START_NS + hour * HOUR_NS);
                }
            }
            written = batches.nextSequence() - 1;
            assertThat(rollFiles()).hasSize(hours);
            await().untilAsserted(() -> {
                BackgroundResourceReleaser.releasePendingResources();
                assertThat(mappedRollFiles()).hasSizeLessThanOrEqualTo(2);
            });
        }
        BackgroundResourceReleaser.releasePendingResources();
        assertThat(mappedRollFiles()).isEmpty();
        assertThat(openRollFiles()).isEmpty();
        try (ChronicleJournal journal = open(durability)) {
            assertThat(Batches.replay(journal)).hasSize((int) written);
        }
    }

    private ChronicleJournal open(Durability durability) {
        ChronicleJournal journal = new ChronicleJournal(directory, durability, new DiskWatch(0));
        if (!Files.exists(directory.resolve(ChronicleJournal.DIRECTORY))) {
            assertThat(Batches.replay(journal)).isEmpty();
        }
        return journal;
    }

    private List<Path> rollFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(ChronicleJournal.DIRECTORY))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
    }

    /** How much is resident in the mapping of a roll file from a position on. */
    private long mappedKilobytes(long position) throws IOException {
        String offset = String.format("%08x", position);
        boolean isIt = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.contains(".cq4")) {
                isIt = line.contains(directory.toString()) && line.contains(" " + offset + " ");
            } else if (isIt && line.startsWith("Rss:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    private List<String> mappedRollFiles() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(map -> map.contains(directory.toString()) && map.endsWith(".cq4"))
                    .map(map -> map.substring(map.indexOf('/')))
                    .distinct()
                    .toList();
        }
    }

    private List<Path> openRollFiles() throws IOException {
        try (Stream<Path> opened = Files.list(Path.of("/proc/self/fd"))) {
            return opened.map(PretoucherTest::target)
                    .filter(file ->
                            file.startsWith(directory) && file.toString().endsWith(".cq4"))
                    .toList();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException closedMeanwhile) {
            return descriptor;
        }
    }
}
