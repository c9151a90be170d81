package io.tocsin.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tocsin.engine.oracle.RecordedMarket.Load;
import io.tocsin.engine.oracle.RecordedMarket.Price;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The engine against the oracle on recorded prices, with random alerts around them. {@code -Dtocsin.data=DIR} says
 * where the recordings are, {@code -Dtocsin.seed=N} chooses other alerts.
 */
class RecordedMarketTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final long DAY_NS = 86_400 * SECOND_NS;

    @Test
    void shouldFireAsOracleOnBinanceTrades() {
        compare("Binance", RecordedPrices::binanceTrades, 2, new Load(600, 200, SECOND_NS));
    }

    @Test
    void shouldFireAsOracleOnOandaQuotes() {
        compare("OANDA", RecordedPrices::oandaQuotes, 6, new Load(300, 50, 60 * SECOND_NS));
    }

    @Test
    void shouldFireAsOracleOnDailyCloses() {
        compare("S&P 500", RecordedPrices::dailyCloses, 4, new Load(4_000, 80, 5 * DAY_NS));
    }

    private static void compare(
            final String name,
            final Function<RecordedPrices, List<Price>> source,
            final int decimals,
            final Load load) {
        final Optional<RecordedPrices> recorded = RecordedPrices.find();
        assumeTrue(recorded.isPresent(), "no recorded prices at ../shared/data; -Dtocsin.data=DIR says where they are");
        final List<Price> prices = source.apply(recorded.get());
        final long seed = Long.getLong("tocsin.seed", 1);
        try (Subject subject = new EngineSubject()) {
            final Comparison comparison = new Comparison(name + " with -Dtocsin.seed=" + seed, subject);
            assertThat(comparison.run(new RecordedMarket(seed, prices, decimals, load), Integer.MAX_VALUE))
                    .as("firings over %d prices", prices.size())
                    .isGreaterThan(1_000);
        }
    }
}
