package io.tocsin.gateway.feed.exchange;

import io.tocsin.contract.value.Decimals;
import io.tocsin.gateway.feed.TickSink;
import java.math.BigDecimal;

/**
 * The best bid and ask of one symbol, which go with each trade, and make a tick with the price of the last one when
 * they change. It writes the ticks of the symbol, exactly. The thread of the feed only.
 */
final class Quotes {
    private static final int MOST_DIGITS = 18;

    private final String name;
    private final int symbolId;
    private final TickSink ticks;
    private BigDecimal lastPrice;
    private Quote last;
    private long lastTimeNs;
    private boolean isWaiting;

    record Quote(BigDecimal bid, BigDecimal ask) {}

    /**
     * Knows of no bid and ask yet.
     *
     * @param before of another connection, whose last price holds; or null.
     */
    Quotes(String name, int symbolId, TickSink ticks, Quotes before) {
        this.name = name;
        this.symbolId = symbolId;
        this.ticks = ticks;
        this.lastPrice = before == null ? null : before.lastPrice;
    }

    /** Null when there is none yet. */
    Quote last() {
        return last;
    }

    /** @param hasGap whether trades wait, so that its tick has to wait as well. */
    void onQuote(BigDecimal bid, BigDecimal ask, long timeNs, boolean hasGap) throws InterruptedException {
        if (bid.signum() <= 0 || ask.signum() <= 0) {
            ticks.reject(name + " quote", "bid or ask is not more than zero");
        } else if (bid.compareTo(ask) > 0) {
            ticks.reject(name + " quote", "the bid is above the ask");
        } else {
            Quote quote = new Quote(bid, ask);
            isWaiting |= !quote.equals(last);
            last = quote;
            lastTimeNs = timeNs;
            if (!hasGap) {
                offerIfWaiting();
            }
        }
    }

    void offerIfWaiting() throws InterruptedException {
        if (isWaiting && lastPrice != null) {
            offer(lastPrice, last, 0, lastTimeNs);
            isWaiting = false;
        }
    }

    /** @param quote when the trade came, or null. */
    void offer(Trade trade, Quote quote) throws InterruptedException {
        offer(trade.price(), quote, trade.size(), trade.timeNs());
        lastPrice = trade.price();
        if (last == null || last.equals(quote)) {
            isWaiting = false;
        }
    }

    void offerLate(Trade trade) throws InterruptedException {
        int decimals = trade.price().scale();
        ticks.offerLate(symbolId, decimals, units(trade.price(), decimals), trade.size(), trade.timeNs());
    }

    /** Bid and ask stay away when they cannot be written with as many decimals as the price. */
    private void offer(BigDecimal price, Quote quote, long size, long timeNs) throws InterruptedException {
        if (quote != null) {
            int decimals = Math.max(
                    price.scale(), Math.max(quote.bid().scale(), quote.ask().scale()));
            if (fits(price, decimals) && fits(quote.bid(), decimals) && fits(quote.ask(), decimals)) {
                ticks.offer(
                        symbolId,
                        decimals,
                        units(price, decimals),
                        units(quote.bid(), decimals),
                        units(quote.ask(), decimals),
                        size,
                        timeNs);
                return;
            }
        }
        ticks.offer(symbolId, price.scale(), units(price, price.scale()), size, timeNs);
    }

    private static boolean fits(BigDecimal value, int decimals) {
        return value.precision() - value.scale() + decimals <= MOST_DIGITS;
    }

    private static long units(BigDecimal value, int decimals) {
        return Decimals.toUnits(value, decimals);
    }
}
