package io.tocsin.gateway.feed;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts what a feed brings, since it was added to its host. Any thread; a tick allocates nothing. */
final class FeedMeter {
    static final int RATE_SECONDS = 5;

    private final LongSupplier clockMs;
    /** By second, the present one and those that the rate is taken of, in a ring. */
    private final long[] bySecond = new long[RATE_SECONDS + 1];

    private long second;
    private long ticks;
    private long conflated;
    private long lastTickMs;
    private long lastHeardMs;
    private long lastExchangeTimeNs = TickSink.NULL_VALUE;

    /** @param clockMs time since the epoch. */
    FeedMeter(LongSupplier clockMs) {
        this.clockMs = clockMs;
    }

    void onTick(long exchangeTimeNs) {
        onTicks(1, exchangeTimeNs);
    }

    /** @param exchangeTimeNs of the last of them. */
    synchronized void onTicks(int count, long exchangeTimeNs) {
        lastTickMs = clockMs.getAsLong();
        lastHeardMs = lastTickMs;
        lastExchangeTimeNs = exchangeTimeNs;
        ticks += count;
        advance(lastTickMs);
        bySecond[(int) (second % bySecond.length)] += count;
    }

    /** So many were taken as one. */
    synchronized void onConflated(int count, long exchangeTimeNs) {
        onTicks(count, exchangeTimeNs);
        conflated += count > 1 ? count : 0;
    }

    /** How many were taken together with others. */
    synchronized long conflated() {
        return conflated;
    }

    /** Something came, if no tick. */
    synchronized void onHeard() {
        lastHeardMs = clockMs.getAsLong();
    }

    /** When something came last; empty when nothing did yet. */
    synchronized Optional<Instant> lastHeard() {
        return lastHeardMs == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lastHeardMs));
    }

    synchronized long ticks() {
        return ticks;
    }

    /** Over the last full seconds. */
    synchronized double ticksPerSecond() {
        advance(clockMs.getAsLong());
        long sum = Arrays.stream(bySecond).sum() - bySecond[(int) (second % bySecond.length)];
        return (double) sum / RATE_SECONDS;
    }

    synchronized Optional<Instant> lastTick() {
        return ticks == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lastTickMs));
    }

    synchronized Optional<Instant> lastExchangeTime() {
        return lastExchangeTimeNs == TickSink.NULL_VALUE
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(0, lastExchangeTimeNs));
    }

    /** A clock that is set back counts into the present second. */
    private void advance(long nowMs) {
        long now = TimeUnit.MILLISECONDS.toSeconds(nowMs);
        if (now - second >= bySecond.length) {
            Arrays.fill(bySecond, 0);
            second = now;
        }
        while (second < now) {
            second++;
            bySecond[(int) (second % bySecond.length)] = 0;
        }
    }
}
