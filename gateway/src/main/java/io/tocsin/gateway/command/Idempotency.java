package io.tocsin.gateway.command;

/**
 * Makes repetitions of a creation harmless.
 *
 * @param key      chosen by the client; 1 to 64 ASCII characters, none of them NUL.
 * @param hashHigh with {@code hashLow}, a hash of the request that the key stands for.
 * @param index    of the alert in a batch, which the key stands for as a whole; 0 for a single one.
 */
public record Idempotency(String key, long hashHigh, long hashLow, int index) {
    /** For a creation that may be repeated. */
    public static final Idempotency NONE = new Idempotency("", 0, 0, 0);

    /** The same for another alert of the batch. */
    public Idempotency at(int otherIndex) {
        return new Idempotency(key, hashHigh, hashLow, otherIndex);
    }
}
