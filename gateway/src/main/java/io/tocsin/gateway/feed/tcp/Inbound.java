package io.tocsin.gateway.feed.tcp;

import io.netty.buffer.ByteBuf;
import io.tocsin.contract.ingest.codec.MessageHeaderDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of one connection that are not dealt with yet, and the messages in them. Event loop; nothing is allocated
 * after construction.
 */
final class Inbound {
    /** The longest message. */
    static final int MAX_MESSAGE_BYTES = 16 << 10;
    /** So much is read at a time at most. */
    static final int READ_BYTES = 128 << 10;
    /** A message that is not whole, what could not be dealt with, and what came before reading stopped. */
    static final int CAPACITY = 2 * READ_BYTES + MAX_MESSAGE_BYTES + Integer.BYTES;

    /** There is no whole message yet. */
    static final int INCOMPLETE = 0;
    /** What is there cannot become a message. */
    static final int IMPOSSIBLE = -1;

    private final byte[] bytes = new byte[CAPACITY];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private int start;
    private int end;
    private long position;

    /** Takes over all bytes. */
    void append(ByteBuf read) {
        int length = read.readableBytes();
        if (end + length > CAPACITY) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        read.readBytes(bytes, end, length);
        end += length;
    }

    /** Length of the next message, which is at {@link #offset}; or {@link #INCOMPLETE}, or {@link #IMPOSSIBLE}. */
    int next() {
        int there = end - start - Integer.BYTES;
        if (there < 0) {
            return INCOMPLETE;
        }
        int length = announced();
        if (length < MessageHeaderDecoder.ENCODED_LENGTH || length > MAX_MESSAGE_BYTES) {
            return IMPOSSIBLE;
        }
        return length <= there ? length : INCOMPLETE;
    }

    /** Of the message that begins, as it says itself. */
    int announced() {
        return buffer.getInt(start, ByteOrder.LITTLE_ENDIAN);
    }

    DirectBuffer buffer() {
        return buffer;
    }

    /** Where the next message begins, behind its length. */
    int offset() {
        return start + Integer.BYTES;
    }

    /** The next message is dealt with. */
    void skip(int length) {
        start += Integer.BYTES + length;
        position += Integer.BYTES + length;
        if (start == end) {
            start = 0;
            end = 0;
        }
    }

    /** How many bytes of the connection were dealt with. */
    long position() {
        return position;
    }

    boolean isEmpty() {
        return start == end;
    }
}
