package io.tocsin.gateway.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.contract.alert.Action;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.rules.Device;
import io.tocsin.gateway.delivery.OutboxEvents;
import io.tocsin.gateway.delivery.OutboxFollower;
import io.tocsin.gateway.delivery.push.PushTransport.Outcome;
import io.tocsin.gateway.delivery.push.PushTransport.Result;
import io.tocsin.journal.outbox.Outbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushDelivererTest {
    private static final Result DELIVERED = new Result(Outcome.DELIVERED, "");
    private static final Result RETRY = new Result(Outcome.RETRY, "out of reach");

    @TempDir
    private Path directory;

    private Outbox outbox;
    private final Map<String, List<Device>> devices = new ConcurrentHashMap<>();
    private final RecordingTransport transport = new RecordingTransport();
    private final List<String> deadTokens = new CopyOnWriteArrayList<>();
    private OutboxFollower<PushMessage> delivery;

    @BeforeEach
    void open() {
        outbox = new Outbox(directory);
    }

    @AfterEach
    void stop() {
        delivery.close();
        outbox.close();
    }

    @Test
    void shouldSendToAllDevicesOfTheOwner() {
        own("alice", "phone", "tablet");
        own("bob", "other");
        start();

        append(81240, "alice");

        await().until(() -> transport.delivered.size() == 2);
        PushMessage first = transport.delivered.get(0);
        assertThat(transport.delivered).extracting(PushMessage::token).containsExactly("phone", "tablet");
        assertThat(first.eventId()).isEqualTo("81240-0");
        assertThat(first.owner()).isEqualTo("alice");
        assertThat(first.title()).isEqualTo("BTCUSD 850.01");
        assertThat(first.body()).isEqualTo("BTCUSD at 850.01");
        assertThat(first.data())
                .containsEntry("event", "81240-0")
                .containsEntry("alert", "1042")
                .containsEntry("symbol", "BTCUSD")
                .containsEntry("price", "850.01")
                .containsEntry("previous", "849")
                .containsEntry("sequence", "81240");
    }

    @Test
    void shouldPassOverFiringsWithoutPushOrDevice() {
        own("alice", "phone");
        start();

        append(1, "nobody");
        append(2, "alice", Action.WEBSOCKET, Action.webhook("https://example.com"));
        append(3, "alice", Action.webhook("https://example.com"), Action.PUSH);

        awaitAllSettled();
        assertThat(transport.delivered).extracting(PushMessage::eventId).containsExactly("3-0");
    }

    @Test
    void shouldLoseNothingWhileTheProviderIsOutOfReach() {
        own("alice", "phone");
        transport.answer = message -> RETRY;
        start();

        for (int i = 101; i <= 120; i++) {
            append(i, "alice");
        }
        await().until(() -> transport.attempts.size() > 5);
        assertThat(delivery.health().lagEvents()).isEqualTo(20);
        transport.answer = message -> DELIVERED;

        awaitAllSettled();
        assertThat(transport.delivered)
                .extracting(PushMessage::data)
                .extracting("sequence")
                .hasSize(20)
                .isSorted();
    }

    @Test
    void shouldGoOnWhereItStoppedAfterARestart() {
        own("alice", "phone");
        start();
        append(1, "alice");
        awaitAllSettled();
        transport.answer = message -> RETRY;
        append(2, "alice");
        await().until(() -> transport.attempts.size() > 2);
        delivery.close();
        append(3, "alice");
        transport.answer = message -> DELIVERED;

        start();

        awaitAllSettled();
        assertThat(transport.delivered).extracting(PushMessage::eventId).containsExactly("1-0", "2-0", "3-0");
    }

    @Test
    void shouldBeginAtTheEndWhenPushIsNew() {
        own("alice", "phone");
        append(1, "alice");
        start();

        append(2, "alice");

        awaitAllSettled();
        assertThat(transport.delivered).extracting(PushMessage::eventId).containsExactly("2-0");
    }

    @Test
    void shouldRepeatOnlyWhatWasNotDelivered() {
        own("alice", "phone", "tablet", "watch");
        transport.answer =
                message -> message.token().equals("tablet") && transport.attempts.size() < 10 ? RETRY : DELIVERED;
        start();

        append(1, "alice");

        awaitAllSettled();
        assertThat(transport.delivered).extracting(PushMessage::token).containsExactly("phone", "watch", "tablet");
    }

    @Test
    void shouldReportDeadTokensAndGoOn() {
        own("alice", "old", "phone");
        transport.answer =
                message -> message.token().equals("old") ? new Result(Outcome.TOKEN_GONE, "UNREGISTERED") : DELIVERED;
        start();

        append(1, "alice");

        awaitAllSettled();
        assertThat(deadTokens).containsExactly("alice old");
        assertThat(transport.delivered).extracting(PushMessage::token).containsExactly("phone");
    }

    @Test
    void shouldLeaveOutWhatTheProviderWillNeverTake() {
        own("alice", "phone");
        transport.answer = message ->
                message.eventId().equals("1-0") ? new Result(Outcome.REFUSED, "INVALID_ARGUMENT") : DELIVERED;
        start();

        append(1, "alice");
        append(2, "alice");

        awaitAllSettled();
        assertThat(transport.delivered).extracting(PushMessage::eventId).containsExactly("2-0");
    }

    @Test
    void shouldNotSendToADeviceThatWasRemovedInTheMeantime() {
        own("alice", "phone");
        transport.answer = message -> RETRY;
        start();
        append(1, "alice");
        await().until(() -> transport.attempts.size() > 1);

        devices.remove("alice");

        awaitAllSettled();
        assertThat(transport.delivered).isEmpty();
    }

    private void own(String owner, String... tokens) {
        devices.put(
                owner,
                List.of(tokens).stream()
                        .map(token -> new Device(Platform.ANDROID, token))
                        .toList());
    }

    private void start() {
        delivery = new OutboxFollower<>(
                outbox,
                new PushDeliverer(
                        new DevicesOnly(devices), transport, (owner, token) -> deadTokens.add(owner + " " + token)),
                new OutboxFollower.Settings(1000, 8, Duration.ofMinutes(1), Duration.ofMillis(2), Duration.ofMillis(8)),
                new SplittableRandom(1));
        delivery.start();
    }

    private void append(long sequence, String owner, Action... actions) {
        OutboxEvents.append(outbox, sequence, owner, actions);
    }

    private void awaitAllSettled() {
        await().until(() -> delivery.health().lagEvents() == 0);
    }

    private static final class RecordingTransport implements PushTransport {
        private final List<PushMessage> attempts = new CopyOnWriteArrayList<>();
        private final List<PushMessage> delivered = new CopyOnWriteArrayList<>();
        private volatile Function<PushMessage, Result> answer = message -> DELIVERED;

        @Override
        public CompletionStage<Result> send(PushMessage message) {
            attempts.add(message);
            Result result = answer.apply(message);
            if (result.outcome() == Outcome.DELIVERED) {
                delivered.add(message);
            }
            return CompletableFuture.completedStage(result);
        }

        @Override
        public void close() {}
    }
}
