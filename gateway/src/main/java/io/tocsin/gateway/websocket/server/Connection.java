package io.tocsin.gateway.websocket.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import io.tocsin.gateway.command.Refusals;
import io.tocsin.gateway.identity.Principal;
import io.tocsin.gateway.websocket.alert.AlertSubscriber;
import io.tocsin.gateway.websocket.out.CloseCode;
import io.tocsin.gateway.websocket.out.Messages;
import io.tocsin.gateway.websocket.out.Outbound;
import io.tocsin.gateway.websocket.request.Peer;
import io.tocsin.gateway.websocket.tick.TickSubscriptions;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its identity, its subscriptions, whether it is alive, and how it ends.
 * <p>
 * All of it belongs to one event loop; only what {@link AlertSubscriber} declares and {@link #execute} may be called
 * from elsewhere. Everything leaves in the order in which it was written.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows as a broken connection
final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> implements AlertSubscriber, Peer {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int MISSED_HEARTBEATS = 3;

    private final ServerContext server;
    private final ConnectionLoop loop;
    private final Channel channel;
    private final Outbound outbound;
    private final TickSubscriptions ticks;
    private final ConnectionIdentity identity;
    private final TokenBucket messages;
    private long heardNs = System.nanoTime();
    /** The ids of commands whose answers are to come; null for one that has none. */
    private final List<JsonNode> unanswered = new ArrayList<>();

    private boolean leaving;
    private boolean closing;
    private ScheduledFuture<?> authDeadline;

    Connection(ServerContext server, ConnectionLoop loop, Channel channel) {
        this.server = server;
        this.loop = loop;
        this.channel = channel;
        this.outbound = new Outbound(channel, loop.flushes());
        this.ticks = new TickSubscriptions(loop.ticks(), outbound);
        this.identity = new ConnectionIdentity(
                loop.eventLoop(),
                server.identity(),
                server.admission(),
                Clock.systemUTC(),
                () -> close(CloseCode.TOKEN_EXPIRED, "the token has expired"));
        WebSocketSettings.Limits limits = server.settings().limits();
        this.messages = new TokenBucket(limits.messagesPerSecond(), limits.messageBurst(), heardNs);
    }

    /**
     * Greets the client.
     *
     * @param authorization the header of the upgrade request; null when there was none.
     * @param admitted      whether the connection is within the limit of all connections.
     */
    void open(String authorization, boolean admitted) {
        loop.add(this);
        outbound.text(Welcome.of(server.settings()));
        if (!admitted) {
            close(CloseCode.TOO_MANY_CONNECTIONS, "the node has as many connections as it can");
        } else if (loop.isShutDown()) {
            leave();
        } else if (authorization != null) {
            server.requests().onAuthorization(this, authorization);
        } else {
            authDeadline = loop.eventLoop()
                    .schedule(
                            this::requireIdentity,
                            server.settings().timing().authWithin().toNanos(),
                            TimeUnit.NANOSECONDS);
        }
        loop.flushes().flushAll();
    }

    ConnectionIdentity identity() {
        return identity;
    }

    TickSubscriptions ticks() {
        return ticks;
    }

    @Override
    public Optional<Principal> principal() {
        return identity.principal();
    }

    @Override
    public void answer(ObjectNode message) {
        if (!closing) {
            outbound.text(Json.encode(message));
        }
    }

    @Override
    public void expectAnswer(JsonNode id) {
        unanswered.add(id);
    }

    @Override
    public void answerLater(ObjectNode message) {
        answer(message);
        unanswered.remove(message.get("id"));
        if (leaving) {
            leave();
        }
    }

    /** The node shuts down: says bye once all commands that were given are answered, and takes no more. */
    void leave() {
        leaving = true;
        if (unanswered.isEmpty()) {
            close(CloseCode.SHUTTING_DOWN, "the node shuts down");
        }
    }

    /** The time for that is over: nobody knows what becomes of the commands that are not answered by now. */
    void leaveAtOnce() {
        if (leaving) {
            Problem unknown = Refusals.stopping("The command was accepted and may or may not take effect");
            unanswered.forEach(id -> answer(Messages.error(id, unknown)));
            unanswered.clear();
            close(CloseCode.SHUTTING_DOWN, "the node shuts down");
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            loop.eventLoop().execute(() -> {
                task.run();
                endTurn();
            });
        } catch (RejectedExecutionException stopped) {
            LOG.debug("{} is gone already", channel);
        }
    }

    /** Says bye and closes, at the latest when the time for that is over. */
    void close(CloseCode code, String detail) {
        if (!closing) {
            closing = true;
            release();
            outbound.text(Messages.bye(code.reason(), code.invitesReconnect() ? reconnectAfterMs() : null));
            outbound.close(code.code(), detail);
            closeAfter();
        }
    }

    void onHeartbeat(byte[] text, long nowNs) {
        long intervalNs = server.settings().timing().heartbeat().toNanos();
        if (nowNs - heardNs >= MISSED_HEARTBEATS * intervalNs) {
            close(CloseCode.HEARTBEAT_MISSED, "nothing was heard for " + MISSED_HEARTBEATS + " heartbeats");
        } else if (!closing) {
            outbound.text(text);
            outbound.ping();
        }
    }

    @Override
    public void deliver(List<byte[]> alerts) {
        long bytes = alerts.stream().mapToLong(alert -> alert.length).sum();
        outbound.handOver(bytes);
        execute(() -> {
            outbound.taken(bytes);
            if (!closing) {
                alerts.forEach(outbound::text);
            }
            server.delivery().onProgress();
        });
    }

    @Override
    public long pendingBytes() {
        return outbound.pendingBytes();
    }

    @Override
    public void onStalled() {
        execute(() -> close(CloseCode.TOO_SLOW, "alerts were not taken in time"));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        heardNs = System.nanoTime();
        if (frame instanceof CloseWebSocketFrame close) {
            onClose(close);
        } else if (!closing && !leaving) {
            if (messages.take(heardNs)) {
                onFrame(frame);
            } else {
                close(CloseCode.TOO_MANY_MESSAGES, "messages came faster than the limits of the welcome allow");
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        endTurn();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            execute(this::onWritable);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        release();
        loop.remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        logFailure(channel, cause);
        if (cause instanceof CodecException && channel.isActive()) {
            close(CloseCode.PROTOCOL_ERROR, cause.getMessage());
        } else {
            channel.close();
        }
    }

    /** What a client can cause is no error of the node: that it breaks the protocol, or its connection, at any time. */
    static void logFailure(Channel channel, Throwable cause) {
        if (cause instanceof CodecException || cause instanceof IOException) {
            LOG.debug("{} broke: {}", channel, cause.getMessage());
        } else {
            LOG.error("A WebSocket connection failed and is closed", cause);
        }
    }

    private void onFrame(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text) {
            server.requests().onText(this, text.content());
        } else if (frame instanceof PingWebSocketFrame) {
            outbound.pong(frame.content());
        } else if (!(frame instanceof PongWebSocketFrame)) {
            close(CloseCode.PROTOCOL_ERROR, "messages are text frames");
        }
    }

    private void onClose(CloseWebSocketFrame frame) {
        if (closing) {
            channel.close();
        } else {
            closing = true;
            release();
            int status = frame.statusCode() < 0 ? WebSocketCloseStatus.NORMAL_CLOSURE.code() : frame.statusCode();
            outbound.close(status, "").addListener(ChannelFutureListener.CLOSE);
            closeAfter();
        }
    }

    private void onWritable() {
        if (!closing) {
            ticks.proceed(System.nanoTime());
            server.delivery().onProgress();
        }
    }

    private void requireIdentity() {
        if (identity.principal().isEmpty()) {
            close(CloseCode.NOT_AUTHENTICATED, "no token came in time");
        }
    }

    private void endTurn() {
        loop.flushes().flushAll();
        if (!closing && outbound.pendingBytes() > server.settings().limits().maxBufferBytes()) {
            close(CloseCode.TOO_SLOW, "more than " + server.settings().limits().maxBufferBytes() + " bytes wait");
        }
    }

    private void release() {
        ticks.close();
        server.delivery().forget(this);
        identity.release();
        if (authDeadline != null) {
            authDeadline.cancel(false);
        }
    }

    private void closeAfter() {
        loop.eventLoop()
                .schedule(
                        () -> channel.close(),
                        server.settings().timing().closeWithin().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private long reconnectAfterMs() {
        long atLeastMs = server.settings().timing().reconnectAfter().toMillis();
        return atLeastMs + ThreadLocalRandom.current().nextLong(atLeastMs + 1);
    }
}
