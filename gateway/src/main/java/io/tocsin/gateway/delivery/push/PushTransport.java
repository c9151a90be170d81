package io.tocsin.gateway.delivery.push;

import java.util.List;

/** The way to a push provider. Used by one thread at a time, which it may block. */
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
     * @param reason what the provider said, in a few words; empty when delivered.
     */
    record Result(Outcome outcome, String reason) {}

    /**
     * Sends messages in no particular order.
     *
     * @return one result for each, in the order of the messages; a provider that cannot be reached is a result too.
     * @throws InterruptedException when interrupted; any of the messages may have been sent.
     */
    List<Result> send(List<PushMessage> messages) throws InterruptedException;

    @Override
    void close();
}
