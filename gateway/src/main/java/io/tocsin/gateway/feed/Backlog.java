package io.tocsin.gateway.feed;

import io.tocsin.engine.wire.InputEncoder;
import java.util.ArrayDeque;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Ticks that the engine had no room for when they came: one for each symbol, which stands for all of that symbol since.
 * So what waits is bounded by the number of symbols, and no level between two ticks is missed. One thread at a time.
 */
final class Backlog {
    private final Int2ObjectHashMap<Waiting> bySymbol = new Int2ObjectHashMap<>();
    private final ArrayDeque<Waiting> order = new ArrayDeque<>();

    /** Several ticks of a symbol, as one; in the scale of the symbol. */
    static final class Waiting {
        private final int symbolId;
        private int count;
        private long first;
        private long low;
        private long high;
        private long last;
        private long volume;
        private boolean isLowFirst;
        private long bid = TickSink.NULL_VALUE;
        private long ask = TickSink.NULL_VALUE;
        private long exchangeTimeNs;

        private Waiting(int symbolId) {
            this.symbolId = symbolId;
        }

        private void add(long price, long size, long timeNs) {
            if (count == 0) {
                first = price;
                low = price;
                high = price;
            } else if (price < low) {
                low = price;
                isLowFirst = false;
            } else if (price > high) {
                high = price;
                isLowFirst = true;
            }
            last = price;
            long sum = volume + size;
            volume = sum < 0 ? Long.MAX_VALUE : sum;
            exchangeTimeNs = timeNs;
            count++;
        }

        int symbolId() {
            return symbolId;
        }

        int count() {
            return count;
        }

        /** Of the last one. */
        long exchangeTimeNs() {
            return exchangeTimeNs;
        }

        /** With the last bid and the last ask that came. */
        InputEncoder.Conflated conflated() {
            return new InputEncoder.Conflated(first, low, high, last, isLowFirst, volume, count)
                    .quoted(TickPublisher.orAbsent(bid), TickPublisher.orAbsent(ask));
        }
    }

    boolean isEmpty() {
        return order.isEmpty();
    }

    /** Parameters as of {@link TickSink#offer}, in the scale of the symbol. */
    void add(int symbolId, long price, long bid, long ask, long size, long exchangeTimeNs) {
        Waiting waiting = bySymbol.get(symbolId);
        if (waiting == null) {
            waiting = new Waiting(symbolId);
            bySymbol.put(symbolId, waiting);
            order.add(waiting);
        }
        waiting.add(price, size, exchangeTimeNs);
        waiting.bid = bid == TickSink.NULL_VALUE ? waiting.bid : bid;
        waiting.ask = ask == TickSink.NULL_VALUE ? waiting.ask : ask;
    }

    /** Of the symbol that has waited longest. */
    Waiting first() {
        return order.getFirst();
    }

    void removeFirst() {
        bySymbol.remove(order.removeFirst().symbolId);
    }
}
