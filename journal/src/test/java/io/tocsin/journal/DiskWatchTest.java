package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskWatchTest {
    private static final long MIN_FREE = 256 << 20;
    private static final long MARGIN = MIN_FREE / 8;
    private static final Path JOURNAL = Path.of("journal");
    private static final Path OUTBOX = Path.of("outbox");

    @TempDir
    Path data;

    private final Map<Path, Long> free = new ConcurrentHashMap<>(Map.of(JOURNAL, MIN_FREE, OUTBOX, MIN_FREE));
    private final List<Boolean> changes = new CopyOnWriteArrayList<>();
    private final DiskWatch watch = new DiskWatch(MIN_FREE, directory -> free.getOrDefault(directory, Long.MAX_VALUE));

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void shouldCloseBelowTheMarkAndOpenOnlyWithAMarginAboveIt() {
        start();
        assertThat(changes).isEmpty();

        set(JOURNAL, MIN_FREE - 1);
        assertThat(changes).containsExactly(true);
        assertThat(watch.isFull()).isTrue();
        assertThat(watch.freeBytes()).isEqualTo(MIN_FREE - 1);

        set(JOURNAL, MIN_FREE);
        set(JOURNAL, MIN_FREE + MARGIN - 1);
        set(JOURNAL, MIN_FREE - 1);
        set(OUTBOX, MIN_FREE + MARGIN);
        assertThat(changes).containsExactly(true);

        set(JOURNAL, MIN_FREE + MARGIN);
        assertThat(changes).containsExactly(true, false);
        assertThat(watch.isFull()).isFalse();
    }

    @Test
    void shouldWatchEachDirectoryByItself() {
        start();
        set(OUTBOX, 0);
        assertThat(changes).containsExactly(true);
        set(JOURNAL, Long.MAX_VALUE);
        assertThat(watch.isFull()).isTrue();
        set(OUTBOX, Long.MAX_VALUE);
        assertThat(watch.isFull()).isFalse();
    }

    @Test
    void shouldSayAtOnceThatThereIsTooLittle() {
        free.put(JOURNAL, 0L);
        start();
        assertThat(changes).containsExactly(true);
    }

    @Test
    void shouldLookByItselfNowAndThen() {
        start();
        free.put(JOURNAL, 0L);
        await().until(watch::isFull);
        free.put(JOURNAL, Long.MAX_VALUE);
        free.put(OUTBOX, Long.MAX_VALUE);
        await().until(() -> !watch.isFull());
    }

    @Test
    void shouldTellNobodyAnythingOnceClosed() {
        start();
        watch.close();
        set(JOURNAL, 0);
        assertThat(changes).isEmpty();
    }

    @Test
    void shouldBeToldByWhoeverAppendsAndStopHimBeforeTheEnd() {
        Path journalDirectory = data.resolve("journal");
        free.put(journalDirectory, Long.MAX_VALUE);
        start();
        try (ChronicleJournal journal = new ChronicleJournal(data, Durability.PAGE_CACHE, watch)) {
            Batches.replay(journal);
            Batches batches = new Batches(1);
            batches.append(journal, 1);
            free.put(journalDirectory, MIN_FREE - 1);
            long appendedBefore = batches.nextSequence();
            while (changes.isEmpty() && batches.nextSequence() - appendedBefore < 100_000) {
                batches.append(journal, 1_000);
            }
            assertThat(changes).containsExactly(true);
            batches.append(journal, 1_000);

            free.put(journalDirectory, 1L << 20);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            batches.append(journal, 1_000);
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("no space left in " + journalDirectory + ": 1048576 bytes are too few");
        }
    }

    private void start() {
        watch.add(JOURNAL);
        watch.add(OUTBOX);
        watch.start(changes::add);
    }

    private void set(Path directory, long bytes) {
        free.put(directory, bytes);
        watch.checkAll();
    }
}
