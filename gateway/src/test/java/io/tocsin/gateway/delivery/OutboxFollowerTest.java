package io.tocsin.gateway.delivery;

import static io.tocsin.gateway.delivery.ScriptedDeliverer.done;
import static io.tocsin.gateway.delivery.ScriptedDeliverer.hanging;
import static io.tocsin.gateway.delivery.ScriptedDeliverer.notNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.gateway.delivery.ScriptedDeliverer.Message;
import io.tocsin.journal.outbox.CursorFile;
import io.tocsin.journal.outbox.Outbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxFollowerTest {
    private static final int MAX_UNSETTLED = 50;
    private static final OutboxFollower.Settings QUICK = new OutboxFollower.Settings(
            MAX_UNSETTLED, 8, Duration.ofMinutes(1), Duration.ofMillis(1), Duration.ofMillis(4));
    /** A target that fails is not tried again within a test. */
    private static final OutboxFollower.Settings ONCE = new OutboxFollower.Settings(
            MAX_UNSETTLED, 8, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

    @TempDir
    private Path directory;

    @TempDir
    private Path crashed;

    private final List<OutboxFollower<Message>> followers = new ArrayList<>();
    private ScriptedDeliverer deliverer = new ScriptedDeliverer();
    private OutboxFollower<Message> follower;
    private Outbox outbox;

    @BeforeEach
    void open() {
        outbox = new Outbox(directory);
    }

    @AfterEach
    void stop() {
        followers.forEach(OutboxFollower::close);
        outbox.close();
    }

    @Test
    void shouldBeginAtTheEndAndGoOnWhereItStopped() {
        append(1, "a");
        start(QUICK);
        append(2, "a,b");
        await().until(() -> deliverer.delivered.size() == 2);
        follower.close();
        append(3, "b");

        start(QUICK);

        append(4, "a");
        await().until(() -> deliverer.delivered.size() == 4);
        assertThat(deliverer.attempts).extracting(Message::toString).containsExactly("2 a", "2 b", "3 b", "4 a");
        awaitLag(0);
    }

    @Test
    void shouldHaveADeadTargetDelayNobody() throws IOException {
        deliverer.sending = message -> message.target().equals("dead") ? notNow() : done();
        start(ONCE);
        append(1, "dead,a");
        append(2, "dead");
        int count = 1000;
        for (int i = 3; i <= count; i++) {
            append(i, "t" + i % 7);
        }

        await().until(() -> deliverer.delivered.size() == count - 1);

        assertThat(deliverer.attempts)
                .filteredOn(message -> message.target().equals("dead"))
                .hasSize(1);
        for (int target = 0; target < 7; target++) {
            String name = "t" + target;
            assertThat(deliverer.delivered)
                    .filteredOn(message -> message.target().equals(name))
                    .extracting(Message::event)
                    .isSorted();
        }
        awaitLag(2);
        assertThat(follower.health().unsettled()).isEqualTo(2);
        assertThat(follower.health().isDegraded()).isFalse();
        assertThat(follower.health().oldestUnsettled()).isGreaterThan(Duration.ofDays(4000));
        assertThat(CursorFile.of(directory)).extracting(CursorFile::sequence).containsExactly(0L);
    }

    @Test
    void shouldRepeatNothingBehindADeadTargetAfterARestart() {
        deliverer.sending = message -> message.target().equals("dead") ? notNow() : done();
        start(ONCE);
        append(1, "dead,a");
        append(2, "b");
        append(3, "dead");
        append(4, "c");
        await().until(() -> deliverer.delivered.size() == 3);
        follower.close();
        append(5, "d");
        deliverer = new ScriptedDeliverer();

        start(ONCE);

        await().until(() -> deliverer.delivered.size() == 4);
        awaitLag(0);
        assertThat(deliverer.delivered)
                .extracting(Message::toString)
                .containsExactlyInAnyOrder("1 dead", "1 a", "3 dead", "5 d");
    }

    @Test
    void shouldRepeatNothingBehindADeadTargetAfterACrash() throws IOException {
        deliverer.sending = message -> message.target().equals("dead") ? notNow() : done();
        start(ONCE);
        append(1, "dead");
        for (int i = 2; i <= 40; i++) {
            append(i, "a");
        }
        await().until(() -> deliverer.delivered.size() == 39);
        await().until(() -> outbox.settledNote("test").read().isPresent());
        awaitNoteUpTo(outbox.lastPosition());
        crash();
        append(41, "a");

        start(ONCE);

        await().until(() -> deliverer.delivered.size() == 2);
        awaitLag(0);
        assertThat(deliverer.delivered).extracting(Message::toString).containsExactlyInAnyOrder("1 dead", "41 a");
    }

    @Test
    void shouldRepeatWithTheSameEventWhatWasNotCommittedWhenItCrashed() throws IOException {
        start(QUICK);
        append(1, "a");
        awaitLag(0);
        deliverer.sending = message -> hanging();
        append(2, "a");
        append(3, "b");
        await().until(() -> deliverer.attempts.size() == 3);
        crash();

        start(QUICK);

        await().until(() -> deliverer.delivered.size() == 2);
        awaitLag(0);
        assertThat(deliverer.delivered).extracting(Message::toString).containsExactlyInAnyOrder("2 a", "3 b");
    }

    @Test
    void shouldTakeNoNoteOfAnotherLifeOfTheOutbox() throws IOException {
        deliverer.sending = message -> message.target().equals("dead") ? notNow() : done();
        start(ONCE);
        append(1, "dead");
        append(2, "a");
        await().until(() -> deliverer.delivered.size() == 1);
        follower.close();
        outbox.close();
        try (Stream<Path> files = Files.list(directory.resolve("outbox"))) {
            for (Path file :
                    files.filter(path -> path.toString().contains("cq4")).toList()) {
                Files.delete(file);
            }
        }
        outbox = new Outbox(directory);
        append(1, "a");
        deliverer = new ScriptedDeliverer();

        start(ONCE);

        append(2, "b");
        append(3, "c");
        await().until(() -> deliverer.delivered.size() == 3);
        assertThat(outbox.settledNote("test").read()).isEmpty();
    }

    @Test
    void shouldStandADelivererThatThrowsWhenItSends() {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        deliverer.sending = message -> {
            if (isBroken.get()) {
                throw new IllegalStateException("a bug");
            }
            return done();
        };
        start(QUICK);
        append(1, "a");
        append(2, "b");
        await().until(() -> deliverer.attempts.size() > 10);
        assertThat(follower.health().isDegraded()).isTrue();
        assertThat(follower.health().retried()).isPositive();

        isBroken.set(false);

        awaitLag(0);
        assertThat(deliverer.delivered).hasSize(2);
        assertThat(follower.health().isDegraded()).isFalse();
    }

    @Test
    void shouldStandADelivererWhoseStagesFail() {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        deliverer.sending = message ->
                isBroken.get() ? CompletableFuture.failedStage(new NoClassDefFoundError("a library")) : done();
        start(QUICK);
        append(1, "a");
        await().until(() -> follower.health().isDegraded());

        isBroken.set(false);

        awaitLag(0);
        assertThat(follower.health().isDegraded()).isFalse();
    }

    @Test
    void shouldStandADelivererThatThrowsWhenItReads() {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        deliverer.reading = sequence -> sequence == 2 && isBroken.get() ? new IllegalStateException("a bug") : null;
        start(QUICK);
        append(1, "a");
        append(2, "a");
        append(3, "b");
        await().until(() -> follower.health().isDegraded());
        await().until(() -> deliverer.delivered.size() == 1);
        assertThat(follower.health().lagEvents()).isEqualTo(2);

        isBroken.set(false);

        awaitLag(0);
        assertThat(deliverer.delivered).extracting(Message::toString).containsExactly("1 a", "2 a", "3 b");
        assertThat(follower.health().isDegraded()).isFalse();
    }

    @Test
    void shouldSayWhenAllIsRefusedAndWhenItGoesOn() {
        deliverer.sending = message -> notNow();
        start(QUICK);
        append(1, "a");
        await().until(() -> follower.health().isDegraded());

        deliverer.sending = message -> done();

        awaitLag(0);
        assertThat(follower.health().isDegraded()).isFalse();
    }

    @Test
    void shouldReadNoMoreThanItMayHoldAndGoOnWhenThereIsRoom() {
        deliverer.sending = message -> hanging();
        start(ONCE);
        int count = 3 * MAX_UNSETTLED;
        for (int i = 1; i <= count; i++) {
            append(i, "t" + i);
        }
        await().until(() -> follower.health().isStalled());
        assertThat(follower.health().unsettled()).isEqualTo(MAX_UNSETTLED);
        assertThat(follower.health().lagEvents()).isEqualTo(count);
        follower.close();
        deliverer.sending = message -> done();
        deliverer.attempts.clear();

        start(ONCE);

        awaitLag(0);
        assertThat(deliverer.delivered).hasSize(count);
        assertThat(follower.health().isStalled()).isFalse();
    }

    @Test
    void shouldSleepUntilThereIsSomethingToDo() {
        deliverer.sending = message -> message.target().equals("dead") ? notNow() : done();
        start(ONCE);
        append(1, "a");
        awaitLag(0);
        assertSleeps();
        append(2, "dead");
        awaitLag(1);
        assertSleeps();
        long turns = follower.turns();

        append(3, "a");

        await().until(() -> deliverer.delivered.size() == 2);
        assertThat(awaitRest() - turns).isBetween(1L, 12L);
    }

    private void assertSleeps() {
        long turns = awaitRest();
        await().during(300, TimeUnit.MILLISECONDS).until(() -> follower.turns() == turns);
    }

    @Test
    void shouldSleepWhileItMayReadNothing() {
        deliverer.sending = message -> hanging();
        start(ONCE);
        for (int i = 1; i <= MAX_UNSETTLED; i++) {
            append(i, "t" + i);
        }
        await().until(() -> follower.health().isStalled());
        long turns = awaitRest();

        for (int i = 1; i <= 1000; i++) {
            append(MAX_UNSETTLED + i, "a");
        }

        await().during(100, TimeUnit.MILLISECONDS).until(() -> follower.turns() == turns);
    }

    @Test
    void shouldPassOverWhatTheDelivererDoesNotWant() {
        deliverer.wanted = templateId -> false;
        deliverer.reading = sequence -> new IllegalStateException("not for me");
        start(QUICK);
        append(1, "a");
        append(2, "");

        awaitLag(0);

        assertThat(deliverer.attempts).isEmpty();
        assertThat(follower.health().isDegraded()).isFalse();
    }

    @Test
    void shouldWaitForWhatIsOnItsWayWhenItStops() {
        CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        deliverer.sending = message -> result;
        start(QUICK);
        append(1, "a");
        append(2, "a");
        await().until(() -> deliverer.attempts.size() == 1);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(follower::close);
        result.complete(DeliveryResult.DELIVERED);
        closed.join();

        start(QUICK);
        awaitLag(0);
        assertThat(deliverer.attempts).extracting(Message::toString).containsExactly("1 a", "2 a");
    }

    @Test
    void shouldStopInTimeWhateverIsOnItsWay() {
        deliverer.sending = message -> hanging();
        start(QUICK);
        append(1, "a");
        await().until(() -> deliverer.attempts.size() == 1);
        long startNs = System.nanoTime();

        follower.close();

        assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(3));
    }

    /** Goes on with what the process would have left had it been killed at this moment. */
    private void crash() throws IOException {
        Path copy = Files.createDirectories(crashed.resolve("outbox"));
        try (Stream<Path> files = Files.list(directory.resolve("outbox"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        follower.close();
        outbox.close();
        outbox = new Outbox(crashed);
        deliverer = new ScriptedDeliverer();
    }

    private void start(OutboxFollower.Settings settings) {
        follower = new OutboxFollower<>(outbox, deliverer, settings, new SplittableRandom(1));
        followers.add(follower);
        follower.start();
    }

    private void append(long sequence, String targets) {
        OutboxEvents.append(outbox, sequence, targets);
    }

    private void awaitLag(long events) {
        await().until(() -> follower.health().lagEvents() == events);
    }

    private void awaitNoteUpTo(long position) {
        await().until(() -> outbox.settledNote("test")
                .read()
                .filter(note -> note.upTo() == position)
                .isPresent());
    }

    /** The turns it has made when it makes no more. */
    private long awaitRest() {
        long[] seen = {-1};
        await().during(Duration.ofMillis(150)).until(() -> {
            long before = seen[0];
            seen[0] = follower.turns();
            return before == seen[0];
        });
        return seen[0];
    }
}
