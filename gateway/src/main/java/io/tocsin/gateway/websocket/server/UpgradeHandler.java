package io.tocsin.gateway.websocket.server;

import static io.netty.handler.codec.http.HttpHeaderNames.AUTHORIZATION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_VERSION;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;
import static io.netty.handler.codec.http.HttpHeaderValues.WEBSOCKET;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.tocsin.contract.json.Problem;
import io.tocsin.gateway.http.HttpProblems;
import io.tocsin.gateway.websocket.out.Outbound;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The HTTP side of a connection: upgrades {@code GET /v1/stream} to a WebSocket, which a {@link Connection} then
 * serves, and refuses everything else. Event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows as a broken connection
final class UpgradeHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    static final String PATH = "/v1/stream";

    private static final String VERSION_13 = WebSocketVersion.V13.toHttpHeaderValue();
    /** 16 bytes in base64. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

    private final HeadGuard guard;
    private final int maxMessageBytes;
    private final Supplier<Connection> connections;
    private final boolean admitted;
    private final BooleanSupplier stopping;

    /**
     * @param guard       comes before, and answers what is refused.
     * @param connections makes the connection that serves the client after the upgrade.
     * @param admitted    whether it is within the limit of connections.
     * @param stopping    whether the node shuts down.
     */
    UpgradeHandler(
            HeadGuard guard,
            int maxMessageBytes,
            Supplier<Connection> connections,
            boolean admitted,
            BooleanSupplier stopping) {
        this.guard = guard;
        this.maxMessageBytes = maxMessageBytes;
        this.connections = connections;
        this.admitted = admitted;
        this.stopping = stopping;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!request.decoderResult().isSuccess()) {
            refuse(HttpProblems.malformed("The request cannot be read").problem());
        } else if (stopping.getAsBoolean()) {
            guard.refuseAsStopping();
        } else if (!pathOf(request.uri()).equals(PATH)) {
            refuse(new Problem("not-found", "Not found", 404, "There is only " + PATH));
        } else if (!request.method().equals(HttpMethod.GET)) {
            guard.refuse(
                    new Problem(
                            "method-not-allowed", "Method not allowed", 405, request.method() + " is not allowed here"),
                    Map.of(HttpHeaderNames.ALLOW, HttpMethod.GET.name()));
        } else if (!headers.containsValue(UPGRADE, WEBSOCKET, true)
                || !headers.containsValue(CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            askForUpgrade(PATH + " is a WebSocket: Upgrade: websocket and Connection: Upgrade are missing");
        } else if (!headers.getAll(SEC_WEBSOCKET_VERSION).equals(List.of(VERSION_13))) {
            askForUpgrade("The version of WebSocket is " + VERSION_13);
        } else if (!isKey(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
            refuse(HttpProblems.malformed("There must be one Sec-WebSocket-Key, of 16 bytes in base64")
                    .problem());
        } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            refuse(HttpProblems.malformed("A WebSocket begins with HTTP/1.1").problem());
        } else {
            upgrade(context, request);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Connection.logFailure(context.channel(), cause);
        context.close();
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxMessageBytes)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshaker13(PATH, null, config);
        String authorization = request.headers().get(AUTHORIZATION);
        try {
            handshaker.handshake(context.channel(), request).addListener(result -> {
                if (result.isSuccess()) {
                    serve(context.pipeline(), authorization);
                } else {
                    context.close();
                }
            });
        } catch (WebSocketHandshakeException malformed) {
            refuse(HttpProblems.malformed(malformed.getMessage()).problem());
        }
    }

    /** From here on {@link Outbound} writes the frames itself. */
    private void serve(ChannelPipeline pipeline, String authorization) {
        pipeline.remove(WebSocket13FrameEncoder.class);
        pipeline.addLast(new WebSocketFrameAggregator(maxMessageBytes));
        pipeline.addLast(new Utf8FrameValidator(false));
        Connection connection = connections.get();
        pipeline.addLast(connection);
        pipeline.remove(this);
        connection.open(authorization, admitted);
        pipeline.remove(guard);
    }

    private static String pathOf(String uri) {
        int query = uri.indexOf('?');
        String target = query < 0 ? uri : uri.substring(0, query);
        int path = target.startsWith("/") ? 0 : target.indexOf('/', target.indexOf("//") + 2);
        return target.substring(Math.max(0, path));
    }

    private static boolean isKey(List<String> keys) {
        return keys.size() == 1 && KEY.matcher(keys.get(0)).matches();
    }

    private void askForUpgrade(String detail) {
        guard.refuse(
                new Problem("upgrade-required", "Upgrade required", 426, detail),
                Map.of(UPGRADE, WEBSOCKET.toString(), CONNECTION, "close, upgrade", SEC_WEBSOCKET_VERSION, VERSION_13));
    }

    private void refuse(Problem problem) {
        guard.refuse(problem, Map.of());
    }
}
