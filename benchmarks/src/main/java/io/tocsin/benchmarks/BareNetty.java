package io.tocsin.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.nio.ByteOrder;

/**
 * The least that a server on Netty does with frames: its decoder finds them by their lengths, they are counted, and the
 * count is sent when there is nothing more to read. As a process of its own, as a node is.
 */
public final class BareNetty {
    private static final int MAX_FRAME_BYTES = 16 << 10;

    private BareNetty() {}

    /**
     * Listens until the process ends.
     *
     * @param arguments the port.
     */
    @SuppressWarnings("deprecation") // as long as the node's own Netty has it so
    public static void main(String[] arguments) throws InterruptedException {
        new ServerBootstrap()
                .group(new NioEventLoopGroup(1))
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(
                                        ByteOrder.LITTLE_ENDIAN, MAX_FRAME_BYTES, 0, Integer.BYTES, 0, 0, true))
                                .addLast(new Counter());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))
                .sync();
    }

    private static final class Counter extends SimpleChannelInboundHandler<ByteBuf> {
        private long count;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            count++;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the void promise, by which the channel hears of a failure
        public void channelReadComplete(ChannelHandlerContext context) {
            context.writeAndFlush(context.alloc().buffer(Long.BYTES).writeLong(count), context.voidPromise());
        }
    }
}
