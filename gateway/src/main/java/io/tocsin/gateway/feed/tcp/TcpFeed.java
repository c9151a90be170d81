package io.tocsin.gateway.feed.tcp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.tocsin.gateway.feed.Feed;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TickSink;
import io.tocsin.gateway.identity.Identity;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Listens for senders of ticks for as long as it runs, and has one event loop, {@code tocsin-ingest-NAME}, for all.
 * <p>
 * The messages are those of {@code tocsin-ingest.xml}. A sender numbers its ticks; what is acknowledged is in the
 * journal, and after a lost connection or a restart the sender hears from where to go on.
 */
public final class TcpFeed implements Feed {
    private static final int LOW_WATER_MARK = 32 << 10;
    private static final int HIGH_WATER_MARK = 64 << 10;
    private static final long TIMER_MS = 50;
    /** Of the half second that a feed has to stop. */
    private static final long TO_SAY_BYE_MS = 200;

    private static final long TO_END_MS = 200;

    private final TcpConfig config;
    private final Identity identity;
    private volatile InetSocketAddress address;

    TcpFeed(TcpConfig config, Identity identity) {
        this.config = config;
        this.identity = identity;
    }

    @Override
    public String name() {
        return config.name();
    }

    /** Where it listens; empty while it does not. Any thread. */
    public Optional<InetSocketAddress> address() {
        return Optional.ofNullable(address);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the threads longer than this does
    public void run(TickSink ticks) throws InterruptedException, FeedException {
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, threads(config.name()), NioIoHandler.newFactory());
        ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        Port port = new Port(config, identity, ticks);
        try {
            ChannelFuture bound =
                    bootstrap(group, port, channels).bind(config.address()).await();
            if (!bound.isSuccess()) {
                throw new FeedException("cannot listen on " + config.address() + ": "
                        + bound.cause().getMessage());
            }
            Channel acceptor = bound.channel();
            address = (InetSocketAddress) acceptor.localAddress();
            group.scheduleAtFixedRate(port::onTime, TIMER_MS, TIMER_MS, TimeUnit.MILLISECONDS);
            try {
                acceptor.closeFuture().await();
            } finally {
                address = null;
                acceptor.close().awaitUninterruptibly(TO_END_MS);
                group.execute(port::stop);
                channels.newCloseFuture().awaitUninterruptibly(TO_SAY_BYE_MS);
            }
        } finally {
            channels.close();
            group.shutdownGracefully(0, TO_END_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(TO_END_MS);
        }
    }

    private static ThreadFactory threads(String feed) {
        return task -> new FastThreadLocalThread(task, "tocsin-ingest-" + feed);
    }

    private static ServerBootstrap bootstrap(MultiThreadIoEventLoopGroup group, Port port, ChannelGroup channels) {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(Inbound.READ_BYTES).maxMessagesPerRead(1))
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_MARK, HIGH_WATER_MARK))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channels.add(channel);
                        port.accept(channel);
                    }
                });
    }
}
