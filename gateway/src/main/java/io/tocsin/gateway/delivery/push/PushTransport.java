package io.tocsin.gateway.delivery.push;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The way to a push provider. Any thread. */
public interface PushTransport extends AutoCloseable {
    /** What became of one message. */
    enum Outcome {
        /** The provider has taken it. */
        DELIVERED,
        /** The token leads nowhere and never will again. */
        TOKEN_GONE,
        /** The provider will never take this message. */
        REFUSED,
        /** Not now. */
        RETRY
    }

    /**
     * What became of one message, and why.
     *
     * @param reason  what the provider said, in a few words; empty when delivered.
     * @param atLeast how long the provider wants to be left alone, after {@code RETRY}.
     */
    record Result(Outcome outcome, String reason, Duration atLeast) {
        Result(Outcome outcome, String reason) {
            this(outcome, reason, Duration.ZERO);
        }
    }

    /** Begins to send a message, and does not block; a provider that cannot be reached is a result too. */
    CompletionStage<Result> send(PushMessage message);

    @Override
    void close();
}
