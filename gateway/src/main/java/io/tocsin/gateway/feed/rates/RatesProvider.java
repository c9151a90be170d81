package io.tocsin.gateway.feed.rates;

/** Who gives rates, and what their answers are called. */
public enum RatesProvider {
    FIXER(
            "https://data.fixer.io/api/latest",
            "https://api.apilayer.com/fixer/latest",
            "base",
            "symbols",
            "EUR",
            "rates"),
    CURRENCYLAYER(
            "https://api.currencylayer.com/live",
            "https://api.apilayer.com/currency_data/live",
            "source",
            "currencies",
            "USD",
            "quotes");

    private final String direct;
    private final String marketplace;
    private final String baseParameter;
    private final String symbolsParameter;
    private final String freeBase;
    private final String ratesMember;

    RatesProvider(
            String direct,
            String marketplace,
            String baseParameter,
            String symbolsParameter,
            String freeBase,
            String ratesMember) {
        this.direct = direct;
        this.marketplace = marketplace;
        this.baseParameter = baseParameter;
        this.symbolsParameter = symbolsParameter;
        this.freeBase = freeBase;
        this.ratesMember = ratesMember;
    }

    /** Where to ask, by whether it is the marketplace, which takes the key in a header. */
    public String url(boolean isMarketplace) {
        return isMarketplace ? marketplace : direct;
    }

    /** The name of the parameter, and of the member of the answer, that says what one unit is of. */
    String base() {
        return baseParameter;
    }

    String symbols() {
        return symbolsParameter;
    }

    /** What rates are of where none is asked for, and the only one of a free plan. */
    public String defaultBase() {
        return freeBase;
    }

    String rates() {
        return ratesMember;
    }

    /** The currency of a member of the rates: those of currencylayer have the base in front. */
    String currency(String member, String base) {
        return this == CURRENCYLAYER && member.startsWith(base) ? member.substring(base.length()) : member;
    }
}
