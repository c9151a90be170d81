package io.tocsin.gateway.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double from try to try up to a bound, each shortened at random by up to a half. One thread. */
public final class Backoff {
    private final long firstMs;
    private final long lastMs;
    private final RandomGenerator random;
    private long nextMs;

    public Backoff(Duration first, Duration last, RandomGenerator random) {
        this.firstMs = first.toMillis();
        this.lastMs = last.toMillis();
        this.random = random;
        this.nextMs = firstMs;
    }

    public long nextMs() {
        long pauseMs = nextMs;
        nextMs = Math.min(lastMs, 2 * nextMs);
        return pauseMs - random.nextLong(pauseMs / 2 + 1);
    }

    /** Begins again with the shortest pause, after a success. */
    public void reset() {
        nextMs = firstMs;
    }
}
