package io.tocsin.benchmarks;

import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;

/**
 * What a generator of ticks feeds: the whole pipeline, or a bare ring. One thread feeds, another takes at the far end.
 */
interface TickSink extends AutoCloseable {
    /** How long to sleep before looking again whether a sink is full or done. */
    long POLL_NS = 10_000;

    /** Hands over one encoded tick, and waits as long as there is no room for it. */
    void offer(DirectBuffer message, int offset);

    /** How many ticks have come out at the far end since the start; any thread. */
    long taken();

    /**
     * Starts or, with null, ends the recording of the time from the moment that a tick carries as its exchange time, by
     * {@link System#nanoTime}, until it came out. Only while no tick is on its way.
     */
    void record(Histogram latency);

    @Override
    void close();
}
