package io.tocsin.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.RegisterSymbolDecoder;
import io.tocsin.engine.codec.SymbolChangedEncoder;
import io.tocsin.engine.codec.TickDecoder;
import io.tocsin.engine.pipeline.CommandSink;
import io.tocsin.gateway.market.SymbolDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DemoFeedTest {
    private static final int FASTEST = 1_000_000;
    private static final int SYMBOL_ID = 7;

    private final SymbolDirectory symbols = new SymbolDirectory();
    private final DemoTrades trades = DemoTrades.load();

    @Test
    void shouldReplayAllTradesInOrderOnALoopWhateverThePressure() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Checker checker = new Checker(new Random(seed));
        try (DemoFeed feed = new DemoFeed(checker, symbols, FASTEST)) {
            feed.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> checker.accepted.get() > 2 * trades.count());
        }

        assertThat(checker.differences).isEmpty();
    }

    @Test
    void shouldKeepThePaceOfTheTrades() {
        Checker checker = new Checker(null);
        long startNs = System.nanoTime();
        try (DemoFeed feed = new DemoFeed(checker, symbols, 1000)) {
            feed.start();
            await().until(() -> checker.accepted.get() >= 100);
        }

        assertThat(System.nanoTime() - startNs).isGreaterThan(trades.sinceFirstNs(99) / 1000);
    }

    @Test
    void shouldOfferNothingAfterClose() {
        Checker checker = new Checker(null);
        DemoFeed feed = new DemoFeed(checker, symbols, FASTEST);
        feed.start();
        await().until(() -> checker.accepted.get() > 0);

        feed.close();

        int atClose = checker.accepted.get();
        await().during(Duration.ofMillis(50)).until(() -> checker.accepted.get() == atClose);
    }

    @Test
    void shouldEndByItselfWhenTheNodeTakesNothingMore() {
        DemoFeed feed = new DemoFeed(new Closed(), symbols, FASTEST);

        feed.start();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("tocsin-feed-demo")));
        feed.close();
    }

    @Test
    void shouldSuggestALevelAtTheBeginningOfTheMarket() {
        assertThat(new DemoFeed(new Closed(), symbols, 60).livelyLevel()).isEqualTo("801.02");
    }

    /** Registers the symbol when asked to, and compares each tick with the trade that is due. */
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
                return Offer.BACK_PRESSURED;
            }
            header.wrap(message, offset);
            if (header.templateId() == RegisterSymbolDecoder.TEMPLATE_ID) {
                register(new RegisterSymbolDecoder()
                        .wrapAndApplyHeader(message, offset, header)
                        .symbolName());
            } else {
                compare(tick.wrapAndApplyHeader(message, offset, header));
            }
            return Offer.ACCEPTED;
        }

        private void register(String name) {
            UnsafeBuffer buffer = new UnsafeBuffer(new byte[128]);
            SymbolChangedEncoder changed = new SymbolChangedEncoder()
                    .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .symbolId(SYMBOL_ID)
                    .decimals((short) 8)
                    .symbolName(name);
            symbols.onOutput(buffer, 0, changed.limit());
        }

        private void compare(TickDecoder actual) {
            int i = accepted.get() % trades.count();
            if (actual.correlationId() != 0
                    || actual.symbolId() != SYMBOL_ID
                    || actual.decimals() != DemoTrades.DECIMALS
                    || actual.price() != trades.price(i)
                    || actual.size() != trades.size(i)
                    || actual.exchangeTimeNs() != trades.timeNs(i)) {
                differences.add("trade " + i + ": " + actual);
            }
            accepted.incrementAndGet();
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

    private static final class Closed implements CommandSink {
        @Override
        public Offer offer(DirectBuffer message, int offset, int length) {
            return Offer.CLOSED;
        }

        @Override
        public Offer offerAll(DirectBuffer frames, int offset, int count) {
            return Offer.CLOSED;
        }

        @Override
        public int maxBatch() {
            return 1;
        }
    }
}
