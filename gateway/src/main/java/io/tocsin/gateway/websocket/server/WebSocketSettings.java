package io.tocsin.gateway.websocket.server;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How a node serves WebSocket clients.
 *
 * @param node       what the node calls itself.
 * @param address    where it listens; port 0 takes any free one.
 * @param eventLoops threads that read and write sockets.
 */
public record WebSocketSettings(String node, InetSocketAddress address, int eventLoops, Limits limits, Timing timing) {

    /**
     * What clients can use at most.
     *
     * @param maxMessageBytes       of a message from a client.
     * @param maxBufferBytes        that wait to be sent to one client.
     * @param messagesPerSecond     that one connection can send for long; {@code messageBurst} at once after a pause.
     */
    public record Limits(
            int maxConnections,
            int maxConnectionsPerUser,
            int messagesPerSecond,
            int messageBurst,
            int maxMessageBytes,
            int maxBufferBytes) {

        /** 64 connections for a user, 500 messages a second, 2000 at once, of 64 KiB at most. */
        public static Limits withDefaults(int maxConnections, int maxBufferBytes) {
            return new Limits(maxConnections, 64, 500, 2000, 64 * 1024, maxBufferBytes);
        }
    }

    /**
     * How long things may take.
     *
     * @param heartbeat      between two heartbeats; a client that is silent for three of them is gone.
     * @param authWithin     from connecting to being authenticated.
     * @param stalledAfter   that a client takes nothing while its alerts fill half its buffer.
     * @param closeWithin    from the close frame to the end of the connection.
     * @param reconnectAfter that clients are asked to wait before they come back, at least; at most twice as long.
     */
    public record Timing(
            Duration heartbeat,
            Duration authWithin,
            Duration stalledAfter,
            Duration closeWithin,
            Duration reconnectAfter) {

        /** Stalled after 3 s, closed within 2 s, back after 1 s. */
        public static Timing withDefaults(Duration heartbeat, Duration authWithin) {
            return new Timing(
                    heartbeat, authWithin, Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1));
        }
    }
}
