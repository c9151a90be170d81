package io.tocsin.gateway.websocket.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.gateway.command.Refusals;
import io.tocsin.gateway.http.HttpProblems;
import io.tocsin.gateway.http.RequestHead;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The first of a connection's handlers until it is upgraded: lets one head pass that is HTTP to the letter, and refuses
 * with a problem document what is not. What follows the head waits until this handler is removed. Event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows as a broken connection
final class HeadGuard extends ChannelInboundHandlerAdapter {
    /** Seconds. */
    private static final String RETRY_AFTER = "1";

    private final SocketChannel channel;
    private final Duration closeWithin;
    private final RequestHead head = new RequestHead();
    private ByteBuf received = Unpooled.EMPTY_BUFFER;
    private boolean passed;
    private boolean refused;

    /** @param closeWithin that a client which was refused may take to close. */
    HeadGuard(SocketChannel channel, Duration closeWithin) {
        this.channel = channel;
        this.closeWithin = closeWithin;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (refused) {
            bytes.release();
            return;
        }
        received = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), received, bytes);
        if (!passed) {
            readHead(context);
        }
    }

    private void readHead(ChannelHandlerContext context) {
        try {
            ByteBuffer bytes = received.nioBuffer();
            int end = head.read(bytes, 0, bytes.limit());
            if (end < 0) {
                return;
            }
            if (head.isChunked() || head.contentLength() > 0) {
                throw HttpProblems.malformed("A request for a WebSocket has no body");
            }
            passed = true;
            channel.config().setAutoRead(false);
            context.fireChannelRead(received.readRetainedSlice(end));
        } catch (ProblemException malformed) {
            refuse(malformed.problem(), Map.of());
        }
    }

    /**
     * Answers with a problem document, and closes the connection. What the client still sends is thrown away for a
     * while, so that it sees the answer.
     */
    void refuse(Problem problem, Map<? extends CharSequence, String> headers) {
        refused = true;
        release();
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(problem.status()),
                Unpooled.wrappedBuffer(Json.encode(problem.toJson())));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        headers.forEach((name, value) -> response.headers().set(name, value));
        HttpUtil.setContentLength(response, response.content().readableBytes());
        channel.writeAndFlush(response).addListener(written -> channel.shutdownOutput());
        channel.config().setAutoRead(true);
        channel.eventLoop().schedule(() -> channel.close(), closeWithin.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The time to upgrade is over. */
    void onTimeout() {
        if (!refused && received.isReadable()) {
            refuse(HttpProblems.timeout("The request for a WebSocket was not whole in time"), Map.of());
        } else if (!refused) {
            channel.close();
        }
    }

    /** The node shuts down: nothing more is waited for. */
    void onShutDown() {
        if (passed || refused) {
            return;
        }
        if (received.isReadable()) {
            refuseAsStopping();
        } else {
            channel.close();
        }
    }

    void refuseAsStopping() {
        refuse(Refusals.stopping("Nothing was done"), Map.of(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        release();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ByteBuf rest = received;
        received = Unpooled.EMPTY_BUFFER;
        if (rest.isReadable()) {
            context.fireChannelRead(rest);
            context.fireChannelReadComplete();
        } else {
            rest.release();
        }
        channel.config().setAutoRead(true);
    }

    private void release() {
        received.release();
        received = Unpooled.EMPTY_BUFFER;
    }
}
