package io.tocsin.engine.rules;

import io.tocsin.engine.codec.Platform;
import org.agrona.DirectBuffer;

/**
 * Where the engine keeps what it looks up by key: alerts, their owners' lists, idempotency keys and push tokens.
 * <p>
 * Written by the engine thread alone, without allocation. The tick path touches it only when a threshold is reached.
 */
public interface RuleStore extends AutoCloseable {
    /** Copies an alert into {@code into}; false when there is none. */
    boolean read(long alertId, AlertRecord into);

    /** Adds a new alert, larger in id than any before, to the store and to its owner's list. */
    void insert(AlertRecord alert);

    /** Stores the present bytes of a known alert. */
    void update(AlertRecord alert);

    /** Removes a known alert, also from its owner's list. */
    void delete(AlertRecord alert);

    long alertCount();

    int alertCount(DirectBuffer owner);

    /** Finds what an idempotency key of this owner created; false when the key is unknown or forgotten. */
    boolean findCreation(DirectBuffer owner, DirectBuffer key, Creation into);

    /** Remembers a creation under a key; forgets those that are older than the retention, and the oldest when full. */
    void rememberCreation(DirectBuffer owner, DirectBuffer key, Creation creation);

    /** Gives a token to an owner, taking it from whoever had it; an owner's oldest gives way when there are too many. */
    void putDevice(DirectBuffer owner, Platform platform, DirectBuffer token);

    /** Takes a token from an owner; without effect when it is not theirs. */
    void removeDevice(DirectBuffer owner, DirectBuffer token);

    /** The same store for other threads. */
    AlertReader reader();

    @Override
    void close();
}
