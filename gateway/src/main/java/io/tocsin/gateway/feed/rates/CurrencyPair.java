package io.tocsin.gateway.feed.rates;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/** How many units of the second currency one of the first is worth; the symbol is both, as in EURUSD. */
public record CurrencyPair(String first, String second) {
    /** Of rates that are computed; those that are given are taken exactly. */
    static final int COMPUTED_DECIMALS = 8;

    /** Six capital letters, of two currencies. */
    public static Optional<CurrencyPair> parse(String text) {
        boolean isPair = text.matches("[A-Z]{6}") && !text.substring(0, 3).equals(text.substring(3));
        return isPair ? Optional.of(new CurrencyPair(text.substring(0, 3), text.substring(3))) : Optional.empty();
    }

    String symbol() {
        return first + second;
    }

    /**
     * The rate of this pair: as it is given where the base is its first currency, else computed, rounded half-even to 8
     * decimals. Empty when a rate that it takes is not there.
     *
     * @param rates by currency, of one unit of the base; that of the base to itself is 1, whatever they say.
     */
    Optional<BigDecimal> rate(String base, Map<String, BigDecimal> rates) {
        if (first.equals(base)) {
            return Optional.ofNullable(rates.get(second));
        }
        BigDecimal ofFirst = rates.get(first);
        BigDecimal ofSecond = second.equals(base) ? BigDecimal.ONE : rates.get(second);
        return ofFirst == null || ofSecond == null
                ? Optional.empty()
                : Optional.of(ofSecond.divide(ofFirst, COMPUTED_DECIMALS, RoundingMode.HALF_EVEN));
    }
}
