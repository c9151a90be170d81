package io.tocsin.gateway.websocket.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What leaves over one connection: frames the messages, gathers those of one turn of the event loop in one buffer, and
 * counts what the client has not taken yet.
 * <p>
 * Event loop only, but for {@link #pendingBytes()}, {@link #handOver} and {@link #isWritable()}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows as a broken connection
public final class Outbound {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;

    private static final int INITIAL_GATHERED = 1024;
    private static final int MAX_GATHERED = 16 * 1024;
    private static final int MAX_HEADER_LENGTH = 10;
    private static final int MAX_CLOSE_REASON = 123;

    private final Channel channel;
    private final Flushes flushes;
    private final AtomicLong handedOver = new AtomicLong();
    private ByteBuf gathered;
    private boolean flushDue;

    public Outbound(Channel channel, Flushes flushes) {
        this.channel = channel;
        this.flushes = flushes;
    }

    public void text(byte[] utf8) {
        text(utf8, 0, utf8.length);
    }

    public void text(byte[] utf8, int offset, int length) {
        gather(TEXT, length).writeBytes(utf8, offset, length);
        afterGathering();
    }

    public void ping() {
        gather(PING, 0);
        afterGathering();
    }

    public void pong(ByteBuf payload) {
        gather(PONG, payload.readableBytes()).writeBytes(payload);
        afterGathering();
    }

    /** Writes and flushes a close frame; the future completes when it is on its way. */
    public ChannelFuture close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        int length = Math.min(text.length, MAX_CLOSE_REASON);
        gather(CLOSE, Short.BYTES + length).writeShort(code).writeBytes(text, 0, length);
        ByteBuf last = gathered;
        gathered = null;
        return channel.writeAndFlush(last);
    }

    /** Whether the client takes what it is sent; if not, what may be conflated should wait. Any thread. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** Counts bytes that another thread has for this connection, until {@link #taken}. Any thread. */
    public void handOver(long bytes) {
        handedOver.addAndGet(bytes);
    }

    public void taken(long bytes) {
        handedOver.addAndGet(-bytes);
    }

    /** Bytes that are meant for the client and not in its socket yet. Any thread. */
    public long pendingBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return handedOver.get() + (buffer == null ? 0 : buffer.totalPendingWriteBytes());
    }

    void flush() {
        flushDue = false;
        writeGathered();
    }

    private void writeGathered() {
        if (gathered != null) {
            ByteBuf frames = gathered;
            gathered = null;
            channel.writeAndFlush(frames, channel.voidPromise());
        }
    }

    private ByteBuf gather(int opcode, int length) {
        if (gathered == null) {
            gathered = channel.alloc().directBuffer(Math.max(INITIAL_GATHERED, length + MAX_HEADER_LENGTH));
        }
        gathered.writeByte(opcode);
        if (length < 126) {
            gathered.writeByte(length);
        } else if (length <= 0xFFFF) {
            gathered.writeByte(126).writeShort(length);
        } else {
            gathered.writeByte(127).writeLong(length);
        }
        return gathered;
    }

    private void afterGathering() {
        if (gathered.readableBytes() >= MAX_GATHERED) {
            writeGathered();
        } else if (!flushDue) {
            flushDue = true;
            flushes.add(this);
        }
    }
}
