package io.tocsin.gateway.websocket.tick;

import io.tocsin.engine.codec.SymbolState;

/** One connection's subscription to one symbol's ticks. Event loop only. */
final class TickSlot {
    /** As {@link #seenSequence()}: the snapshot is still to come and will include every tick until then. */
    static final long AWAITING_SNAPSHOT = Long.MAX_VALUE;

    /** Its place in the list of the symbol's subscribers, kept by that list. */
    int listIndex;

    private final TickSubscriptions owner;
    private final int symbolId;
    private final Conflation pending = new Conflation();
    private SymbolState state;
    private long minIntervalNs;
    private boolean sentAny;
    private long sentNs;
    private long seenSequence;

    TickSlot(TickSubscriptions owner, int symbolId, long minIntervalNs, long seenSequence) {
        this.owner = owner;
        this.symbolId = symbolId;
        this.minIntervalNs = minIntervalNs;
        this.seenSequence = seenSequence;
    }

    TickSubscriptions owner() {
        return owner;
    }

    int symbolId() {
        return symbolId;
    }

    /** What the client knows of how far the price can be trusted; null before it knows anything. */
    SymbolState state() {
        return state;
    }

    void state(SymbolState known) {
        state = known;
    }

    /** What has come since the last message and is to be sent as one. */
    Conflation pending() {
        return pending;
    }

    void minIntervalNs(long intervalNs) {
        minIntervalNs = intervalNs;
    }

    /** How long the limit of messages a second forbids another one; not positive when it does not. */
    long waitNs(long nowNs) {
        return sentAny ? minIntervalNs - (nowNs - sentNs) : 0;
    }

    void onSent(long nowNs) {
        sentAny = true;
        sentNs = nowNs;
        pending.clear();
    }

    /** Ticks up to this sequence are known to the client by the snapshot. */
    long seenSequence() {
        return seenSequence;
    }

    void onSnapshot(long sequence) {
        seenSequence = sequence;
    }
}
