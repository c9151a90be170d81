package io.tocsin.gateway.feed.exchange;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts the quotes of symbols that differ from the one before, once there was a trade. */
final class QuoteCount {
    private final Map<String, String> last = new HashMap<>();
    private final Set<String> traded = new HashSet<>();
    private int changes;

    void onTrade(String symbol) {
        traded.add(symbol);
    }

    void onQuote(String symbol, String bid, String ask) {
        String quote = bid + "/" + ask;
        if (!quote.equals(last.put(symbol, quote)) && traded.contains(symbol)) {
            changes++;
        }
    }

    int changes() {
        return changes;
    }
}
