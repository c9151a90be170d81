package io.tocsin.gateway.websocket;

import io.netty.channel.EventLoop;
import io.tocsin.engine.projection.Quote;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.market.SymbolDirectory;
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
    private final SymbolDirectory symbols;
    private final QuoteBoard quotes;
    private final Flushes flushes = new Flushes();
    private final LoopTicks ticks;
    private final MarketText marketText = new MarketText();
    private final Quote quote = new Quote();
    private final Set<Connection> connections = new HashSet<>();
    private boolean isShutDown;

    ConnectionLoop(final EventLoop eventLoop, final SymbolDirectory symbols, final QuoteBoard quotes) {
        this.eventLoop = eventLoop;
        this.symbols = symbols;
        this.quotes = quotes;
        this.ticks = new LoopTicks(eventLoop, symbols, flushes, TICK_QUEUE_BYTES);
    }

    /**
     * @param lastSequence of the node, which each heartbeat tells.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // they end with the event loop
    void startHeartbeats(final Duration interval, final LongSupplier lastSequence) {
        eventLoop.scheduleAtFixedRate(
                () -> beat(lastSequence), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    SymbolDirectory symbols() {
        return symbols;
    }

    QuoteBoard quotes() {
        return quotes;
    }

    Flushes flushes() {
        return flushes;
    }

    LoopTicks ticks() {
        return ticks;
    }

    /** For whoever writes a message right now. */
    MarketText marketText() {
        return marketText;
    }

    /** For whoever reads a quote right now. */
    Quote quote() {
        return quote;
    }

    /** Whether all clients are sent away. */
    boolean isShutDown() {
        return isShutDown;
    }

    void add(final Connection connection) {
        connections.add(connection);
    }

    void remove(final Connection connection) {
        connections.remove(connection);
    }

    void shutDown() {
        isShutDown = true;
        copyOfConnections().forEach(Connection::leave);
        flushes.flushAll();
    }

    private void beat(final LongSupplier lastSequence) {
        final long nowNs = System.nanoTime();
        final byte[] text = Messages.heartbeat(lastSequence.getAsLong());
        copyOfConnections().forEach(connection -> connection.onHeartbeat(text, nowNs));
        flushes.flushAll();
    }

    /** A connection that is written to may turn out to be gone. */
    private List<Connection> copyOfConnections() {
        return new ArrayList<>(connections);
    }
}
