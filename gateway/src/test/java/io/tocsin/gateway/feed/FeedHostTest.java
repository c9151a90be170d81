package io.tocsin.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.contract.tick.TickRequest;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.control.FeedState;
import io.tocsin.gateway.control.FeedStatus;
import io.tocsin.gateway.retry.Backoff;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedHostTest {
    private static final int RESERVED = 12_288;

    private final EngineFixture engine = new EngineFixture(new TimeTaker()).start();
    private final FeedHost host = new FeedHost(
            new EngineAccess(
                    engine.commands,
                    engine.pipeline.commandSink(),
                    engine.symbols,
                    () -> engine.pipeline.ingressCapacity() > RESERVED),
            () -> new Backoff(Duration.ofMillis(2), Duration.ofMillis(8), new SplittableRandom(1)),
            Duration.ofMinutes(1));
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void stop() {
        released.countDown();
        host.close();
        engine.close();
    }

    /** What a feed does. */
    private interface Body {
        void run(TickSink ticks) throws InterruptedException, FeedException;
    }

    private record Scripted(String name, Body body) implements Feed {
        @Override
        public void run(TickSink ticks) throws InterruptedException, FeedException {
            body.run(ticks);
        }
    }

    @Test
    void shouldRunFeedsByName() {
        AtomicInteger runs = new AtomicInteger();
        host.add(new Scripted("steady", ticks -> {
            runs.incrementAndGet();
            steady(ticks);
        }));
        assertThat(status("steady").state()).isEqualTo(FeedState.STOPPED);

        assertThat(host.start("steady")).isTrue();
        await().until(() -> status("steady").state() == FeedState.RUNNING);
        assertThat(host.start("steady")).isFalse();
        host.stop("steady");
        await().until(() -> status("steady").state() == FeedState.STOPPED);
        long ticks = status("steady").ticks();
        assertThat(host.start("steady")).isTrue();

        await().until(() -> status("steady").ticks() > ticks);
        assertThat(runs).hasValue(2);
        assertThat(status("steady").lastTick()).isPresent();
        assertThat(status("steady").failures()).isZero();
    }

    @Test
    void shouldRefuseNamesThatAreNoneOrTakenOrUnknown() {
        host.add(new Scripted("steady", this::steady));

        assertThatThrownBy(() -> host.add(new Scripted("steady", this::steady)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.add(new Scripted("No name", this::steady)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.start("other")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.stop("other")).isInstanceOf(IllegalArgumentException.class);
        assertThat(host.status()).extracting(FeedStatus::name).containsExactly("steady");
    }

    @Test
    void shouldSayAFeedThatIsThroughFromOneThatFailed() {
        host.add(new Scripted("file", ticks -> offer(ticks, "FILE")));

        host.start("file");

        await().until(() -> status("file").state() == FeedState.ENDED);
        assertThat(status("file").ticks()).isOne();
        assertThat(host.start("file")).isTrue();
        await().until(() -> status("file").ticks() == 2);
    }

    @Test
    void shouldRunAFeedAgainWhateverItThrowsWhileOthersGoOn() {
        host.add(new Scripted("steady", this::steady));
        AtomicInteger runs = new AtomicInteger();
        host.add(new Scripted("flaky", ticks -> {
            switch (runs.incrementAndGet()) {
                case 1 -> throw new FeedException("no route to the exchange");
                case 2 -> throw new IllegalStateException("a bug");
                case 3 -> throw new StackOverflowError("a worse one");
                case 4 -> throw new InterruptedException("by itself");
                case 5 -> {
                    Thread.currentThread().interrupt();
                    throw new FeedException("the last");
                }
                default -> steady(ticks);
            }
        }));
        host.start("steady");

        host.start("flaky");

        await().until(() -> status("flaky").state() == FeedState.RUNNING);
        assertThat(runs).hasValue(6);
        assertThat(status("flaky").failures()).isEqualTo(5);
        assertThat(status("flaky").lastFailure().orElseThrow().reason()).isEqualTo("the last");
        long ticks = status("steady").ticks();
        await().until(() -> status("steady").ticks() > ticks);
        assertThat(status("steady").failures()).isZero();
    }

    @Test
    void shouldPauseLongerFromFailureToFailureAndBeStoppedInAPause() {
        FeedHost patient = new FeedHost(
                new EngineAccess(engine.commands, engine.pipeline.commandSink(), engine.symbols, () -> true));
        AtomicInteger runs = new AtomicInteger();
        patient.add(new Scripted("down", ticks -> {
            runs.incrementAndGet();
            throw new FeedException("out of reach");
        }));
        long startNs = System.nanoTime();

        patient.start("down");

        await().until(() -> status(patient, "down").failures() == 2);
        assertThat(System.nanoTime() - startNs).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(status(patient, "down").state()).isEqualTo(FeedState.FAILED);
        patient.close();
        assertThat(status(patient, "down").state()).isEqualTo(FeedState.STOPPED);
        assertThat(runs).hasValue(2);
    }

    @Test
    void shouldLeaveAFeedBehindThatDoesNotStop() {
        CountDownLatch ended = new CountDownLatch(1);
        host.add(new Scripted("steady", this::steady));
        host.add(new Scripted("hung", ticks -> {
            offer(ticks, "HUNG");
            while (released.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
                Thread.interrupted();
            }
            try {
                offer(ticks, "HUNG");
            } finally {
                ended.countDown();
            }
        }));
        host.start("steady");
        host.start("hung");
        await().until(() -> status("hung").state() == FeedState.RUNNING);

        host.stop("hung");

        assertThat(status("hung").state()).isEqualTo(FeedState.STOPPING);
        assertThat(host.start("hung")).isFalse();
        long ticks = status("steady").ticks();
        await().until(() -> status("steady").ticks() > ticks);
        long startNs = System.nanoTime();
        host.close();
        assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(5));
        assertThat(status("steady").state()).isEqualTo(FeedState.STOPPED);
        assertThat(status("hung").state()).isEqualTo(FeedState.STOPPING);

        released.countDown();
        await().until(() -> ended.getCount() == 0);
        await().until(() -> status("hung").state() == FeedState.STOPPED);
        assertThat(status("hung").ticks()).isOne();
    }

    @Test
    void shouldTakeNothingOfAThreadThatAFailedRunLeftBehind() {
        CompletableFuture<TickSink> first = new CompletableFuture<>();
        host.add(new Scripted("careless", ticks -> {
            if (first.complete(ticks)) {
                throw new FeedException("gone, with a thread left");
            }
            steady(ticks);
        }));
        host.start("careless");
        await().until(() -> status("careless").state() == FeedState.RUNNING);

        assertThatThrownBy(() -> offer(first.join(), "LEFT")).isInstanceOf(InterruptedException.class);
        assertThat(status("careless").state()).isEqualTo(FeedState.RUNNING);
    }

    @Test
    void shouldLeaveRoomBesideAFeedThatFloods() {
        for (String name : List.of("flood-1", "flood-2")) {
            host.add(new Scripted(name, ticks -> {
                int symbolId = ticks.register("FLOOD");
                while (true) {
                    ticks.offer(symbolId, 8, 1, 0, TickSink.NULL_VALUE);
                }
            }));
            host.start(name);
        }
        host.add(new Scripted("steady", this::steady));
        host.start("steady");
        await().until(() -> engine.pipeline.ingressCapacity() <= RESERVED);
        long ticks = status("steady").ticks();

        for (int i = 0; i < 5; i++) {
            assertThat(engine.commands.ticks(batch()).toCompletableFuture().join())
                    .isInstanceOf(Outcome.Applied.class);
        }

        await().until(() -> status("steady").ticks() > ticks + 10);
    }

    @Test
    void shouldStopFeedsWhenTheNodeTakesNothingAnyMore() {
        host.add(new Scripted("steady", this::steady));
        host.start("steady");
        await().until(() -> status("steady").state() == FeedState.RUNNING);

        engine.pipeline.stop();

        await().until(() -> status("steady").state() == FeedState.STOPPED);
        assertThat(status("steady").failures()).isZero();
    }

    private void steady(TickSink ticks) throws InterruptedException, FeedException {
        while (true) {
            offer(ticks, "STEADY");
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static void offer(TickSink ticks, String symbol) throws InterruptedException, FeedException {
        ticks.offer(ticks.register(symbol), 8, 1, 0, TickSink.NULL_VALUE);
    }

    /** As many as a request can bring. */
    private static List<TickRequest> batch() {
        TickRequest tick = new TickRequest("BATCH", BigDecimal.ONE, null, null, 0, TickRequest.NULL_VALUE);
        return IntStream.range(0, 10_000).mapToObj(i -> tick).toList();
    }

    private FeedStatus status(String name) {
        return status(host, name);
    }

    private static FeedStatus status(FeedHost host, String name) {
        return host.status().stream()
                .filter(feed -> feed.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** So that those who offer are faster than the engine. */
    private static final class TimeTaker implements OutputListener {
        @Override
        public void onTick(TickAcceptedDecoder tick) {
            long untilNs = System.nanoTime() + 2_000;
            while (System.nanoTime() - untilNs < 0) {
                Thread.onSpinWait();
            }
        }
    }
}
