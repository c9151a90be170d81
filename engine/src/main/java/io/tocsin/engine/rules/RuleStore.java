package io.tocsin.engine.rules;

import io.tocsin.engine.codec.Platform;
import org.agrona.DirectBuffer;

/**
 * Where the engine keeps what it looks up by key: alerts, their owners' lists, idempotency keys and push tokens.
 * <p>
 * The engine thread writes, without allocation; the tick path touches it only when a threshold is reached. What emits a
 * {@link io.tocsin.engine.FiringRun}, which may be another thread, writes the alerts of that run as fired, with an access
 * of its own: never an alert that the engine thread has in hand, which waits for the run before it changes one of them.
 */
public interface RuleStore extends AlertAccess, AutoCloseable {
    /** Receives creations; what it is given is valid during the call only. */
    @FunctionalInterface
    interface CreationConsumer {
        void onCreation(DirectBuffer owner, DirectBuffer key, Creation creation);
    }

    /** Receives push tokens; what it is given is valid during the call only. */
    @FunctionalInterface
    interface DeviceConsumer {
        void onDevice(DirectBuffer owner, Platform platform, DirectBuffer token);
    }

    /** Adds a new alert, larger in id than any before, to the store and to its owner's list. */
    void insert(AlertRecord alert);

    /** Removes a known alert, also from its owner's list. */
    void delete(AlertRecord alert);

    long alertCount();

    int alertCount(DirectBuffer owner);

    /** Finds what an idempotency key of this owner created; false when the key is unknown or forgotten. */
    boolean findCreation(DirectBuffer owner, DirectBuffer key, Creation into);

    /** Remembers a creation, not earlier than any before, under a key that is not known. */
    void rememberCreation(DirectBuffer owner, DirectBuffer key, Creation creation);

    /** How many creations are remembered. */
    int creationCount();

    /** How many of this owner. */
    int creationCount(DirectBuffer owner);

    /** How many are remembered at a time where no limits say so. */
    int defaultMaxCreations();

    /** When the oldest creation that is remembered was made; there is one. */
    long oldestCreationNs();

    /** Forgets it; there is one. */
    void forgetOldestCreation();

    /**
     * Gives a token to an owner, taking it from whoever had it; an owner's oldest gives way when there are too many.
     */
    void putDevice(DirectBuffer owner, Platform platform, DirectBuffer token);

    /** Takes a token from an owner; without effect when it is not theirs. */
    void removeDevice(DirectBuffer owner, DirectBuffer token);

    /** Visits what is remembered of creations, oldest first, as {@link #rememberCreation} would take it again. */
    void forEachCreation(CreationConsumer consumer);

    /**
     * Visits push tokens by owner, by the bytes of the name, then oldest first, as {@link #putDevice} would take them.
     */
    void forEachDevice(DeviceConsumer consumer);

    /**
     * Keeps all as it is now, for one other thread; O(1). Until it is closed, each alert, creation or list of tokens
     * that changes or goes costs a copy.
     *
     * @param endId alerts from this id on are not wanted.
     * @throws IllegalStateException when they are frozen already.
     */
    FrozenRules freeze(long endId);

    /** The same alerts for one other thread. */
    AlertAccess access();

    /** The same store for other threads, which only read. */
    AlertReader reader();

    @Override
    void close();
}
