package io.tocsin.gateway.control;

import java.util.List;
import java.util.Optional;

/** What can be seen of feeds, and done to them. Any thread; nothing blocks. */
public interface FeedControl {
    /** How all feeds do, by name. */
    List<FeedStatus> status();

    /** How a feed does; empty when there is no such feed. */
    Optional<FeedStatus> status(String name);

    /**
     * The last that was kept out of a feed, the newest first; 1 000 at most.
     *
     * @throws IllegalArgumentException when there is no such feed.
     */
    List<FeedReject> rejects(String name);

    /**
     * Starts a feed.
     *
     * @return false when it has not ended yet, though it may have been interrupted.
     * @throws IllegalArgumentException when there is no such feed.
     */
    boolean start(String name);

    /**
     * Interrupts a feed, without waiting until it has ended. Nothing more is taken of it but what is being offered at
     * this moment.
     *
     * @throws IllegalArgumentException when there is no such feed.
     */
    void stop(String name);

    /**
     * Whether it was stopped, and has not ended yet.
     *
     * @throws IllegalArgumentException when there is no such feed.
     */
    boolean isStopping(String name);
}
