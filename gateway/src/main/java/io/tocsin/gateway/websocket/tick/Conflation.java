package io.tocsin.gateway.websocket.tick;

/** One or more ticks of one symbol, in their order, as a single message shows them. One thread at a time. */
final class Conflation {
    static final long NULL_VALUE = Long.MIN_VALUE;

    private long last;
    private long low;
    private long high;
    private long bid = NULL_VALUE;
    private long ask = NULL_VALUE;
    private long size;
    private long count;
    private long timeNs;
    private long sequence;

    boolean isEmpty() {
        return count == 0;
    }

    void clear() {
        count = 0;
        bid = NULL_VALUE;
        ask = NULL_VALUE;
    }

    void add(TickRecord tick) {
        merge(tick.low(), tick.high(), tick.size(), tick.count());
        quote(tick.bid(), tick.ask());
        last = tick.price();
        timeNs = tick.timeNs();
        sequence = tick.sequence();
    }

    void add(Conflation later) {
        merge(later.low, later.high, later.size, later.count);
        quote(later.bid, later.ask);
        last = later.last;
        timeNs = later.timeNs;
        sequence = later.sequence;
    }

    private void quote(long laterBid, long laterAsk) {
        bid = laterBid == NULL_VALUE ? bid : laterBid;
        ask = laterAsk == NULL_VALUE ? ask : laterAsk;
    }

    private void merge(long laterLow, long laterHigh, long laterSize, long laterCount) {
        if (isEmpty()) {
            low = laterLow;
            high = laterHigh;
            size = laterSize;
        } else {
            low = Math.min(low, laterLow);
            high = Math.max(high, laterHigh);
            size = laterSize > Long.MAX_VALUE - size ? Long.MAX_VALUE : size + laterSize;
        }
        count += laterCount;
    }

    long last() {
        return last;
    }

    long low() {
        return low;
    }

    long high() {
        return high;
    }

    /** The last one that a tick brought; {@link #NULL_VALUE} when none did. */
    long bid() {
        return bid;
    }

    /** The last one that a tick brought; {@link #NULL_VALUE} when none did. */
    long ask() {
        return ask;
    }

    /** The sum of the sizes; {@link Long#MAX_VALUE} when it is more than that. */
    long size() {
        return size;
    }

    long count() {
        return count;
    }

    /** Time of the last tick. */
    long timeNs() {
        return timeNs;
    }

    /** Sequence of the last tick. */
    long sequence() {
        return sequence;
    }
}
