package io.tocsin.gateway.websocket;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A tick on its way from the egress thread to an event loop: its values, and its message text, encoded once for all who
 * get it as it is.
 *
 * <pre>
 *   0          8       16      24       32         40
 *  +----------+-------+-------+--------+----------+------
 *  | symbolId | price | size  | timeNs | sequence | text
 *  +----------+-------+-------+--------+----------+------
 * </pre>
 *
 * A flyweight in native byte order; one thread.
 */
final class TickRecord {
    /** Longer than any text of a tick. */
    static final int MAX_TEXT_LENGTH = 512;

    private static final int SYMBOL_ID = 0;
    private static final int PRICE = 8;
    private static final int SIZE = 16;
    private static final int TIME_NS = 24;
    private static final int SEQUENCE = 32;
    private static final int TEXT = SEQUENCE + BitUtil.SIZE_OF_LONG;

    private final MutableDirectBuffer own = new ExpandableArrayBuffer(TEXT + MAX_TEXT_LENGTH);
    private DirectBuffer buffer = own;
    private int offset;
    private int length;

    /** Writes a record into this flyweight's own buffer. */
    TickRecord set(final int symbolId, final Conflation single, final byte[] text, final int textLength) {
        own.putInt(SYMBOL_ID, symbolId);
        own.putLong(PRICE, single.last());
        own.putLong(SIZE, single.size());
        own.putLong(TIME_NS, single.timeNs());
        own.putLong(SEQUENCE, single.sequence());
        own.putBytes(TEXT, text, 0, textLength);
        return wrap(own, 0, TEXT + textLength);
    }

    TickRecord wrap(final DirectBuffer record, final int recordOffset, final int recordLength) {
        buffer = record;
        offset = recordOffset;
        length = recordLength;
        return this;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    int symbolId() {
        return buffer.getInt(offset + SYMBOL_ID);
    }

    long price() {
        return buffer.getLong(offset + PRICE);
    }

    long size() {
        return buffer.getLong(offset + SIZE);
    }

    long timeNs() {
        return buffer.getLong(offset + TIME_NS);
    }

    long sequence() {
        return buffer.getLong(offset + SEQUENCE);
    }

    /** Copies the text to the start of {@code into}; returns its length. */
    int text(final byte[] into) {
        buffer.getBytes(offset + TEXT, into, 0, length - TEXT);
        return length - TEXT;
    }
}
