package io.tocsin.gateway.feed.exchange;

import java.util.NavigableMap;

/**
 * Trades that were not heard of.
 *
 * @param symbol  as the exchange writes it.
 * @param lastId  inclusive.
 * @param sinceNs the time of the trade before the first one.
 */
record Missing(String symbol, long firstId, long lastId, long sinceNs) {
    boolean includes(long id) {
        return id >= firstId && id <= lastId;
    }

    int count() {
        return (int) (lastId - firstId + 1);
    }

    /** The first one that is not among those. */
    long firstAfter(NavigableMap<Long, Trade> found) {
        long next = firstId;
        while (found.containsKey(next)) {
            next++;
        }
        return next;
    }
}
