package io.tocsin.contract.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The messages of {@code tocsin-ingest.xml} by hand, so that a sender needs the JDK alone: a test holds them against
 * the codecs that are made of the schema.
 */
final class IngestWire {
    static final int SCHEMA_ID = 7061;
    static final int VERSION = 1;
    /** A Tick with the length before it. */
    static final int TICK_BYTES = 4 + 8 + 53;
    /** Of what the node sends nothing is longer. */
    static final int MAX_RECEIVED_BYTES = 8192;

    static final int HELLO = 1;
    static final int DEFINE_SYMBOL = 2;
    static final int TICK = 3;
    static final int HEARTBEAT = 4;
    static final int WELCOME = 101;
    static final int SYMBOL_DEFINED = 102;
    static final int ACK = 103;
    static final int REJECT = 104;
    static final int BYE = 105;

    private static final int HEADER_BYTES = 8;
    /** With the length before it. */
    private static final int HEAD_BYTES = Integer.BYTES + HEADER_BYTES;

    private static final int TICK_BLOCK = 53;
    private static final int DEFINITION_BLOCK = 4;

    private IngestWire() {}

    /** What came: a message of the template, behind its header. */
    record Message(int templateId, int blockLength, ByteBuffer body) {
        /** The text behind the block; what is not there of it is left out. */
        String text() {
            int at = blockLength + Short.BYTES;
            int there = Math.max(0, body.limit() - at);
            byte[] bytes = new byte[there == 0 ? 0 : Math.min(there, body.getShort(blockLength) & 0xFFFF)];
            body.get(at, bytes, 0, bytes.length);
            return new String(bytes, UTF_8);
        }
    }

    static byte[] hello(String sender, String token) {
        byte[] senderBytes = sender.getBytes(US_ASCII);
        byte[] tokenBytes = token.getBytes(US_ASCII);
        byte[] frame = new byte[HEAD_BYTES + 2 * Short.BYTES + senderBytes.length + tokenBytes.length];
        ByteBuffer body = begin(frame, HELLO, 0);
        putText(body, senderBytes);
        putText(body, tokenBytes);
        return frame;
    }

    static byte[] defineSymbol(int localId, String name) {
        byte[] nameBytes = name.getBytes(UTF_8);
        byte[] frame = new byte[HEAD_BYTES + DEFINITION_BLOCK + Short.BYTES + nameBytes.length];
        ByteBuffer body = begin(frame, DEFINE_SYMBOL, DEFINITION_BLOCK);
        body.putInt(localId);
        putText(body, nameBytes);
        return frame;
    }

    static byte[] heartbeat() {
        byte[] frame = new byte[HEAD_BYTES];
        begin(frame, HEARTBEAT, 0);
        return frame;
    }

    /** Writes what is the same in each Tick. */
    static void prepareTick(ByteBuffer buffer, int at) {
        putHead(buffer, at, TICK, TICK_BLOCK, 0);
    }

    /** Allocates nothing. */
    static void putTick(ByteBuffer buffer, int at, long sequence, int localId, int decimals) {
        int block = at + HEAD_BYTES;
        buffer.putLong(block, sequence);
        buffer.putInt(block + 48, localId);
        buffer.put(block + 52, (byte) decimals);
    }

    /** Allocates nothing. */
    static void putValues(ByteBuffer buffer, int at, long price, long size, long exchangeTimeNs) {
        int block = at + HEAD_BYTES;
        buffer.putLong(block + 8, price);
        buffer.putLong(block + 16, size);
        buffer.putLong(block + 24, exchangeTimeNs);
    }

    /** Allocates nothing. */
    static void putQuote(ByteBuffer buffer, int at, long bid, long ask) {
        int block = at + HEAD_BYTES;
        buffer.putLong(block + 32, bid);
        buffer.putLong(block + 40, ask);
    }

    /** Reads the next message. */
    static Message read(InputStream in) throws IOException {
        int length = ByteBuffer.wrap(read(in, Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        if (length < HEADER_BYTES || length > MAX_RECEIVED_BYTES) {
            throw new IOException("a message of " + length + " bytes: this is no feed of the kind tcp");
        }
        ByteBuffer message = ByteBuffer.wrap(read(in, length)).order(ByteOrder.LITTLE_ENDIAN);
        int blockLength = message.getShort() & 0xFFFF;
        int templateId = message.getShort() & 0xFFFF;
        if ((message.getShort() & 0xFFFF) != SCHEMA_ID || blockLength > length - HEADER_BYTES) {
            throw new IOException("a message of another schema: this is no feed of the kind tcp");
        }
        message.getShort();
        if (blockLength < leastBlock(templateId)) {
            throw new IOException("a message that is cut off: this is no feed of the kind tcp");
        }
        return new Message(templateId, blockLength, message.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    private static int leastBlock(int templateId) {
        return switch (templateId) {
            case WELCOME -> 24;
            case SYMBOL_DEFINED -> 5;
            case ACK -> 16;
            case REJECT, BYE -> 9;
            default -> 0;
        };
    }

    private static byte[] read(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the node has closed the connection");
        }
        return bytes;
    }

    private static ByteBuffer begin(byte[] frame, int templateId, int block) {
        ByteBuffer buffer = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        putHead(buffer, 0, templateId, block, frame.length - HEAD_BYTES - block);
        return buffer.position(HEAD_BYTES);
    }

    private static void putHead(ByteBuffer buffer, int at, int templateId, int block, int texts) {
        buffer.putInt(at, HEADER_BYTES + block + texts);
        buffer.putShort(at + 4, (short) block);
        buffer.putShort(at + 6, (short) templateId);
        buffer.putShort(at + 8, (short) SCHEMA_ID);
        buffer.putShort(at + 10, (short) VERSION);
    }

    private static void putText(ByteBuffer buffer, byte[] text) {
        buffer.putShort((short) text.length).put(text);
    }
}
