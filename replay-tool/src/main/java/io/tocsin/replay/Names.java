package io.tocsin.replay;

import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2LongHashMap;

/** What the engine named: the symbols behind the ids in ticks, and the alerts that commands created. */
final class Names {
    static final long NO_ALERT = 0;

    private final Int2ObjectHashMap<String> symbols = new Int2ObjectHashMap<>();
    private final Long2LongHashMap alertsBySequence = new Long2LongHashMap(NO_ALERT);

    void onSymbol(int symbolId, String name) {
        symbols.put(symbolId, name);
    }

    void onCreated(long sequence, long alertId) {
        alertsBySequence.put(sequence, alertId);
    }

    /** The name of a symbol, or its id after a number sign where it is not known. */
    String symbol(int symbolId) {
        return symbols.getOrDefault(symbolId, "#" + symbolId);
    }

    /** The alert that an input created, or {@link #NO_ALERT}. */
    long alertCreatedBy(long sequence) {
        return alertsBySequence.get(sequence);
    }
}
