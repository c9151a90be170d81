package io.tocsin.gateway.feed.exchange;

/**
 * Looks for trades that are missing. What it finds comes later, as {@link Arrival.Found}; when that is not all, then
 * {@link Arrival.NotFound} follows by the deadline.
 */
interface GapFiller {
    /**
     * Begins to look for them.
     *
     * @param deadlineNs as {@link System#nanoTime} has it.
     */
    void request(Missing missing, long deadlineNs);
}
