package io.tocsin.gateway.feed.exchange;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Trades that are missing, and those of them that have come after all.
 *
 * @param deadlineNs when it is given up, as {@link System#nanoTime} has it.
 */
record Gap(Missing missing, long deadlineNs, NavigableMap<Long, Trade> found) {
    Gap(Missing missing, long deadlineNs) {
        this(missing, deadlineNs, new TreeMap<>());
    }

    /** False when it is not missing, or not any more. */
    boolean add(Trade trade) {
        return missing.includes(trade.id()) && found.putIfAbsent(trade.id(), trade) == null;
    }

    boolean isComplete() {
        return found.size() == missing.lastId() - missing.firstId() + 1;
    }
}
