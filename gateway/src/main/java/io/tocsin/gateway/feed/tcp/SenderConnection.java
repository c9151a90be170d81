package io.tocsin.gateway.feed.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.tocsin.contract.ingest.codec.ByeCode;
import io.tocsin.gateway.feed.TickBatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a sender: its bytes, when they are read, and how it ends. What is said over it is the matter of its
 * {@link SenderSession}.
 * <p>
 * Where a message cannot be dealt with now it stays, and nothing more is read: the sender finds its socket full, and
 * waits. All on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a connection to close
final class SenderConnection extends ChannelInboundHandlerAdapter {
    /** What a connection can take: of bytes that came, of a batch for the engine, of numbers of symbols, of answers. */
    static final int BUDGET_BYTES = Inbound.CAPACITY + 72 * TickBatch.MAX_TICKS + 4 * LocalSymbols.MAX_ID + (256 << 10);

    private static final Logger LOG = LoggerFactory.getLogger(SenderConnection.class);
    /** For the sender to read a Bye and to close. */
    private static final long CLOSE_WITHIN_NS = TimeUnit.SECONDS.toNanos(1);

    private final SocketChannel channel;
    private final TcpConfig.Timing timing;
    private final Outbound outbound;
    private final SenderSession session;
    private final Inbound inbound = new Inbound();
    private final long openedNs = System.nanoTime();
    private long heardNs = openedNs;
    private long partialPosition = -1;
    private long partialSinceNs;
    private long byeNs;
    private boolean isHeld;
    private boolean saidBye;
    private Future<?> retry;

    SenderConnection(SocketChannel channel, Port port) {
        this.channel = channel;
        timing = port.config().timing();
        outbound = new Outbound(channel);
        session = new SenderSession(this, outbound, port);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!saidBye) {
                inbound.append((ByteBuf) message);
                heardNs = System.nanoTime();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
        decode();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        decode();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        saidBye = true;
        session.onGone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Connection of {} ends", channel.remoteAddress(), cause);
        context.close();
    }

    /** Deals with all messages that are there, or with those before the first that cannot be dealt with now. */
    void decode() {
        if (saidBye) {
            return;
        }
        boolean isHeldNow = false;
        int length = inbound.next();
        while (length > 0 && !isHeldNow && !saidBye) {
            if (session.onMessage(inbound.buffer(), inbound.offset(), length)) {
                inbound.skip(length);
                length = inbound.next();
            } else {
                isHeldNow = true;
            }
        }
        if (length == Inbound.IMPOSSIBLE && !saidBye) {
            bye(
                    ByeCode.MALFORMED,
                    "a message of " + inbound.announced() + " bytes; it has 8 to " + Inbound.MAX_MESSAGE_BYTES);
        }
        if (!saidBye) {
            isHeldNow |= !session.onBatchEnd();
            outboundFlush();
            readUnless(isHeldNow);
        }
    }

    private void outboundFlush() {
        channel.flush();
    }

    private void readUnless(boolean isHeldNow) {
        long nowNs = System.nanoTime();
        if (isHeld && !isHeldNow) {
            heardNs = nowNs;
            partialPosition = -1;
        }
        isHeld = isHeldNow;
        if (inbound.position() != partialPosition) {
            partialPosition = inbound.position();
            partialSinceNs = nowNs;
        }
        channel.config().setAutoRead(!isHeldNow && channel.isWritable());
    }

    /** Tries again in a while what could not be dealt with. */
    void retryIn(long pauseNs) {
        if (retry == null) {
            retry = channel.eventLoop()
                    .schedule(
                            () -> {
                                retry = null;
                                decode();
                            },
                            pauseNs,
                            TimeUnit.NANOSECONDS);
        }
    }

    /** Has the event loop do something, from any thread; nothing is done when the feed has stopped. */
    void execute(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The feed of {} has stopped", channel.remoteAddress(), stopped);
        }
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** Whether nothing more is said. */
    boolean isOver() {
        return saidBye;
    }

    Channel channel() {
        return channel;
    }

    /** Says why, about the message that is being dealt with, and closes once the sender has, or after a second. */
    void bye(ByeCode code, String words) {
        if (saidBye) {
            return;
        }
        saidBye = true;
        byeNs = System.nanoTime();
        session.onGone();
        long position = inbound.position();
        // What still comes is thrown away: unread, it would have the socket reset, and the Bye lost.
        channel.config().setAutoRead(true);
        outbound.bye(code, position, words + " (at byte " + position + ")")
                .addListener(written -> channel.shutdownOutput());
        channel.flush();
    }

    /** Looks at what has taken too long; now and then. */
    void onTime(long nowNs) {
        if (saidBye) {
            if (nowNs - byeNs > CLOSE_WITHIN_NS) {
                channel.close();
            }
        } else if (!session.isWelcome()
                && nowNs - openedNs > timing.helloWithin().toNanos()) {
            bye(ByeCode.TOO_SLOW, "no Hello within " + timing.helloWithin().toMillis() + " ms");
        } else if (!isHeld && channel.isWritable()) {
            onTimeOfReading(nowNs);
        }
    }

    private void onTimeOfReading(long nowNs) {
        if (!inbound.isEmpty() && nowNs - partialSinceNs > timing.helloWithin().toNanos()) {
            bye(
                    ByeCode.TOO_SLOW,
                    "the rest of a message did not come within "
                            + timing.helloWithin().toMillis() + " ms");
        } else if (nowNs - heardNs > 3 * timing.heartbeat().toNanos()) {
            bye(ByeCode.SILENT, "nothing came for " + 3 * timing.heartbeat().toMillis() + " ms");
        } else {
            session.onTime();
        }
    }
}
