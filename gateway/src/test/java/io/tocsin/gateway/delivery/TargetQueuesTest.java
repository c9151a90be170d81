package io.tocsin.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.gateway.delivery.ScriptedDeliverer.Message;
import io.tocsin.gateway.retry.Backoff;
import io.tocsin.journal.outbox.DurableCursor;
import io.tocsin.journal.outbox.Outbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a clock and results that the test makes: one thread. */
class TargetQueuesTest {
    private static final int MAX_IN_FLIGHT = 4;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path directory;

    private final ScriptedDeliverer deliverer = new ScriptedDeliverer();
    private final Map<Message, CompletableFuture<DeliveryResult>> inFlight = new HashMap<>();
    private final ChannelMeter meter = new ChannelMeter("test");
    private Outbox outbox;
    private DurableCursor cursor;
    private Progress progress;
    private TargetQueues<Message> queues;
    private long nowNs;

    @BeforeEach
    void open() {
        outbox = new Outbox(directory);
        cursor = outbox.cursor("test");
        progress = new Progress(cursor, outbox.settledNote("test"));
        OutboxFollower.Settings settings = new OutboxFollower.Settings(
                100, MAX_IN_FLIGHT, Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(4));
        // Pauses that are never shortened.
        RandomGenerator random = () -> 0;
        queues = new TargetQueues<>(
                deliverer,
                settings,
                () -> new Backoff(settings.firstPause(), settings.lastPause(), random),
                progress,
                meter,
                () -> {});
        deliverer.sending = message -> {
            CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
            inFlight.put(message, result);
            return result;
        };
    }

    @AfterEach
    void close() {
        progress.close();
        outbox.close();
    }

    @Test
    void shouldSendToOneTargetInOrderAndToAllOthersMeanwhile() {
        add(1, "a");
        add(2, "a");
        add(3, "b");

        assertThat(turn()).containsExactly("1 a", "3 b");
        settle(3, "b", DeliveryResult.DELIVERED);
        assertThat(turn()).isEmpty();
        settle(1, "a", DeliveryResult.DELIVERED);
        assertThat(turn()).containsExactly("2 a");
        settle(2, "a", DeliveryResult.givenUp("gone"));
        assertThat(turn()).isEmpty();
        assertThat(queues.size()).isZero();
        assertThat(meter.delivered()).isEqualTo(2);
        assertThat(meter.givenUp()).isEqualTo(1);
    }

    @Test
    void shouldHaveADeadTargetWaitLongerAndLongerWithoutOvertaking() {
        add(1, "dead");
        add(2, "dead");
        for (long pauseS : new long[] {1, 2, 4, 4}) {
            assertThat(turn()).containsExactly("1 dead");
            settle(1, "dead", DeliveryResult.retry("not now"));
            turn();
            assertThat(queues.waitNs(nowNs)).isEqualTo(pauseS * SECOND_NS);
            nowNs += pauseS * SECOND_NS - 1;
            assertThat(turn()).isEmpty();
            nowNs++;
        }
        assertThat(turn()).containsExactly("1 dead");
        settle(1, "dead", DeliveryResult.DELIVERED);
        assertThat(turn()).containsExactly("2 dead");
        settle(2, "dead", DeliveryResult.retry("not now"));
        turn();
        assertThat(queues.waitNs(nowNs)).isEqualTo(SECOND_NS);
    }

    @Test
    void shouldLeaveATargetAloneForAsLongAsItWants() {
        add(1, "busy");
        turn();
        settle(1, "busy", DeliveryResult.retry("429", Duration.ofMinutes(10)));
        turn();
        assertThat(queues.waitNs(nowNs)).isEqualTo(600 * SECOND_NS);
    }

    @Test
    void shouldBoundWhatIsOnItsWay() {
        for (int i = 0; i < 10; i++) {
            add(i, "t" + i);
        }
        assertThat(turn()).hasSize(MAX_IN_FLIGHT);
        settle(0, "t0", DeliveryResult.DELIVERED);
        assertThat(turn()).containsExactly("4 t4");
    }

    @Test
    void shouldKeepHalfOfTheWayFreeOfTargetsThatHaveFailed() {
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            add(i, "dead" + i);
        }
        turn();
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            settle(i, "dead" + i, DeliveryResult.retry("not now"));
        }
        turn();
        nowNs += SECOND_NS;
        assertThat(turn()).hasSize(MAX_IN_FLIGHT / 2);
        for (int i = 10; i < 20; i++) {
            add(i, "live" + i);
        }

        assertThat(turn()).containsExactly("10 live10", "11 live11");
        settle(10, "live10", DeliveryResult.DELIVERED);
        assertThat(turn()).containsExactly("12 live12");
    }

    @Test
    void shouldTakeAnAttemptWithoutAResultForOneThatFailed() {
        add(1, "silent");
        turn();
        assertThat(queues.waitNs(nowNs)).isEqualTo(30 * SECOND_NS);
        CompletableFuture<DeliveryResult> late = inFlight.get(new Message(1, "silent"));
        nowNs += 30 * SECOND_NS;
        turn();
        assertThat(meter.retried()).isEqualTo(1);
        nowNs += SECOND_NS;
        assertThat(turn()).containsExactly("1 silent");

        late.complete(DeliveryResult.DELIVERED);

        turn();
        assertThat(queues.size()).isEqualTo(1);
        settle(1, "silent", DeliveryResult.DELIVERED);
        turn();
        assertThat(queues.size()).isZero();
        assertThat(meter.delivered()).isEqualTo(1);
    }

    @Test
    void shouldSettleAnEventWithItsLastMessage() {
        OpenEvent event = new OpenEvent(7, 0, 2);
        progress.opened(event);
        queues.add(event, "a", new Message(1, "a"));
        queues.add(event, "b", new Message(1, "b"));
        progress.commit(9);
        assertThat(cursor.position()).isEqualTo(7);
        turn();
        settle(1, "a", DeliveryResult.DELIVERED);
        turn();
        progress.commit(9);
        assertThat(cursor.position()).isEqualTo(7);

        settle(1, "b", DeliveryResult.DELIVERED);

        turn();
        progress.commit(9);
        assertThat(cursor.position()).isEqualTo(9);
    }

    private void add(long event, String target) {
        OpenEvent open = new OpenEvent(event, 0, 1);
        progress.opened(open);
        queues.add(open, target, new Message(event, target));
    }

    private void settle(long event, String target, DeliveryResult result) {
        inFlight.remove(new Message(event, target)).complete(result);
    }

    /** What is begun. */
    private List<String> turn() {
        int before = deliverer.attempts.size();
        queues.settle(nowNs);
        queues.send(nowNs);
        List<String> begun = new ArrayList<>();
        deliverer.attempts.subList(before, deliverer.attempts.size()).forEach(message -> begun.add(message.toString()));
        return begun;
    }
}
