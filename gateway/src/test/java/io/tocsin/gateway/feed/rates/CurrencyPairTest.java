package io.tocsin.gateway.feed.rates;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrencyPairTest {
    private static final Map<String, BigDecimal> RATES = Map.of(
            "USD", new BigDecimal("1.23396"),
            "JPY", new BigDecimal("132.360679"),
            "EUR", new BigDecimal("1.000268"));

    @ParameterizedTest
    @CsvSource({
        "EURUSD, 1.23396", // as it was given
        "USDEUR, 0.81039904", // 1 / 1.23396 = 0.810399040487…
        "USDJPY, 107.26496726", // 132.360679 / 1.23396 = 107.264967260…
        "JPYUSD, 0.00932271", // 0.00932270977…
    })
    void shouldTakeGivenRatesExactlyAndComputeOthers(String pair, BigDecimal rate) {
        assertThat(CurrencyPair.parse(pair).orElseThrow().rate("EUR", RATES)).contains(rate);
    }

    @Test
    void shouldHaveNoRateThatIsNotGiven() {
        assertThat(new CurrencyPair("EUR", "GBP").rate("EUR", RATES)).isEmpty();
        assertThat(new CurrencyPair("GBP", "USD").rate("EUR", RATES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EUR", "eurusd", "EUR/USD", "EUREUR", "EURUSDX"})
    void shouldSeeWhatIsNoPair(String text) {
        assertThat(CurrencyPair.parse(text)).isEmpty();
    }
}
