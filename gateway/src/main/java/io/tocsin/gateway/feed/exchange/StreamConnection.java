package io.tocsin.gateway.feed.exchange;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.tocsin.gateway.feed.FeedException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;

/**
 * One WebSocket connection to an exchange, with a thread of its own. What comes is put into a {@link Mailbox}, at last
 * why it ended; while that is full, nothing is read. The thread of the feed calls, unless it says otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what does not go out ends the connection
final class StreamConnection implements AutoCloseable {
    static final int MOST_MESSAGE_BYTES = 1 << 20;
    private static final int READ_BYTES = 16 * 1024;
    private static final int MOST_HEAD_BYTES = 8 * 1024;
    private static final int MOST_REFUSAL_BYTES = 64 * 1024;
    private static final int TLS_PORT = 443;
    private static final int PLAIN_PORT = 80;
    private static final long CLOSE_WITHIN_MS = 250;

    private final URI url;
    private final boolean isPlain;
    private final SslContextBuilder trust;
    private final Mailbox mailbox;
    private final Timing timing;
    private final MultiThreadIoEventLoopGroup group;
    private final AtomicBoolean isEnded = new AtomicBoolean();
    private volatile Channel channel;
    private volatile boolean isOpen;
    private volatile boolean isPaused;
    private volatile long lastFrameNs;
    private long openedNs;
    private long nextSendNs;

    /**
     * Is not connected yet.
     *
     * @param trust  whose certificates are trusted.
     * @param thread the name of the thread that reads.
     */
    StreamConnection(URI url, SslContextBuilder trust, Mailbox mailbox, Timing timing, String thread) {
        this.url = url;
        this.isPlain = url.getScheme().equals("ws");
        this.trust = trust;
        this.mailbox = mailbox;
        this.timing = timing;
        ThreadFactory threads = task -> daemon(task, thread);
        this.group = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new FastThreadLocalThread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Connects, without waiting for it, and sends these messages when the stream is open. */
    void open(List<String> first) throws FeedException {
        SslContext tls = isPlain ? null : tls();
        lastFrameNs = System.nanoTime();
        openedNs = lastFrameNs;
        nextSendNs = lastFrameNs;
        int port = url.getPort() >= 0 ? url.getPort() : isPlain ? PLAIN_PORT : TLS_PORT;
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        timing.open().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel socket) {
                        channel = socket;
                        prepare(socket.pipeline(), tls, port, first);
                    }
                });
        ChannelFuture connected = bootstrap.connect(url.getHost(), port);
        connected.addListener(future -> {
            if (!future.isSuccess()) {
                end(failure(future.cause()));
            }
        });
    }

    /** Host names are verified. */
    private SslContext tls() throws FeedException {
        try {
            return trust.sslProvider(SslProvider.JDK)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        } catch (SSLException failed) {
            throw new FeedException("TLS: " + failed.getMessage(), failed);
        }
    }

    private void prepare(ChannelPipeline pipeline, SslContext tls, int port, List<String> first) {
        if (tls != null) {
            pipeline.addLast(tls.newHandler(pipeline.channel().alloc(), url.getHost(), port));
        }
        HttpHeaders headers = new DefaultHttpHeaders().add(HttpHeaderNames.USER_AGENT, "Tocsin");
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(url)
                .customHeaders(headers)
                .maxFramePayloadLength(MOST_MESSAGE_BYTES)
                .handshakeTimeoutMillis(timing.open().toMillis())
                .handleCloseFrames(false)
                .build();
        pipeline.addLast(new HttpClientCodec(MOST_HEAD_BYTES, MOST_HEAD_BYTES, READ_BYTES))
                .addLast(new HttpObjectAggregator(MOST_REFUSAL_BYTES))
                .addLast(new FrameWatch(this))
                .addLast(new WebSocketClientProtocolHandler(config))
                .addLast(new WebSocketFrameAggregator(MOST_MESSAGE_BYTES))
                .addLast(new StreamHandler(this, first));
    }

    /** The thread that reads. */
    void onOpen(List<String> first) {
        lastFrameNs = System.nanoTime();
        isOpen = true;
        send(first);
    }

    /** Any frame, whatever it brings. The thread that reads. */
    void onFrame() {
        lastFrameNs = System.nanoTime();
    }

    /** The thread that reads. */
    void put(Arrival arrival) {
        mailbox.put(arrival);
        if (mailbox.isFull() && !isPaused) {
            channel.config().setAutoRead(false);
            isPaused = true;
        }
    }

    /** Reads again when there is room. */
    void resumeIfRoom() {
        if (isPaused && mailbox.isHalfEmpty()) {
            channel.eventLoop().execute(this::resume);
        }
    }

    /** The thread that reads, which is the only one that pauses and resumes. */
    private void resume() {
        if (isPaused && mailbox.isHalfEmpty()) {
            lastFrameNs = System.nanoTime();
            isPaused = false;
            channel.config().setAutoRead(true);
        }
    }

    /** Sends messages, one after the other with a pause between them. Any thread. */
    void send(List<String> messages) {
        Channel to = channel;
        if (to != null) {
            to.eventLoop().execute(() -> sendPaced(to, messages));
        }
    }

    private void sendPaced(Channel to, List<String> messages) {
        for (String message : messages) {
            long nowNs = System.nanoTime();
            long waitNs = Math.max(nextSendNs - nowNs, 0);
            nextSendNs = nowNs + waitNs + timing.sendPause().toNanos();
            to.eventLoop()
                    .schedule(() -> to.writeAndFlush(new TextWebSocketFrame(message)), waitNs, TimeUnit.NANOSECONDS);
        }
    }

    boolean isOpen() {
        return isOpen;
    }

    /** How long nothing has come, though it would have been read. */
    Duration silence() {
        return isPaused ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastFrameNs);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - openedNs);
    }

    FeedException failure(Throwable cause) {
        String detail = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return new FeedException(url + ": " + cause.getClass().getSimpleName() + detail, cause);
    }

    /** One that names the exchange. */
    FeedException failure(String reason) {
        return new FeedException(url + ": " + reason);
    }

    /** Ends it. What came before is still worked off. Any thread; only the first call counts. */
    void end(FeedException reason) {
        end(reason, Duration.ZERO);
    }

    void end(FeedException reason, Duration pause) {
        if (isEnded.compareAndSet(false, true)) {
            Channel ending = channel;
            if (ending != null) {
                ending.close();
            }
            mailbox.put(new Arrival.Ended(reason, pause));
        }
    }

    boolean isEnded() {
        return isEnded.get();
    }

    @Override
    public void close() {
        isEnded.set(true);
        Channel closing = channel;
        if (closing != null) {
            closing.close();
        }
        group.shutdownGracefully(0, CLOSE_WITHIN_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_WITHIN_MS);
    }
}
