package io.tocsin.gateway.feed;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A source of ticks. It reads them from where they come from, and offers them to its {@link TickSink}; everything else
 * is done by the {@link FeedHost}: the thread, starting and stopping, another try after a failure.
 */
public interface Feed {
    /** By which it is configured, started and stopped: lower-case letters, digits and hyphens. */
    String name();

    /** How often the source may still be asked in this month; empty where that is not counted. Any thread. */
    default OptionalLong quotaLeft() {
        return OptionalLong.empty();
    }

    /**
     * After how long without a word of the source what it brought last is stale; empty where the feed fails when it
     * hears nothing, or brings what has no age.
     */
    default Optional<Duration> silenceBound() {
        return Optional.empty();
    }

    /**
     * Whether its ticks are conflated by symbol while the engine has no room for them. Otherwise it waits, which suits
     * what can be held up.
     */
    default boolean conflates() {
        return false;
    }

    /**
     * Reads and offers until there is nothing more. It is called on a thread of its own, again after each start and
     * after each failure, never twice at a time; what it opens it closes before it returns. It may have more threads,
     * and offer on them.
     *
     * @throws InterruptedException when it is to stop: its thread is interrupted then, and the sink throws this as
     *                              well.
     * @throws FeedException        when it cannot go on; any other exception is taken for the same.
     */
    void run(TickSink ticks) throws InterruptedException, FeedException;
}
