package io.tocsin.gateway.feed.exchange;

import io.tocsin.gateway.feed.FeedException;
import java.time.Duration;
import java.util.List;

/** What comes to the thread of a feed from those that read for it. */
sealed interface Arrival {
    /** What it counts for in a {@link Mailbox}. */
    default int lengthBytes() {
        return 0;
    }

    /** A message of the exchange. */
    record Message(String text, int lengthBytes) implements Arrival {}

    /** A sign of life that says nothing. */
    record Heard() implements Arrival {}

    /** Trades of the archive, some of which may be those that are missing. */
    record Found(Missing missing, List<Trade> trades) implements Arrival {}

    /** No more comes of the archive. */
    record NotFound(Missing missing, String reason) implements Arrival {}

    /**
     * The connection is over, and nothing comes of it after this.
     *
     * @param pause before the exchange wants to see the next one.
     */
    record Ended(FeedException reason, Duration pause) implements Arrival {}
}
