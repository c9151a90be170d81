package io.tocsin.gateway.feed.tcp;

import static org.awaitility.Awaitility.await;

import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.command.SourceReplies;
import io.tocsin.gateway.control.FeedStatus;
import io.tocsin.gateway.feed.EngineAccess;
import io.tocsin.gateway.feed.FeedHost;
import io.tocsin.gateway.identity.DevTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A feed that listens, in front of an engine that notes all prices. */
final class TcpFixture implements AutoCloseable {
    final Map<Integer, List<Long>> prices = new ConcurrentHashMap<>();
    final AtomicBoolean hasRoom = new AtomicBoolean(true);
    private final SourceReplies sources = SourceReplies.behind(16_384);
    final EngineFixture engine = new EngineFixture(new Prices(), sources).start();
    private final DevTokens tokens;
    private final FeedHost host = new FeedHost(
            new EngineAccess(engine.commands, engine.pipeline.commandSink(), engine.symbols, hasRoom::get, sources));
    final TcpFeed feed;
    final int window;
    private final int port = freePort();

    TcpFixture(Path directory, int maxConnections, int window, TcpConfig.Timing timing) throws IOException {
        this.window = window;
        tokens = DevTokens.open(directory, Clock.systemUTC());
        feed = new TcpConfig(
                        "tcp",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        maxConnections,
                        window,
                        timing)
                .feed(tokens);
        host.add(feed);
        start();
    }

    TcpFixture(Path directory) throws IOException {
        this(directory, 16, 65_536, new TcpConfig.Timing(Duration.ofSeconds(10), Duration.ofSeconds(10)));
    }

    void start() {
        host.start("tcp");
        await().until(() -> feed.address().isPresent());
    }

    void stop() {
        host.stop("tcp");
        await().until(() -> !host.isStopping("tcp"));
    }

    FeedStatus status() {
        return host.status("tcp").orElseThrow();
    }

    FeedHost host() {
        return host;
    }

    InetSocketAddress address() {
        return feed.address().orElseThrow();
    }

    /** The same at each start. */
    int port() {
        return port;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    String token(String user, String... scopes) {
        return tokens.issue(user, "default", Set.of(scopes), Duration.ofHours(1))
                .token();
    }

    String token() {
        return token("alice", "ticks:write");
    }

    RawSender connect() throws IOException {
        return new RawSender(address());
    }

    List<Long> prices(String symbol) {
        int id = engine.symbols.find(symbol).orElseThrow().id();
        return prices.getOrDefault(id, List.of());
    }

    @Override
    public void close() {
        host.close();
        engine.close();
    }

    private final class Prices implements OutputListener {
        @Override
        public void onTick(TickAcceptedDecoder tick) {
            prices.computeIfAbsent(tick.symbolId(), id -> Collections.synchronizedList(new ArrayList<>()))
                    .add(tick.price());
        }
    }
}
