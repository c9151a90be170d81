package io.tocsin.gateway.delivery;

import io.tocsin.gateway.delivery.DeliveryResult.Outcome;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a channel does, for metrics and, when that changes, for the log. The follower's thread writes; any thread reads.
 */
final class ChannelMeter {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelMeter.class);
    /** Refusals in a row that are more than the fault of one target. */
    private static final int TROUBLE = 3;

    private final String channel;
    private final LongAdder delivered = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder givenUp = new LongAdder();
    private int failuresInARow;
    private volatile boolean isSendingTroubled;
    private volatile boolean isReadingTroubled;

    ChannelMeter(String channel) {
        this.channel = channel;
    }

    /** @param failure null when the attempt did not fail by an exception. */
    void onResult(DeliveryResult result, Throwable failure) {
        switch (result.outcome()) {
            case DELIVERED -> delivered.increment();
            case GIVEN_UP -> givenUp.increment();
            case RETRY -> retried.increment();
        }
        if (result.outcome() != Outcome.RETRY) {
            failuresInARow = 0;
            if (isSendingTroubled) {
                isSendingTroubled = false;
                LOG.info("Channel {} delivers again", channel);
            }
            return;
        }
        failuresInARow++;
        if (!isSendingTroubled && failure != null) {
            isSendingTroubled = true;
            LOG.error("Channel {} fails, and tries again until it works", channel, unwrapped(failure));
        } else if (!isSendingTroubled && failuresInARow >= TROUBLE) {
            isSendingTroubled = true;
            LOG.warn("Channel {} delivers nothing until it works again: {}", channel, result.reason());
        }
    }

    void onRead() {
        if (isReadingTroubled) {
            isReadingTroubled = false;
            LOG.info("Channel {} reads the outbox again", channel);
        }
    }

    void onReadFailure(Throwable failure) {
        if (!isReadingTroubled) {
            isReadingTroubled = true;
            LOG.error("Channel {} cannot make messages of an event, and tries again until it can", channel, failure);
        }
    }

    void onBreakdown(Throwable failure) {
        isReadingTroubled = true;
        LOG.error("Channel {} has broken down: it delivers nothing until the node is started anew", channel, failure);
    }

    boolean isDegraded() {
        return isSendingTroubled || isReadingTroubled;
    }

    long delivered() {
        return delivered.sum();
    }

    long retried() {
        return retried.sum();
    }

    long givenUp() {
        return givenUp.sum();
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
