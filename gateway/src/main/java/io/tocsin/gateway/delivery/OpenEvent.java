package io.tocsin.gateway.delivery;

/** An event some of whose messages are not settled. Follower's thread. */
final class OpenEvent {
    private final long positionBefore;
    private final long timestampNs;
    private int unsettled;

    /** @param positionBefore in the outbox; the event is what comes next. */
    OpenEvent(long positionBefore, long timestampNs, int messages) {
        this.positionBefore = positionBefore;
        this.timestampNs = timestampNs;
        this.unsettled = messages;
    }

    long positionBefore() {
        return positionBefore;
    }

    long timestampNs() {
        return timestampNs;
    }

    /** One more of its messages is; true when that was the last. */
    boolean settleOne() {
        unsettled--;
        return unsettled == 0;
    }
}
