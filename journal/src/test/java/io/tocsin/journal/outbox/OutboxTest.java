package io.tocsin.journal.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.JdkDependent;
import io.tocsin.journal.Batches;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.files.RollFile;
import io.tocsin.journal.outbox.SettledNote.Settled;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@JdkDependent
class OutboxTest {
    private static final long DAY_NS = 86_400_000_000_000L;

    private final Firings firings = new Firings();

    @TempDir
    Path data;

    @Test
    void shouldBeEmptyAtFirst() {
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            assertThat(outbox.lastEvent()).isNull();
            assertThat(tailer.atEnd()).isTrue();
            assertThat(tailer.position()).isEqualTo(OutboxTailer.START);
            assertThat(tailer.seekAfter(5, 0)).isTrue();
            assertThat(Firings.read(tailer)).isEmpty();

            firings.append(outbox, 3, 0);
            assertThat(tailer.atEnd()).isFalse();
            assertThat(Firings.read(tailer)).containsExactly("3-0");
            assertThat(tailer.atEnd()).isTrue();
        }
    }

    @Test
    void shouldKnowItsLastEventAfterReopening() {
        fill(1000);
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            assertThat(outbox.lastEvent()).isEqualTo(new EventId(2000, 1));
            firings.append(outbox, 2002, 0);
            tailer.seekAfter(2000, 0);
            assertThat(Firings.read(tailer)).containsExactly("2000-1", "2002-0");
        }
    }

    @Test
    void shouldSeekAfterAnyEvent() {
        fill(1000);
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            assertThat(tailer.seekAfter(0, 0)).isTrue();
            assertThat(Firings.read(tailer, 1)).containsExactly("2-0");
            assertThat(tailer.seekAfter(2, 0)).isTrue();
            assertThat(Firings.read(tailer, 1)).containsExactly("2-1");
            for (int sequence = 1; sequence <= 2000; sequence++) {
                assertThat(tailer.seekAfter(sequence, 7)).isTrue();
                long next = sequence + 2L - sequence % 2;
                assertThat(Firings.read(tailer, 1)).isEqualTo(next > 2000 ? List.of() : List.of(next + "-0"));
            }
            assertThat(tailer.seekAfter(99_999, 0)).isTrue();
            assertThat(tailer.atEnd()).isTrue();
        }
    }

    @Test
    void shouldSeekAndReadOverManyFiles() throws IOException {
        try (Outbox outbox = new Outbox(data);
                OutboxTailer early = outbox.tailer()) {
            for (int day = 0; day < 10; day += 3) {
                for (int i = 1; i <= 5; i++) {
                    firings.append(outbox, day * 100L + i, 0, Batches.START_NS + day * DAY_NS);
                    assertThat(Firings.read(early)).containsExactly((day * 100L + i) + "-0");
                }
            }
        }
        assertThat(Outbox.files(data).rollFiles()).hasSize(4);
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            assertThat(Firings.read(tailer)).hasSize(20);
            tailer.seekAfter(305, 0);
            long endOfFile = tailer.position();
            assertThat(Firings.read(tailer, 2)).containsExactly("601-0", "602-0");
            assertThat(tailer.seek(endOfFile)).isTrue();
            assertThat(Firings.read(tailer, 1)).containsExactly("601-0");
            tailer.seekAfter(302, 9);
            assertThat(Firings.read(tailer, 4)).containsExactly("303-0", "304-0", "305-0", "601-0");
            tailer.seekEnd();
            assertThat(tailer.atEnd()).isTrue();
            assertThat(Firings.read(tailer)).isEmpty();
            assertThat(tailer.seek(OutboxTailer.START)).isTrue();
            assertThat(Firings.read(tailer, 1)).containsExactly("1-0");
        }
    }

    @Test
    void shouldSayThatItDoesNotReachBackSoFar() throws IOException {
        long lost;
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            for (int day = 0; day < 3; day++) {
                firings.append(outbox, day + 1L, 0, Batches.START_NS + day * DAY_NS);
            }
            Firings.read(tailer, 1);
            lost = tailer.position();
        }
        Files.delete(Outbox.files(data).rollFiles().get(0));
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            assertThat(tailer.seekAfter(1, 0)).isFalse();
            assertThat(Firings.read(tailer)).containsExactly("2-0", "3-0");
            assertThat(tailer.seekAfter(2, 0)).isTrue();
            assertThat(Firings.read(tailer)).containsExactly("3-0");
            assertThat(tailer.seek(lost)).isFalse();
            assertThat(Firings.read(tailer)).containsExactly("2-0", "3-0");
        }
    }

    @Test
    void shouldKeepCursors() {
        fill(10);
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer();
                DurableCursor cursor = outbox.cursor("push")) {
            assertThat(cursor.position()).isEqualTo(DurableCursor.NONE);
            tailer.poll((message, offset, length) -> cursor.commit(tailer.position()), 4);
            Firings.read(tailer, 3);
        }
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer();
                DurableCursor cursor = outbox.cursor("push");
                DurableCursor other = outbox.cursor("other")) {
            assertThat(tailer.seek(cursor.position())).isTrue();
            assertThat(Firings.read(tailer, 1)).containsExactly("6-0");
            assertThat(other.position()).isEqualTo(DurableCursor.NONE);
            assertThatThrownBy(() -> outbox.cursor("../push")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldCountWhatIsBehindAPosition() {
        fill(10);
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            assertThat(outbox.eventCount()).isEqualTo(20);
            assertThat(tailer.eventCount()).isZero();
            Firings.read(tailer, 7);
            assertThat(tailer.eventCount()).isEqualTo(7);
            long seventh = tailer.position();
            tailer.seekEnd();
            assertThat(tailer.eventCount()).isEqualTo(20);
            tailer.seek(seventh);
            assertThat(tailer.eventCount()).isEqualTo(7);
            firings.append(outbox, 22, 0);
            assertThat(outbox.eventCount()).isEqualTo(21);
            tailer.seek(OutboxTailer.START);
            assertThat(tailer.eventCount()).isZero();
        }
    }

    @Test
    void shouldKeepWhatIsNotedAsSettledIfItIsWhole() throws IOException {
        Settled settled = new Settled(99, List.of(OutboxTailer.START, 40L));
        try (Outbox outbox = new Outbox(data)) {
            assertThat(outbox.settledNote("push").read()).isEmpty();
            outbox.settledNote("push").write(new Settled(50, List.of()));
            outbox.settledNote("push").write(settled);
        }
        try (Outbox outbox = new Outbox(data)) {
            assertThat(outbox.settledNote("push").read()).contains(settled);
            assertThat(outbox.settledNote("other").read()).isEmpty();
            Path file = data.resolve("outbox/push.settled");
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertThat(outbox.settledNote("push").read()).isEmpty();
            }
            Files.write(file, whole);
            outbox.settledNote("push").remove();
            assertThat(outbox.settledNote("push").read()).isEmpty();
        }
    }

    @Test
    void shouldServeTailersBesideTheAppender() {
        int count = 20_000;
        AtomicInteger woken = new AtomicInteger();
        try (Outbox outbox = new Outbox(data)) {
            outbox.onAppend(woken::incrementAndGet);
            List<CompletableFuture<List<String>>> readers = IntStream.range(0, 2)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> readUntil(outbox, count)))
                    .toList();
            for (int i = 1; i <= count; i++) {
                firings.append(outbox, i, 0);
            }
            List<String> expected =
                    IntStream.rangeClosed(1, count).mapToObj(i -> i + "-0").toList();
            for (CompletableFuture<List<String>> reader : readers) {
                await().until(reader::isDone);
                assertThat(reader.join()).isEqualTo(expected);
            }
            assertThat(woken).hasValue(count);
        }
    }

    @Test
    void shouldCutTornTailAndForgetPositionsInIt() throws IOException {
        fill(100);
        long last;
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            tailer.seekEnd();
            last = tailer.position();
        }
        Path file = Outbox.files(data).rollFiles().get(0);
        List<Long> documents = documents(file);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(documents.get(150));
            bytes.write(new byte[(int) (documents.get(199) - documents.get(150)) + 200]);
        }
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            assertThat(outbox.lastEvent()).isEqualTo(new EventId(150, 1));
            assertThat(tailer.seek(last)).isFalse();
            assertThat(tailer.atEnd()).isTrue();
            firings.append(outbox, 152, 0);
            assertThat(Firings.read(tailer)).containsExactly("152-0");
        }
    }

    @Test
    void shouldGoOnFromTheFileBeforeWhenNothingInTheNewestIsWhole() throws IOException {
        try (Outbox outbox = new Outbox(data)) {
            for (int day = 0; day < 3; day++) {
                firings.append(outbox, day + 1L, 0, Batches.START_NS + day * DAY_NS);
            }
        }
        Path newest = Outbox.files(data).rollFiles().get(2);
        try (RandomAccessFile bytes = new RandomAccessFile(newest.toFile(), "rw")) {
            bytes.seek(documents(newest).get(0) + 40);
            bytes.write(99);
        }
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            assertThat(outbox.lastEvent()).isEqualTo(new EventId(2, 0));
            firings.append(outbox, 4, 0, Batches.START_NS + 3 * DAY_NS);
            assertThat(Firings.read(tailer)).containsExactly("1-0", "2-0", "4-0");
        }
    }

    @Test
    void shouldRefuseDamageInTheMiddle() throws IOException {
        fill(100);
        Path file = Outbox.files(data).rollFiles().get(0);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(documents(file).get(50) + 40);
            bytes.write(99);
        }
        assertThatThrownBy(() -> new Outbox(data).close())
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("where 50 was expected");
    }

    private void fill(int inputs) {
        try (Outbox outbox = new Outbox(data)) {
            for (long sequence = 2; sequence <= 2L * inputs; sequence += 2) {
                firings.append(outbox, sequence, 0);
                firings.append(outbox, sequence, 1);
            }
        }
    }

    private static List<String> readUntil(Outbox outbox, int count) {
        List<String> events = new ArrayList<>();
        try (OutboxTailer tailer = outbox.tailer()) {
            while (events.size() < count) {
                events.addAll(Firings.read(tailer, 100));
                Thread.onSpinWait();
            }
        }
        return events;
    }

    private static List<Long> documents(Path path) {
        List<Long> positions = new ArrayList<>();
        try (RollFile file = new RollFile(path)) {
            while (file.next()) {
                positions.add(file.position());
            }
        }
        return positions;
    }
}
