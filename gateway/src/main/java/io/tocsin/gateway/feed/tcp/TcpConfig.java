package io.tocsin.gateway.feed.tcp;

import io.tocsin.gateway.feed.FeedConfig;
import io.tocsin.gateway.identity.Identity;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How a port for ticks is configured.
 *
 * @param address        where it listens; port 0 takes any.
 * @param maxConnections that are served at a time; each takes up to {@value SenderConnection#BUDGET_BYTES} bytes.
 * @param window         ticks that one sender may have on their way without an acknowledgement.
 */
public record TcpConfig(String name, InetSocketAddress address, int maxConnections, int window, Timing timing)
        implements FeedConfig {
    /**
     * How long is waited for what.
     *
     * @param helloWithin for a Hello, and for the rest of a message that has begun.
     * @param heartbeat   after which a sender that has no ticks says that it is there; silent for three of them, it is
     *                    gone.
     */
    public record Timing(Duration helloWithin, Duration heartbeat) {}

    /** A port that lets nobody in. */
    @Override
    public TcpFeed feed() {
        return feed(Identity.NOBODY);
    }

    @Override
    public TcpFeed feed(Identity identity) {
        return new TcpFeed(this, identity);
    }
}
