package io.tocsin.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.TickDecoder;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.command.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoFeedTest {
    private static final int FASTEST = 1_000_000;

    private final EngineFixture engine = new EngineFixture();
    private final DemoTrades trades = DemoTrades.load();
    private final AtomicInteger failures = new AtomicInteger();

    @AfterEach
    void stop() {
        engine.close();
        assertThat(failures).hasValue(0);
    }

    @Test
    void shouldReplayAllTradesInOrderOnALoopWhateverThePressure() {
        engine.start();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Checker checker = new Checker(new Random(seed));
        try (DemoFeed feed = feed(checker, FASTEST)) {
            feed.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> checker.accepted.get() > 2 * trades.count());
        }

        assertThat(checker.differences).isEmpty();
    }

    @Test
    void shouldKeepThePaceOfTheTrades() {
        engine.start();
        Checker checker = new Checker(null);
        long startNs = System.nanoTime();
        try (DemoFeed feed = feed(checker, 1000)) {
            feed.start();
            await().until(() -> checker.accepted.get() >= 100);
        }

        assertThat(System.nanoTime() - startNs).isGreaterThan(trades.sinceFirstNs(99) / 1000);
    }

    @Test
    void shouldOfferNothingAfterClose() {
        engine.start();
        Checker checker = new Checker(null);
        DemoFeed feed = feed(checker, FASTEST);
        feed.start();
        await().until(() -> checker.accepted.get() > 0);

        feed.close();

        int atClose = checker.accepted.get();
        await().during(Duration.ofMillis(50)).until(() -> checker.accepted.get() == atClose);
    }

    @Test
    void shouldEndByItselfWhenTheNodeTakesNothing() {
        Checker checker = new Checker(null);

        feed(checker, FASTEST).start();

        awaitEndOfThread();
        assertThat(checker.accepted).hasValue(0);
    }

    @Test
    void shouldEndByItselfWhenThereIsNoRoomForItsSymbol() {
        engine.start();
        for (int i = 0; i < EngineFixture.MAX_SYMBOLS; i++) {
            assertThat(engine.commands
                            .registerSymbol("S" + i)
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(Outcome.Applied.class);
        }

        feed(new Checker(null), FASTEST).start();

        awaitEndOfThread();
    }

    @Test
    void shouldSuggestALevelAtTheBeginningOfTheMarket() {
        assertThat(feed(new Checker(null), 60).livelyLevel()).isEqualTo("801.02");
    }

    private DemoFeed feed(CommandSink sink, int speed) {
        return new DemoFeed(engine.commands, sink, speed, failures::incrementAndGet);
    }

    private static void awaitEndOfThread() {
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("tocsin-feed-demo")));
    }

    /** Compares each tick with the trade that is due. */
    private final class Checker implements CommandSink {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final TickDecoder tick = new TickDecoder();
        private final AtomicInteger accepted = new AtomicInteger();
        private final List<String> differences = new CopyOnWriteArrayList<>();
        private final Random pressure;

        /** @param pressure decides when to be busy; null for never. */
        Checker(Random pressure) {
            this.pressure = pressure;
        }

        @Override
        public Offer offer(DirectBuffer message, int offset, int length) {
            if (pressure != null && pressure.nextInt(2000) == 0) {
                return pressure.nextInt(50) == 0 ? Offer.DISK_FULL : Offer.BACK_PRESSURED;
            }
            tick.wrapAndApplyHeader(message, offset, header);
            int i = accepted.get() % trades.count();
            if (tick.correlationId() != 0
                    || tick.symbolId() != 0
                    || tick.decimals() != DemoTrades.DECIMALS
                    || tick.price() != trades.price(i)
                    || tick.size() != trades.size(i)
                    || tick.exchangeTimeNs() != trades.timeNs(i)) {
                differences.add("trade " + i + ": " + tick);
            }
            accepted.incrementAndGet();
            return Offer.ACCEPTED;
        }

        @Override
        public Offer offerAll(DirectBuffer frames, int offset, int count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int maxBatch() {
            return 1;
        }
    }
}
