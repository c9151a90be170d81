package io.tocsin.gateway.websocket;

import static io.netty.handler.codec.http.HttpHeaderNames.AUTHORIZATION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;
import static io.netty.handler.codec.http.HttpHeaderValues.CLOSE;
import static io.netty.handler.codec.http.HttpHeaderValues.WEBSOCKET;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.function.Supplier;

/**
 * The HTTP side of a connection: upgrades {@code GET /v1/stream} to a WebSocket, which a {@link Connection} then serves,
 * and refuses everything else. Event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows as a broken connection
final class UpgradeHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    static final String PATH = "/v1/stream";

    private static final String VERSION_13 = WebSocketVersion.V13.toHttpHeaderValue();

    private final int maxMessageBytes;
    private final Supplier<Connection> connections;
    private final boolean admitted;

    /**
     * @param connections makes the connection that serves the client after the upgrade.
     * @param admitted    whether it is within the limit of connections.
     */
    UpgradeHandler(final int maxMessageBytes, final Supplier<Connection> connections, final boolean admitted) {
        this.maxMessageBytes = maxMessageBytes;
        this.connections = connections;
        this.admitted = admitted;
    }

    @Override
    protected void channelRead0(final ChannelHandlerContext context, final FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, "not an HTTP request");
        } else if (!pathOf(request.uri()).equals(PATH)) {
            refuse(context, HttpResponseStatus.NOT_FOUND, "there is only " + PATH);
        } else if (!request.method().equals(HttpMethod.GET)
                || !request.headers().containsValue(UPGRADE, WEBSOCKET, true)) {
            refuse(context, HttpResponseStatus.UPGRADE_REQUIRED, PATH + " speaks WebSocket only");
        } else if (!VERSION_13.equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            refuse(context, HttpResponseStatus.UPGRADE_REQUIRED, "the version of WebSocket is " + VERSION_13);
        } else {
            upgrade(context, request);
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        context.close();
    }

    private void upgrade(final ChannelHandlerContext context, final FullHttpRequest request) {
        final WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxMessageBytes)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
        final WebSocketServerHandshaker handshaker = new WebSocketServerHandshaker13(PATH, null, config);
        final String authorization = request.headers().get(AUTHORIZATION);
        try {
            handshaker.handshake(context.channel(), request).addListener(result -> {
                if (result.isSuccess()) {
                    serve(context.pipeline(), authorization);
                } else {
                    context.close();
                }
            });
        } catch (final WebSocketHandshakeException malformed) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, malformed.getMessage());
        }
    }

    /** From here on {@link Outbound} writes the frames itself. */
    private void serve(final ChannelPipeline pipeline, final String authorization) {
        pipeline.remove(WebSocket13FrameEncoder.class);
        pipeline.addLast(new WebSocketFrameAggregator(maxMessageBytes));
        pipeline.addLast(new Utf8FrameValidator(false));
        final Connection connection = connections.get();
        pipeline.addLast(connection);
        pipeline.remove(this);
        connection.open(authorization, admitted);
    }

    private static String pathOf(final String uri) {
        final int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static void refuse(
            final ChannelHandlerContext context, final HttpResponseStatus status, final String detail) {
        final FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(detail + "\n", UTF_8));
        response.headers().set(CONTENT_TYPE, "text/plain; charset=utf-8").set(CONNECTION, CLOSE);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(UPGRADE, WEBSOCKET).set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION_13);
        }
        HttpUtil.setContentLength(response, response.content().readableBytes());
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
