package io.tocsin.gateway.delivery;

import java.time.Duration;

/**
 * How a channel does at a moment.
 *
 * @param lagEvents       events in the outbox that are not settled, or were not even read.
 * @param oldestUnsettled how long ago the oldest event fired that was read and is not settled; zero when there is none.
 * @param unsettled       messages that are on their way, or wait for their turn or another try.
 * @param isStalled       whether these are so many that nothing more is read.
 * @param isDegraded      whether the channel itself fails, rather than one target or another.
 * @param delivered       messages since the start, as are retried and given up: attempts that failed, and messages that
 *                        were dropped for good.
 */
public record ChannelHealth(
        String name,
        long lagEvents,
        Duration oldestUnsettled,
        int unsettled,
        boolean isStalled,
        boolean isDegraded,
        long delivered,
        long retried,
        long givenUp) {}
