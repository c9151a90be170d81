package io.tocsin.journal.outbox;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.wire.Version1;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One document of the outbox.
 *
 * <pre>
 *  +----------+--------+----------------+------------+
 *  | checksum | number | message header | AlertFired |
 *  +----------+--------+----------------+------------+
 *   4          8        8
 * </pre>
 *
 * The number counts the firings from 0, so that a gap shows, and whether the oldest ones are still there. The checksum
 * is the CRC-32C of all that follows it. Little-endian. One thread.
 */
public final class OutboxRecord {
    static final int MESSAGE_OFFSET = BitUtil.SIZE_OF_INT + BitUtil.SIZE_OF_LONG;
    static final int MAX_LENGTH = 1 << 16;
    /** The fields that every version has. */
    private static final int MIN_LENGTH = MESSAGE_OFFSET
            + MessageHeaderDecoder.ENCODED_LENGTH
            + io.tocsin.engine.codec.v1.AlertFiredDecoder.BLOCK_LENGTH;

    private final MessageHeaderDecoder messageHeader = new MessageHeaderDecoder();
    private final AlertFiredDecoder alertFired = new AlertFiredDecoder();
    private final Version1 version1 = new Version1();
    private final CRC32C crc = new CRC32C();
    private long number;
    private DirectBuffer message;
    private int messageOffset;
    private int messageLength;

    /** Whether a message is a firing: the only kind that the outbox holds. */
    boolean isFiring(DirectBuffer message, int offset) {
        return messageHeader.wrap(message, offset).templateId() == AlertFiredDecoder.TEMPLATE_ID;
    }

    /** Looks at a firing, as the engine emits it, that is not in a record. */
    OutboxRecord wrapMessage(DirectBuffer firing, int offset) {
        alertFired.wrapAndApplyHeader(firing, offset, messageHeader);
        return this;
    }

    /** Looks at an intact record. */
    public OutboxRecord wrap(DirectBuffer buffer, int offset, int length) {
        number = buffer.getLong(offset + BitUtil.SIZE_OF_INT, ByteOrder.LITTLE_ENDIAN);
        message = buffer;
        messageOffset = offset + MESSAGE_OFFSET;
        messageLength = length - MESSAGE_OFFSET;
        if (messageHeader.wrap(message, messageOffset).version() == Version1.VERSION) {
            version1.translateFiring(message, messageOffset);
            message = version1.buffer();
            messageOffset = 0;
            messageLength = version1.length();
        }
        return wrapMessage(message, messageOffset);
    }

    /** Holds the message of the record, in the present version of the schema, whichever it was written in. */
    DirectBuffer message() {
        return message;
    }

    int messageOffset() {
        return messageOffset;
    }

    int messageLength() {
        return messageLength;
    }

    long number() {
        return number;
    }

    public long sequence() {
        return alertFired.sequence();
    }

    int ordinal() {
        return alertFired.ordinal();
    }

    long timestampNs() {
        return alertFired.timestampNs();
    }

    EventId eventId() {
        return new EventId(sequence(), ordinal());
    }

    /** Writes a record at the start of a buffer and returns its length. */
    int encode(MutableDirectBuffer into, long recordNumber, DirectBuffer message, int offset, int length) {
        into.putLong(BitUtil.SIZE_OF_INT, recordNumber, ByteOrder.LITTLE_ENDIAN);
        into.putBytes(MESSAGE_OFFSET, message, offset, length);
        into.putInt(0, checksum(into, 0, MESSAGE_OFFSET + length), ByteOrder.LITTLE_ENDIAN);
        return MESSAGE_OFFSET + length;
    }

    /** @param buffer over a {@link ByteBuffer}. */
    boolean isIntact(DirectBuffer buffer, int offset, int length) {
        return length >= MIN_LENGTH
                && length <= MAX_LENGTH
                && isFiring(buffer, offset + MESSAGE_OFFSET)
                && buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN) == checksum(buffer, offset, length);
    }

    private int checksum(DirectBuffer buffer, int offset, int length) {
        ByteBuffer bytes = buffer.byteBuffer();
        int start = buffer.wrapAdjustment() + offset;
        crc.reset();
        crc.update(bytes.limit(start + length).position(start + BitUtil.SIZE_OF_INT));
        bytes.clear();
        return (int) crc.getValue();
    }
}
