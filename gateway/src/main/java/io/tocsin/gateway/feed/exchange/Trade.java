package io.tocsin.gateway.feed.exchange;

import java.math.BigDecimal;

/**
 * A trade, as its exchange reports it.
 *
 * @param id     counted by the exchange for each symbol, from one trade to the next; or {@link #NO_ID}.
 * @param price  of at most 18 digits; may be zero or less, which makes no sense.
 * @param size   in units of 10^-8.
 * @param timeNs of the exchange, since the epoch.
 */
record Trade(long id, BigDecimal price, long size, long timeNs) {
    static final long NO_ID = -1;

    boolean isNumbered() {
        return id != NO_ID;
    }
}
