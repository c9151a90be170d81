package io.tocsin.gateway.feed.exchange;

/** Looks for trades that are missing. What it finds comes later, as {@link Arrival.Found} and {@link Arrival.NotFound}. */
interface GapFiller {
    /** @param deadlineNs as {@link System#nanoTime} has it. */
    void request(Missing missing, long deadlineNs);
}
