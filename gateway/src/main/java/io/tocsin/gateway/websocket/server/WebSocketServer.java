package io.tocsin.gateway.websocket.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.alerts.Alerts;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.http.RequestHead;
import io.tocsin.gateway.identity.Identity;
import io.tocsin.gateway.market.SymbolDirectory;
import io.tocsin.gateway.websocket.alert.AlertDelivery;
import io.tocsin.gateway.websocket.alert.AlertOps;
import io.tocsin.gateway.websocket.tick.TickFanOut;
import io.tocsin.journal.outbox.Outbox;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves WebSocket clients at {@code /v1/stream}: ticks, alerts and commands.
 * <p>
 * {@link #start} once, after recovery; {@link #close} once. Each event loop has a thread {@code tocsin-ws-N}, and
 * {@code tocsin-alerts} delivers the alerts.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a connection to close
public final class WebSocketServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketServer.class);
    private static final int MAX_WATER_MARK = 64 * 1024;
    /** When all clients are gone, or time is up: for the threads. */
    private static final Duration TO_END = Duration.ofMillis(500);
    /** To those who still wait for an answer when the time for that is over. */
    private static final Duration TO_SAY_BYE = Duration.ofMillis(250);
    /** Connections beyond the limit that still hear so; more are dropped at once. */
    private static final int SPARE_CONNECTIONS = 256;

    private final WebSocketSettings settings;
    private final TickFanOut fanOut;
    private final LongSupplier lastSequence;
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventLoop, ConnectionLoop> loops = new HashMap<>();
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Admission admission;
    private final AlertDelivery delivery;
    private final ServerContext context;
    private Channel acceptor;

    /**
     * What the server works with.
     *
     * @param lastSequence of the outputs that all have seen.
     * @param onFailure    called when alerts cannot be delivered any more; the node must stop then.
     */
    public record Collaborators(
            Identity identity,
            Alerts alerts,
            Commands commands,
            SymbolDirectory symbols,
            QuoteBoard quotes,
            Outbox outbox,
            LongSupplier lastSequence,
            Runnable onFailure) {}

    public WebSocketServer(WebSocketSettings settings, Collaborators collaborators, TickFanOut fanOut) {
        this.settings = settings;
        this.fanOut = fanOut;
        this.lastSequence = collaborators.lastSequence();
        this.group = new MultiThreadIoEventLoopGroup(settings.eventLoops(), threadFactory(), NioIoHandler.newFactory());
        for (EventExecutor executor : group) {
            EventLoop eventLoop = (EventLoop) executor;
            loops.put(eventLoop, new ConnectionLoop(eventLoop, collaborators.symbols(), collaborators.quotes()));
        }
        WebSocketSettings.Limits limits = settings.limits();
        this.admission = new Admission(limits.maxConnections(), limits.maxConnectionsPerUser());
        this.delivery = new AlertDelivery(
                collaborators.outbox(),
                collaborators.lastSequence(),
                limits.maxBufferBytes(),
                settings.timing().stalledAfter(),
                collaborators.onFailure());
        AlertOps alertOps = new AlertOps(collaborators.alerts(), collaborators.commands(), delivery);
        this.context =
                new ServerContext(settings, collaborators.identity(), admission, new Requests(alertOps), delivery);
    }

    /**
     * Starts to serve.
     *
     * @throws IOException when it cannot listen at its address; {@link #close} must follow then too.
     */
    public void start() throws IOException {
        delivery.start();
        loops.values().forEach(loop -> loop.startHeartbeats(settings.timing().heartbeat(), lastSequence));
        fanOut.attach(loops.values().stream().map(ConnectionLoop::ticks).toList());
        int highWaterMark = Math.min(MAX_WATER_MARK, settings.limits().maxBufferBytes() / 4);
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(highWaterMark / 2, highWaterMark))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                })
                .bind(settings.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + settings.address(), bound.cause());
        }
        acceptor = bound.channel();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) acceptor.localAddress();
    }

    /** How many clients are connected. Any thread. */
    public int connections() {
        return admission.connections();
    }

    /** Whether the owner has a connection that is subscribed to alerts. Any thread. */
    public boolean hasAlertSubscriber(String owner) {
        return delivery.hasSubscriber(owner);
    }

    /** Says bye to all clients, and refuses those that come from here on. Once; any thread. */
    public void beginStop() {
        fanOut.attach(List.of());
        loops.values().forEach(loop -> loop.eventLoop().execute(loop::shutDown));
        channels.forEach(channel -> channel.eventLoop().execute(() -> onShutDown(channel)));
    }

    /** As {@link #close(Deadline)}, with all the time that it may take. */
    @Override
    public void close() {
        close(Deadline.after(settings.timing().closeWithin().plus(TO_END)));
    }

    /** Says bye to all clients, and ends within a few seconds, whatever they do. */
    public void close(Deadline deadline) {
        if (group.isShuttingDown()) {
            return;
        }
        beginStop();
        Deadline goodbye = deadline.before(TO_END).atMost(settings.timing().closeWithin());
        Deadline answers = goodbye.before(TO_SAY_BYE);
        if (!channels.newCloseFuture().awaitUninterruptibly(answers.left().toMillis())) {
            loops.values().forEach(loop -> loop.eventLoop().execute(loop::shutDownAtOnce));
            channels.newCloseFuture().awaitUninterruptibly(goodbye.left().toMillis());
        }
        if (acceptor != null) {
            acceptor.close();
        }
        channels.close();
        Deadline end = deadline.atMost(TO_END);
        delivery.close(end);
        long leftMs = end.left().toMillis();
        if (!group.shutdownGracefully(0, leftMs, TimeUnit.MILLISECONDS).awaitUninterruptibly(1 + leftMs)) {
            LOG.warn("The threads of the WebSocket server do not end: they are left behind");
        }
    }

    private static void onShutDown(Channel channel) {
        HeadGuard guard = channel.pipeline().get(HeadGuard.class);
        if (guard != null) {
            guard.onShutDown();
        }
    }

    private void accept(SocketChannel channel) {
        boolean admitted = admission.enter();
        channel.closeFuture().addListener(closed -> admission.leave());
        if (admission.connections() > settings.limits().maxConnections() + SPARE_CONNECTIONS) {
            channel.close();
            return;
        }
        channels.add(channel);
        ConnectionLoop loop = loops.get(channel.eventLoop());
        HeadGuard guard = new HeadGuard(channel, settings.timing().closeWithin());
        channel.pipeline()
                .addLast(guard)
                .addLast(new HttpServerCodec(RequestHead.MAX_BYTES, RequestHead.MAX_BYTES, RequestHead.MAX_BYTES))
                .addLast(new HttpObjectAggregator(RequestHead.MAX_BYTES))
                .addLast(new UpgradeHandler(
                        guard,
                        settings.limits().maxMessageBytes(),
                        () -> new Connection(context, loop, channel),
                        admitted,
                        loop::isShutDown));
        channel.eventLoop()
                .schedule(
                        () -> endUnlessUpgraded(guard, channel),
                        settings.timing().authWithin().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private static void endUnlessUpgraded(HeadGuard guard, Channel channel) {
        if (channel.pipeline().get(HeadGuard.class) != null) {
            guard.onTimeout();
        }
    }

    private static ThreadFactory threadFactory() {
        AtomicInteger threads = new AtomicInteger();
        return task -> new FastThreadLocalThread(task, "tocsin-ws-" + threads.incrementAndGet());
    }
}
