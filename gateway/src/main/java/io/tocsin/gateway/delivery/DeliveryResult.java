package io.tocsin.gateway.delivery;

import java.time.Duration;

/**
 * What became of an attempt to send a message.
 *
 * @param reason  for the log; empty when delivered.
 * @param atLeast how long the target wants to be left alone before the next attempt.
 */
public record DeliveryResult(Outcome outcome, String reason, Duration atLeast) {
    /** The message was taken by whoever is next on its way. */
    public static final DeliveryResult DELIVERED = new DeliveryResult(Outcome.DELIVERED, "", Duration.ZERO);

    /** What is to follow. */
    public enum Outcome {
        /** Nothing: it is done. */
        DELIVERED,
        /** Nothing: it can never be done. */
        GIVEN_UP,
        /** Another attempt, later. */
        RETRY
    }

    public static DeliveryResult givenUp(String reason) {
        return new DeliveryResult(Outcome.GIVEN_UP, reason, Duration.ZERO);
    }

    public static DeliveryResult retry(String reason) {
        return retry(reason, Duration.ZERO);
    }

    public static DeliveryResult retry(String reason, Duration atLeast) {
        return new DeliveryResult(Outcome.RETRY, reason, atLeast);
    }
}
