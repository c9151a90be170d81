package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ConflatedTickDecoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.TickDecoder;

/** The prices, sizes and times of one tick, plain or conflated. Reused: read it during the call only. */
public final class Tick {
    private static final int MOST_PRICES = 4;

    private final long[] prices = new long[MOST_PRICES];
    private int priceCount;
    private int symbolId;
    private int decimals;
    private int count;
    private long low;
    private long high;
    private long size;
    private long bid;
    private long ask;
    private long exchangeTimeNs;

    void of(final TickDecoder input) {
        final long price = input.price();
        symbolId = input.symbolId();
        decimals = input.decimals();
        prices[0] = price;
        priceCount = 1;
        count = 1;
        low = price;
        high = price;
        size = input.size();
        bid = input.bid();
        ask = input.ask();
        exchangeTimeNs = input.exchangeTimeNs();
    }

    void of(final ConflatedTickDecoder input) {
        symbolId = input.symbolId();
        decimals = input.decimals();
        count = input.count();
        low = input.min();
        high = input.max();
        size = input.volume();
        bid = input.bid();
        ask = input.ask();
        exchangeTimeNs = input.exchangeTimeNs();
        final boolean lowFirst = input.minFirst() == Flag.YES;
        prices[0] = input.first();
        priceCount = 1;
        add(lowFirst ? low : high);
        add(lowFirst ? high : low);
        add(input.last());
    }

    private void add(final long price) {
        if (price != prices[priceCount - 1]) {
            prices[priceCount++] = price;
        }
    }

    /** How many prices there are to look at, one after the other. */
    int priceCount() {
        return priceCount;
    }

    long price(final int index) {
        return prices[index];
    }

    int decimals() {
        return decimals;
    }

    /** Whether low and high enclose the prices, and the tick stands for at least one. */
    boolean isConsistent() {
        return count >= 1 && low <= Math.min(prices[0], price()) && high >= Math.max(prices[0], price()) && low <= high;
    }

    public int symbolId() {
        return symbolId;
    }

    /** The last price. */
    public long price() {
        return prices[priceCount - 1];
    }

    public long low() {
        return low;
    }

    public long high() {
        return high;
    }

    /** How many it stands for. */
    public int count() {
        return count;
    }

    /** The volume of a conflated one. */
    public long size() {
        return size;
    }

    /** {@code NULL_VALUE} when the tick gives none. */
    public long bid() {
        return bid;
    }

    /** {@code NULL_VALUE} when the tick gives none. */
    public long ask() {
        return ask;
    }

    /** Whether there is a bid or an ask. */
    boolean isQuoted() {
        return bid != NULL_VALUE || ask != NULL_VALUE;
    }

    /** {@code NULL_VALUE} when the feed gave none. */
    public long exchangeTimeNs() {
        return exchangeTimeNs;
    }
}
