package io.tocsin.gateway.feed;

/**
 * The prices of some time as one. They become a conflated tick, so that no crossing is missed: open, then low and high,
 * then close, all at the end of the bar. Which of low and high came first a bar does not say: it is taken that a bar that
 * rose had its low first, and one that fell its high.
 *
 * @param open   in units of 10^-decimals of whoever offers it, as are the other prices.
 * @param volume in units of 10^-8; 0 when it is not known.
 * @param timeNs since the epoch, or {@link TickSink#NULL_VALUE}.
 */
public record Bar(long open, long high, long low, long close, long volume, long timeNs) {
    /** Whether high and low enclose open and close. */
    public boolean isConsistent() {
        return low <= Math.min(open, close) && high >= Math.max(open, close);
    }

    boolean isLowFirst() {
        return close >= open;
    }
}
