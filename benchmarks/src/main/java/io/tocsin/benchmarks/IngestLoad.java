package io.tocsin.benchmarks;

import java.io.IOException;

/** Whoever brings ticks to a server, as fast as it takes them. One thread. */
interface IngestLoad extends AutoCloseable {
    /** Brings ticks for so long, waits until all are acknowledged, and says how many that were in a second. */
    double ticksPerSecond(long durationNs) throws IOException;

    /** How many that were in all the time. */
    long lastTicks();

    @Override
    void close() throws IOException;
}
