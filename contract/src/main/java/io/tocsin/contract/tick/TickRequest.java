package io.tocsin.contract.tick;

import java.math.BigDecimal;

/**
 * A price from outside. Price, bid and ask are rounded half-even to the symbol's decimals.
 *
 * @param bid            null when it is not known, as is ask.
 * @param size           in units of 10^-8; 0 when it is not known.
 * @param exchangeTimeNs {@link #NULL_VALUE} when it is not known.
 */
public record TickRequest(
        String symbol, BigDecimal price, BigDecimal bid, BigDecimal ask, long size, long exchangeTimeNs) {
    public static final long NULL_VALUE = Long.MIN_VALUE;
}
