package io.tocsin.gateway.websocket.server;

import io.netty.channel.EventLoop;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.market.SymbolDirectory;
import io.tocsin.gateway.websocket.out.Flushes;
import io.tocsin.gateway.websocket.out.Messages;
import io.tocsin.gateway.websocket.tick.LoopTicks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One event loop with its connections and what they share. All but {@link #eventLoop()} belongs to that event loop. */
final class ConnectionLoop {
    private static final int TICK_QUEUE_BYTES = 1 << 20;

    private final EventLoop eventLoop;
    private final Flushes flushes = new Flushes();
    private final LoopTicks ticks;
    private final Set<Connection> connections = new HashSet<>();
    private boolean isShutDown;

    ConnectionLoop(EventLoop eventLoop, SymbolDirectory symbols, QuoteBoard quotes) {
        this.eventLoop = eventLoop;
        this.ticks = new LoopTicks(eventLoop, symbols, quotes, flushes, TICK_QUEUE_BYTES);
    }

    /**
     * @param lastSequence of the node, which each heartbeat carries.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // they end with the event loop
    void startHeartbeats(Duration interval, LongSupplier lastSequence) {
        eventLoop.scheduleAtFixedRate(
                () -> beat(lastSequence), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    Flushes flushes() {
        return flushes;
    }

    LoopTicks ticks() {
        return ticks;
    }

    /** Whether all clients are sent away. */
    boolean isShutDown() {
        return isShutDown;
    }

    void add(Connection connection) {
        connections.add(connection);
    }

    void remove(Connection connection) {
        connections.remove(connection);
    }

    void shutDown() {
        isShutDown = true;
        copyOfConnections().forEach(Connection::leave);
        flushes.flushAll();
    }

    void shutDownAtOnce() {
        copyOfConnections().forEach(Connection::leaveAtOnce);
        flushes.flushAll();
    }

    private void beat(LongSupplier lastSequence) {
        long nowNs = System.nanoTime();
        byte[] text = Messages.heartbeat(lastSequence.getAsLong());
        copyOfConnections().forEach(connection -> connection.onHeartbeat(text, nowNs));
        flushes.flushAll();
    }

    /** A connection that is written to may turn out to be gone. */
    private List<Connection> copyOfConnections() {
        return new ArrayList<>(connections);
    }
}
