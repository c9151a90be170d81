package io.tocsin.gateway.websocket.server;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts connections, in all and by user, against their limits. Any thread. */
final class Admission {
    private final int maxConnections;
    private final int maxPerUser;
    private final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentMap<String, Integer> byOwner = new ConcurrentHashMap<>();

    Admission(int maxConnections, int maxPerUser) {
        this.maxConnections = maxConnections;
        this.maxPerUser = maxPerUser;
    }

    /** Counts a connection; {@link #leave()} must follow whatever the answer is. */
    boolean enter() {
        return connections.incrementAndGet() <= maxConnections;
    }

    void leave() {
        connections.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }

    int maxPerUser() {
        return maxPerUser;
    }

    /** Counts a user's connection; {@link #leave(String)} must follow whatever the answer is. */
    boolean enter(String owner) {
        return byOwner.merge(owner, 1, Integer::sum) <= maxPerUser;
    }

    void leave(String owner) {
        byOwner.computeIfPresent(owner, (key, count) -> count == 1 ? null : count - 1);
    }
}
