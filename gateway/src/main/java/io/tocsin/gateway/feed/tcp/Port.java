package io.tocsin.gateway.feed.tcp;

import io.netty.channel.socket.SocketChannel;
import io.tocsin.contract.ingest.codec.ByeCode;
import io.tocsin.gateway.feed.TickSink;
import io.tocsin.gateway.identity.Identity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All connections of one run of a feed, and which sender has which. Its one event loop. */
final class Port {
    /** Connections beyond the limit that still hear so; more are dropped at once. */
    private static final int SPARE_CONNECTIONS = 16;

    private final TcpConfig config;
    private final Identity identity;
    private final TickSink ticks;
    private final Set<SenderConnection> connections = new HashSet<>();
    private final Map<String, SenderConnection> bySource = new HashMap<>();
    private boolean isStopped;

    Port(TcpConfig config, Identity identity, TickSink ticks) {
        this.config = config;
        this.identity = identity;
        this.ticks = ticks;
    }

    TcpConfig config() {
        return config;
    }

    Identity identity() {
        return identity;
    }

    TickSink ticks() {
        return ticks;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a connection to close
    void accept(SocketChannel channel) {
        if (isStopped || connections.size() >= config.maxConnections() + SPARE_CONNECTIONS) {
            channel.close();
            return;
        }
        SenderConnection connection = new SenderConnection(channel, this);
        connections.add(connection);
        channel.closeFuture().addListener(closed -> connections.remove(connection));
        channel.pipeline().addLast(connection);
        if (connections.stream().filter(other -> !other.isOver()).count() > config.maxConnections()) {
            connection.bye(ByeCode.TOO_MANY_CONNECTIONS, "max-connections is " + config.maxConnections());
        }
    }

    /** From here on the source's ticks come by this connection, and by no other. */
    void enter(String source, SenderConnection connection) {
        SenderConnection before = bySource.put(source, connection);
        if (before != null) {
            before.bye(ByeCode.REPLACED, "the sender has connected again");
        }
    }

    void leave(String source, SenderConnection connection) {
        bySource.remove(source, connection);
    }

    void onTime() {
        long nowNs = System.nanoTime();
        List.copyOf(connections).forEach(connection -> connection.onTime(nowNs));
    }

    void stop() {
        isStopped = true;
        List.copyOf(connections).forEach(connection -> connection.bye(ByeCode.STOPPING, "the feed stops"));
    }
}
