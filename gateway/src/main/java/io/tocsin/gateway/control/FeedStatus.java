package io.tocsin.gateway.control;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a feed does at a moment.
 *
 * @param ticks            that the engine's queue took since the feed was added.
 * @param ticksPerSecond   over the last few seconds.
 * @param lastTick         when the last one was taken.
 * @param lastExchangeTime of the last one, if it had one; {@code lastTick} minus this is the feed's lag.
 * @param rejects          ticks that were kept out since the feed was added.
 * @param conflated        of the ticks, how many came to the engine together with others of their symbol.
 * @param quotaLeft        calls of the source in this month; empty where they are not counted.
 * @param failures         since the feed was added.
 */
public record FeedStatus(
        String name,
        FeedState state,
        long ticks,
        double ticksPerSecond,
        Optional<Instant> lastTick,
        Optional<Instant> lastExchangeTime,
        long rejects,
        long conflated,
        OptionalLong quotaLeft,
        long failures,
        Optional<Failure> lastFailure) {
    /** Why and when a feed could not go on. */
    public record Failure(String reason, Instant at) {}
}
