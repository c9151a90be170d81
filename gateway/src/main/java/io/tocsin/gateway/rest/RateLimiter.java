package io.tocsin.gateway.rest;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for each user, kept as the one time at which it will be full again (the generic cell rate algorithm of
 * ATM). Any thread. A user whose bucket is full needs none, so that only those who were active just now are remembered.
 */
final class RateLimiter {
    private static final long SWEEP_PERIOD_NS = TimeUnit.SECONDS.toNanos(1);

    private final long intervalNs;
    private final long burstNs;
    private final LongSupplier nanoTime;
    private final long originNs;
    private final ConcurrentMap<String, AtomicLong> fullAtNs = new ConcurrentHashMap<>();
    private final AtomicLong nextSweepNs = new AtomicLong();

    /** @param nanoTime as {@link System#nanoTime}. */
    RateLimiter(int requestsPerSecond, int burst, LongSupplier nanoTime) {
        intervalNs = TimeUnit.SECONDS.toNanos(1) / requestsPerSecond;
        burstNs = burst * intervalNs;
        this.nanoTime = nanoTime;
        originNs = nanoTime.getAsLong();
    }

    /** Takes a token; false when there is none. */
    boolean tryAcquire(String user) {
        long nowNs = nanoTime.getAsLong() - originNs;
        long sweepNs = nextSweepNs.get();
        if (nowNs >= sweepNs && nextSweepNs.compareAndSet(sweepNs, nowNs + SWEEP_PERIOD_NS)) {
            fullAtNs.values().removeIf(full -> full.get() <= nowNs);
        }
        AtomicLong full = fullAtNs.computeIfAbsent(user, unknown -> new AtomicLong());
        while (true) {
            long before = full.get();
            long after = Math.max(before, nowNs) + intervalNs;
            if (after - nowNs > burstNs) {
                return false;
            }
            if (full.compareAndSet(before, after)) {
                return true;
            }
        }
    }
}
