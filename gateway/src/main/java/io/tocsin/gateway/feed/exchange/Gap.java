package io.tocsin.gateway.feed.exchange;

import java.util.NavigableMap;
import java.util.TreeMap;

/** Trades that are missing, and those of them that have come after all. */
record Gap(Missing missing, NavigableMap<Long, Trade> found) {
    Gap(Missing missing) {
        this(missing, new TreeMap<>());
    }

    /** False when it is not missing, or not any more. */
    boolean add(Trade trade) {
        return missing.includes(trade.id()) && found.putIfAbsent(trade.id(), trade) == null;
    }

    boolean isComplete() {
        return found.size() == missing.lastId() - missing.firstId() + 1;
    }
}
