package io.tocsin.gateway.feed.exchange;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Clock;
import java.util.List;

/** Hands on the messages of one connection, and how it opens and ends. */
final class StreamHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final int SWITCHING_PROTOCOLS = 101;
    /** What the codec makes of an answer that it cannot read. */
    private static final int NOT_HTTP = 999;

    private static final int MOST_LOCATION = 200;

    private final StreamConnection connection;
    private final List<String> first;

    /** @param first what is sent when it is open. */
    StreamHandler(StreamConnection connection, List<String> first) {
        this.connection = connection;
        this.first = first;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            connection.onOpen(first);
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            connection.end(connection.failure("does not answer the upgrade"));
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (connection.isEnded()) {
            return;
        }
        if (frame instanceof TextWebSocketFrame text) {
            connection.put(new Arrival.Message(text.text(), text.content().readableBytes()));
        } else if (frame instanceof CloseWebSocketFrame close) {
            String reason = close.reasonText().isEmpty() ? "" : " " + close.reasonText();
            connection.end(connection.failure("closed by the exchange: " + close.statusCode() + reason));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.end(connection.failure("the connection is lost"));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
            onRefusal(refused.response());
        } else {
            connection.end(connection.failure(cause));
        }
    }

    /** Redirects are not followed. */
    private void onRefusal(HttpResponse response) {
        connection.end(
                connection.failure("answers the upgrade with " + description(response)),
                RetryAfter.parse(response.headers().get(HttpHeaderNames.RETRY_AFTER), Clock.systemUTC()));
    }

    private static String description(HttpResponse response) {
        int status = response.status().code();
        if (status == NOT_HTTP) {
            return "what is no HTTP";
        }
        if (status == SWITCHING_PROTOCOLS) {
            return status + " without agreeing to it";
        }
        String location = response.headers().get(HttpHeaderNames.LOCATION);
        return location == null
                ? String.valueOf(status)
                : status + " to " + location.substring(0, Math.min(location.length(), MOST_LOCATION));
    }
}
