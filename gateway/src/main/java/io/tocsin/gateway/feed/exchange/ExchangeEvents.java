package io.tocsin.gateway.feed.exchange;

import java.math.BigDecimal;

/** What messages of an exchange say. Symbols are as the exchange writes them, and may be ones that nobody asked for. */
interface ExchangeEvents {
    void onTrade(String symbol, Trade trade) throws InterruptedException;

    /** The last trade before the subscription, which may have been heard of before. */
    void onLastTrade(String symbol, Trade trade) throws InterruptedException;

    /**
     * The best bid and ask, whether they changed or not.
     *
     * @param timeNs since the epoch, or {@link io.tocsin.gateway.feed.TickSink#NULL_VALUE}.
     */
    void onQuote(String symbol, BigDecimal bid, BigDecimal ask, long timeNs) throws InterruptedException;

    /** The exchange does not have this symbol, or not for us. */
    void onSymbolRefused(String symbol, String reason);

    /**
     * A request of ours was refused.
     *
     * @param isLasting whether it will be another time as well.
     */
    void onRequestRefused(String reason, boolean isLasting);

    /** The connection is about to end. */
    void onGoingAway(String reason);
}
