package io.tocsin.gateway.websocket.tick;

import io.tocsin.engine.codec.TickAcceptedDecoder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A tick on its way from the egress thread to an event loop: its values, and its message text, encoded once for all who
 * get it as it is.
 *
 * <pre>
 *   0          8       16    24     32    40    48      56      64       72         80
 *  +----------+-------+-----+------+-----+-----+-------+-------+--------+----------+------
 *  | symbolId | price | low | high | bid | ask | count | size  | timeNs | sequence | text
 *  +----------+-------+-----+------+-----+-----+-------+-------+--------+----------+------
 * </pre>
 *
 * A flyweight in native byte order; one thread.
 */
final class TickRecord {
    /** Longer than any text of a tick. */
    static final int MAX_TEXT_LENGTH = 512;

    private static final int SYMBOL_ID = 0;
    private static final int PRICE = 8;
    private static final int LOW = 16;
    private static final int HIGH = 24;
    private static final int BID = 32;
    private static final int ASK = 40;
    private static final int COUNT = 48;
    private static final int SIZE = 56;
    private static final int TIME_NS = 64;
    private static final int SEQUENCE = 72;
    private static final int TEXT = SEQUENCE + BitUtil.SIZE_OF_LONG;

    private final MutableDirectBuffer own = new ExpandableArrayBuffer(TEXT + MAX_TEXT_LENGTH);
    private DirectBuffer buffer = own;
    private int offset;
    private int length;

    /** Writes a tick, still without its text, into this flyweight's own buffer. */
    TickRecord set(TickAcceptedDecoder tick) {
        own.putInt(SYMBOL_ID, tick.symbolId());
        own.putLong(PRICE, tick.price());
        own.putLong(LOW, tick.low());
        own.putLong(HIGH, tick.high());
        own.putLong(BID, tick.bid());
        own.putLong(ASK, tick.ask());
        own.putLong(COUNT, tick.count());
        own.putLong(SIZE, tick.size());
        own.putLong(TIME_NS, tick.timestampNs());
        own.putLong(SEQUENCE, tick.sequence());
        return wrap(own, 0, TEXT);
    }

    /** Adds the text to what was set. */
    TickRecord setText(byte[] text, int textLength) {
        own.putBytes(TEXT, text, 0, textLength);
        return wrap(own, 0, TEXT + textLength);
    }

    TickRecord wrap(DirectBuffer record, int recordOffset, int recordLength) {
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

    long low() {
        return buffer.getLong(offset + LOW);
    }

    long high() {
        return buffer.getLong(offset + HIGH);
    }

    /** {@link Conflation#NULL_VALUE} when it brought none. */
    long bid() {
        return buffer.getLong(offset + BID);
    }

    /** {@link Conflation#NULL_VALUE} when it brought none. */
    long ask() {
        return buffer.getLong(offset + ASK);
    }

    /** How many it stands for. */
    long count() {
        return buffer.getLong(offset + COUNT);
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
    int text(byte[] into) {
        buffer.getBytes(offset + TEXT, into, 0, length - TEXT);
        return length - TEXT;
    }
}
