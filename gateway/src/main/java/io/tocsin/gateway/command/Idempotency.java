package io.tocsin.gateway.command;

/**
 * Makes repetitions of a creation harmless.
 *
 * @param key      chosen by the client; 1 to 64 ASCII characters, none of them NUL.
 * @param hashHigh with {@code hashLow}, a hash of the request that the key stands for.
 */
public record Idempotency(String key, long hashHigh, long hashLow) {
    static final Idempotency NONE = new Idempotency("", 0, 0);
}
