package io.tocsin.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DemoFeedTest {
    private static final int FASTEST = 1_000_000;

    private final DemoTrades trades = DemoTrades.load();

    @Test
    void shouldReplayAllTradesInOrderOnALoop() {
        Checker checker = new Checker(2 * trades.count() + 10);

        assertThatThrownBy(() -> new DemoFeed.Config("demo", FASTEST).feed().run(checker))
                .hasMessage("enough");

        assertThat(checker.differences).isEmpty();
    }

    @Test
    void shouldBeginAnewWithEachRun() {
        DemoFeed feed = new DemoFeed.Config("demo", FASTEST).feed();
        for (int run = 0; run < 2; run++) {
            Checker checker = new Checker(10);

            assertThatThrownBy(() -> feed.run(checker)).hasMessage("enough");

            assertThat(checker.differences).isEmpty();
        }
    }

    @Test
    void shouldKeepThePaceOfTheTrades() {
        long startNs = System.nanoTime();

        assertThatThrownBy(() -> new DemoFeed.Config("demo", 1000).feed().run(new Checker(100)))
                .hasMessage("enough");

        assertThat(System.nanoTime() - startNs).isGreaterThan(trades.sinceFirstNs(99) / 1000);
    }

    @Test
    void shouldSuggestALevelAtTheBeginningOfTheMarket() {
        assertThat(new DemoFeed.Config("demo", 60).feed().livelyLevel()).isEqualTo("801.02");
    }

    /** Compares each tick with the trade that is due, and stops the feed after some. */
    private final class Checker implements TickSink {
        private static final int SYMBOL_ID = 7;

        private final List<String> differences = new ArrayList<>();
        private final int enough;
        private int count;

        Checker(int enough) {
            this.enough = enough;
        }

        @Override
        public int register(String symbol) {
            assertThat(symbol).isEqualTo("BTCUSD");
            return SYMBOL_ID;
        }

        @Override
        public CompletionStage<Integer> registerSoon(String symbol) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TickBatch batch(String source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void offer(int symbolId, int decimals, Bar bar) {
            differences.add("a bar: " + bar);
        }

        @Override
        public void offerLate(int symbolId, int decimals, long price, long size, long exchangeTimeNs) {
            differences.add("a late tick: " + price);
        }

        @Override
        public void openGap(int symbolId, long firstId, long lastId) {
            differences.add("a gap: " + firstId);
        }

        @Override
        public void closeGap(int symbolId, long firstId, long lastId, boolean isFilled) {
            differences.add("no gap: " + firstId);
        }

        @Override
        public void heard() {}

        @Override
        public void reject(String position, String reason) {
            differences.add(position + ": " + reason);
        }

        @Override
        public void offer(int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs)
                throws InterruptedException {
            int i = count % trades.count();
            if (symbolId != SYMBOL_ID
                    || decimals != DemoTrades.DECIMALS
                    || price != trades.price(i)
                    || bid != NULL_VALUE
                    || ask != NULL_VALUE
                    || size != trades.size(i)
                    || exchangeTimeNs != trades.timeNs(i)) {
                differences.add("trade " + i + ": " + price + " at " + exchangeTimeNs);
            }
            count++;
            if (count == enough) {
                throw new InterruptedException("enough");
            }
        }
    }
}
