package io.tocsin.journal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.journal.Batches;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.inputs.Durability;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DiskWatchTest {
    private static final long MIN_FREE = 256 << 20;
    private static final long MARGIN = MIN_FREE / 8;
    private static final Path JOURNAL = Path.of("journal");
    private static final Path OUTBOX = Path.of("outbox");
    private static final long TOO_LITTLE = 1 << 20;

    @TempDir
    Path data;

    private final Map<Path, Long> free = new ConcurrentHashMap<>(Map.of(JOURNAL, MIN_FREE, OUTBOX, MIN_FREE));
    private final Batches batches = new Batches(1);
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
    void shouldSayNobodyAnythingOnceClosed() {
        start();
        watch.close();
        set(JOURNAL, 0);
        assertThat(changes).isEmpty();
    }

    @Test
    void shouldHearOfItFromWhoeverAppends() {
        start();
        try (ChronicleJournal journal = journal()) {
            batches.append(journal, 1);
            free.put(journalDirectory(), MIN_FREE - 1);
            appendMegabytes(journal, 4);
            assertThat(changes).containsExactly(true);
        }
    }

    @Test
    void shouldHaveWhoAppendsWaitUntilThereIsRoom() {
        start();
        try (ChronicleJournal journal = journal()) {
            CompletableFuture<Void> appending = appendWithoutRoom(journal);
            assertThat(watch.isFull()).isTrue();

            free.put(JOURNAL, Long.MAX_VALUE);
            free.put(OUTBOX, Long.MAX_VALUE);
            free.put(journalDirectory(), Long.MAX_VALUE);
            appending.join();
            watch.checkAll();
            assertThat(changes).containsExactly(true, false);
        }
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThat(Batches.replay(journal)).hasSize((int) batches.nextSequence() - 1);
        }
    }

    /** A quota, say: all the disk is free, and yet there is no room. */
    @Test
    void shouldAcceptNothingWhileSomebodyWaits() {
        free.put(JOURNAL, Long.MAX_VALUE);
        free.put(OUTBOX, Long.MAX_VALUE);
        start();
        CountDownLatch attempts = new CountDownLatch(3);
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> watch.awaitRoom(JOURNAL, () -> {
            watch.checkAll();
            attempts.countDown();
            return attempts.getCount() == 0;
        }));
        assertThat(waiting.join()).isTrue();
        assertThat(changes).containsExactly(true);
        watch.checkAll();
        assertThat(changes).containsExactly(true, false);
    }

    @Test
    void shouldLetNobodyWaitOnceTheNodeStops() {
        start();
        try (ChronicleJournal journal = journal()) {
            CompletableFuture<Void> appending = appendWithoutRoom(journal);
            watch.endWaiting();
            assertThatThrownBy(appending::join)
                    .hasCauseInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("no space left in " + journalDirectory() + ": 1048576 bytes are free");
        }
    }

    @Test
    void shouldLetNobodyWaitBeforeItWatches() {
        try (ChronicleJournal journal = journal()) {
            free.put(journalDirectory(), TOO_LITTLE);
            assertThatThrownBy(() -> batches.append(journal, 1))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("no space left in " + journalDirectory() + ": 1048576 bytes are free");
        }
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            assertThat(Batches.replay(journal)).isEmpty();
        }
    }

    private ChronicleJournal journal() {
        free.put(journalDirectory(), Long.MAX_VALUE);
        ChronicleJournal journal = new ChronicleJournal(data, Durability.PAGE_CACHE, watch);
        Batches.replay(journal);
        return journal;
    }

    private Path journalDirectory() {
        return data.resolve("journal");
    }

    private void appendMegabytes(ChronicleJournal journal, int megabytes) {
        long end = journal.appendedBytes() + ((long) megabytes << 20);
        while (journal.appendedBytes() < end) {
            batches.append(journal, 100, Batches.START_NS);
        }
    }

    /** Returns while it waits for room. */
    private CompletableFuture<Void> appendWithoutRoom(ChronicleJournal journal) {
        batches.append(journal, 1);
        free.put(journalDirectory(), TOO_LITTLE);
        CompletableFuture<Void> appending = CompletableFuture.runAsync(() -> appendMegabytes(journal, 8));
        await().until(() -> !appending.isDone() && watch.isWaitedFor());
        return appending;
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
