package io.tocsin.engine.oracle;

/** How far a window reaches back: 60 buckets, the present one included. */
record Span(long withinNs) {
    private static final int BUCKETS = 60;

    /** Whether what was at {@code timeNs} is in the window of {@code nowNs}. */
    boolean holds(long timeNs, long nowNs) {
        return bucket(timeNs) > bucket(nowNs) - BUCKETS;
    }

    private long bucket(long timeNs) {
        return timeNs / (withinNs / BUCKETS);
    }
}
