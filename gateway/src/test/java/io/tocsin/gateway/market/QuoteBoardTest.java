package io.tocsin.gateway.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.projection.Quote;
import io.tocsin.engine.projection.QuoteBoard;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@JdkDependent
class QuoteBoardTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private final QuoteBoard board = new QuoteBoard();
    private final MarketOutputs outputs = new MarketOutputs(board);
    private final Quote quote = new Quote();

    @Test
    void shouldHaveNoQuoteBeforeTheFirstPrice() {
        assertThat(board.read(0, quote)).isFalse();
        outputs.symbol(new Symbol(0, "BTCUSD", 8, 0, 0));
        assertThat(board.read(0, quote)).isFalse();
        assertThat(board.read(-1, quote)).isFalse();
        assertThat(board.read(Integer.MAX_VALUE, quote)).isFalse();
    }

    @Test
    void shouldFollowTheDay() {
        outputs.symbol(new Symbol(0, "BTCUSD", 8, 0, 0));
        outputs.tick(0, 5, HOUR_NS, 100, 7);
        assertThat(board.read(0, quote)).isTrue();
        assertThat(quote.previous()).isEqualTo(Quote.NULL_VALUE);
        assertThat(quote.previousClose()).isEqualTo(Quote.NULL_VALUE);
        assertQuote(100, 100, 100, 100, 7);

        outputs.tick(0, 6, 2 * HOUR_NS, 120, 1);
        outputs.tick(0, 9, 3 * HOUR_NS, 90, 2);
        assertThat(board.read(0, quote)).isTrue();
        assertQuote(90, 100, 120, 90, 10);
        assertThat(quote.previous()).isEqualTo(120);
        assertThat(quote.sequence()).isEqualTo(9);
        assertThat(quote.timeNs()).isEqualTo(3 * HOUR_NS);
    }

    @Test
    void shouldOpenADayWithTheFirstPriceOfWhatOpensIt() {
        outputs.symbol(new Symbol(0, "EURUSD", 8, 0, 22 * HOUR_NS));
        outputs.tick(0, 1, 21 * HOUR_NS, 100, 1);
        outputs.tick(0, 2, 22 * HOUR_NS - 1, 101, 1);
        outputs.tick(AcceptedTick.of(0, 3, 22 * HOUR_NS, 99, 1)
                .conflated(95, 104, 3)
                .beginningAt(103)
                .openingDay());
        outputs.tick(0, 4, 40 * HOUR_NS, 98, 1);
        board.read(0, quote);
        assertQuote(98, 103, 104, 95, 2);
        assertThat(quote.previousClose()).isEqualTo(101);
    }

    @Test
    void shouldSeeTheExtremesWithinAConflatedTick() {
        outputs.symbol(new Symbol(0, "BTCUSD", 8, 0, 0));
        outputs.tick(AcceptedTick.of(0, 1, 1, 100, 7).conflated(90, 110, 3));
        board.read(0, quote);
        assertQuote(100, 100, 110, 90, 7);

        outputs.tick(AcceptedTick.of(0, 2, 2, 95, 1).conflated(80, 105, 2));
        board.read(0, quote);
        assertQuote(95, 100, 110, 80, 8);
    }

    @Test
    void shouldKeepTheLastBidAndAskThatWereGiven() {
        outputs.symbol(new Symbol(0, "BTCUSD", 8, 0, 0));
        outputs.tick(0, 1, 1, 100, 1);
        board.read(0, quote);
        assertThat(quote.bid()).isEqualTo(Quote.NULL_VALUE);
        assertThat(quote.ask()).isEqualTo(Quote.NULL_VALUE);

        outputs.tick(AcceptedTick.of(0, 2, 2, 100, 1).quoted(99, 101));
        outputs.tick(AcceptedTick.of(0, 3, 3, 100, 1).bidding(98));
        outputs.tick(0, 4, 4, 100, 1);
        board.read(0, quote);
        assertThat(quote.bid()).isEqualTo(98);
        assertThat(quote.ask()).isEqualTo(101);
    }

    @Test
    void shouldSaturateTheVolume() {
        outputs.symbol(new Symbol(0, "BTCUSD", 8, 0, 0));
        outputs.tick(0, 1, 1, 100, Long.MAX_VALUE - 1);
        outputs.tick(0, 2, 2, 100, 5);
        board.read(0, quote);
        assertThat(quote.dayVolume()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldKeepSymbolsApart() {
        for (int id = 0; id < 600; id++) {
            outputs.symbol(new Symbol(id, "S" + id, 8, 0, 0));
            outputs.tick(id, id + 1, 1, 1_000 + id, 1);
        }
        for (int id = 0; id < 600; id++) {
            assertThat(board.read(id, quote)).isTrue();
            assertThat(quote.last()).isEqualTo(1_000 + id);
        }
    }

    @Test
    @Timeout(60)
    void shouldGiveRacingReadersConsistentQuotes() {
        outputs.symbol(new Symbol(0, "BTCUSD", 8, 0, 0));
        outputs.tick(0, 1, 1, 1, 1);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> readConsistently(done));

        int ticks = 2_000_000;
        for (int i = 2; i <= ticks; i++) {
            outputs.tick(0, i, i, i, 1);
        }
        done.set(true);

        assertThat(reader.join()).isEqualTo(ticks);
    }

    /** Every value of this script follows from the sequence, so a torn read gives itself away. */
    private long readConsistently(AtomicBoolean done) {
        Quote seen = new Quote();
        long sequence = 0;
        boolean last;
        do {
            last = done.get();
            assertThat(board.read(0, seen)).isTrue();
            if (seen.sequence() < sequence
                    || seen.last() != seen.sequence()
                    || seen.timeNs() != seen.sequence()
                    || seen.dayHigh() != seen.sequence()
                    || seen.dayVolume() != seen.sequence()
                    || (seen.sequence() > 1 && seen.previous() != seen.sequence() - 1)) {
                throw new AssertionError("torn quote at sequence " + seen.sequence() + " after " + sequence);
            }
            sequence = seen.sequence();
        } while (!last);
        return sequence;
    }

    private void assertQuote(long last, long open, long high, long low, long volume) {
        assertThat(quote.last()).isEqualTo(last);
        assertThat(quote.dayOpen()).isEqualTo(open);
        assertThat(quote.dayHigh()).isEqualTo(high);
        assertThat(quote.dayLow()).isEqualTo(low);
        assertThat(quote.dayVolume()).isEqualTo(volume);
    }
}
