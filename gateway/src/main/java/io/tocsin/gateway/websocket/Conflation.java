package io.tocsin.gateway.websocket;

/** One or more ticks of one symbol, in their order, as a single message shows them. One thread at a time. */
final class Conflation {
    private long last;
    private long low;
    private long high;
    private long size;
    private long count;
    private long timeNs;
    private long sequence;

    boolean isEmpty() {
        return count == 0;
    }

    void clear() {
        count = 0;
    }

    void add(final TickRecord tick) {
        add(tick.price(), tick.size(), tick.timeNs(), tick.sequence());
    }

    void add(final long price, final long tickSize, final long tickTimeNs, final long tickSequence) {
        merge(price, price, tickSize, 1);
        last = price;
        timeNs = tickTimeNs;
        sequence = tickSequence;
    }

    void add(final Conflation later) {
        merge(later.low, later.high, later.size, later.count);
        last = later.last;
        timeNs = later.timeNs;
        sequence = later.sequence;
    }

    private void merge(final long laterLow, final long laterHigh, final long laterSize, final long laterCount) {
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
