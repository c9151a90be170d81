package io.tocsin.gateway.feed.exchange;

/** How many trades of all symbols of a feed wait for missing ones. One thread. */
final class HeldTrades {
    /** Of all symbols, some 20 MB. */
    static final int MOST = 100_000;
    /** Of one symbol. */
    static final int MOST_PER_SYMBOL = 10_000;

    private int count;

    void onHeld() {
        count++;
    }

    void onReleased() {
        count--;
    }

    /** Whether one symbol that holds so many is to hold no more. */
    boolean isFull(int held) {
        return held >= MOST_PER_SYMBOL || count >= MOST;
    }
}
