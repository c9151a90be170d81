package io.tocsin.gateway.feed.exchange;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Sees each frame before it is answered or put together with others: also pings, and parts of messages. */
final class FrameWatch extends ChannelInboundHandlerAdapter {
    private final StreamConnection connection;

    FrameWatch(StreamConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof WebSocketFrame) {
            connection.onFrame();
        }
        if (message instanceof PingWebSocketFrame) {
            connection.put(new Arrival.Heard());
        }
        context.fireChannelRead(message);
    }

    /** Who pings and does not take the answers would have us keep them. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!context.channel().isWritable()) {
            connection.end(connection.failure("takes nothing of what is sent"));
        }
        context.fireChannelWritabilityChanged();
    }
}
