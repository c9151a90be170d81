package io.tocsin.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.oracle.RecordedMarket.Load;
import io.tocsin.engine.oracle.RecordedMarket.Price;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The engine against the oracle on recorded prices, with random alerts around them. {@code -Dtocsin.data=DIR} says
 * where the recordings are, {@code -Dtocsin.seed=N} chooses other alerts, {@code -Dtocsin.prices=N} how far to go.
 */
@Soak
class RecordedMarketTest {
    private static final int PRICES = 30_000;
    private static final int PRICES_IN_BUILD = 12_000;
    private static final long SECOND_NS = 1_000_000_000;
    private static final long MINUTE_NS = 60 * SECOND_NS;
    private static final long DAY_NS = 1_440 * MINUTE_NS;
    static final Tempo SECONDS = new Tempo(SECOND_NS, List.of(SECOND_NS, 10 * SECOND_NS, MINUTE_NS), List.of(Bar.PT1M));
    private static final Tempo MINUTES = new Tempo(
            MINUTE_NS, List.of(MINUTE_NS, 5 * MINUTE_NS, 60 * MINUTE_NS), List.of(Bar.PT1M, Bar.PT15M, Bar.PT1H));
    private static final Tempo DAYS = new Tempo(5 * DAY_NS, List.of(DAY_NS / 2, DAY_NS), List.of(Bar.P1D));

    @Test
    void shouldFireAsOracleOnBinanceTrades() {
        compare("Binance", RecordedPrices::binanceTrades, 2, some(), new Load(600, 200, SECONDS, 100));
    }

    @Test
    void shouldFireAsOracleOnOandaQuotes() {
        compare("OANDA", RecordedPrices::oandaQuotes, 6, some(), new Load(300, 50, MINUTES, 20));
    }

    @Test
    void shouldFireAsOracleOnDailyCloses() {
        compare("S&P 500", RecordedPrices::dailyCloses, 4, PRICES, new Load(4_000, 80, DAYS, 2_000));
    }

    private static int some() {
        return Seeds.isSoak() ? PRICES : PRICES_IN_BUILD;
    }

    private static void compare(
            String name, Function<RecordedPrices, List<Price>> source, int decimals, int count, Load load) {
        Optional<RecordedPrices> recorded = RecordedPrices.find();
        assumeTrue(recorded.isPresent(), "no recorded prices at ../shared/data; -Dtocsin.data=DIR says where they are");
        List<Price> all = source.apply(recorded.get());
        List<Price> prices = all.subList(0, Math.min(all.size(), Integer.getInteger("tocsin.prices", count)));
        long seed = Seeds.one();
        try (Subject subject = new EngineSubject()) {
            Comparison comparison = new Comparison(name + " with -Dtocsin.seed=" + seed, subject, new Coverage());
            assertThat(comparison.run(new RecordedMarket(seed, prices, decimals, load), Integer.MAX_VALUE))
                    .as("firings over %d prices", prices.size())
                    .isGreaterThan(1_000);
        }
    }
}
