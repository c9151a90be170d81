package io.tocsin.journal.outbox;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.DeviceChangedDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.wire.FiringUpgrade;
import io.tocsin.engine.wire.OutputHeader;
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
 *  +----------+--------+----------------+--------+
 *  | checksum | number | message header | output |
 *  +----------+--------+----------------+--------+
 *   4          8        8
 * </pre>
 *
 * The number counts the events from 0, so that a gap shows, and whether the oldest ones are still there. The checksum
 * is the CRC-32C of all that follows it. Little-endian. One thread.
 */
public final class OutboxRecord {
    static final int MESSAGE_OFFSET = BitUtil.SIZE_OF_INT + BitUtil.SIZE_OF_LONG;
    static final int MAX_LENGTH = 1 << 16;
    /** Of the shortest event. */
    private static final int MIN_LENGTH =
            MESSAGE_OFFSET + MessageHeaderDecoder.ENCODED_LENGTH + DeviceChangedDecoder.BLOCK_LENGTH;

    private final OutputHeader output = new OutputHeader();
    private final FiringUpgrade upgrade = new FiringUpgrade();
    private final CRC32C crc = new CRC32C();
    private long number;
    private DirectBuffer message;
    private int messageOffset;
    private int messageLength;

    /** Looks at an event, as the engine emits it, that is not in a record. */
    OutboxRecord wrapMessage(DirectBuffer event, int offset) {
        output.wrap(event, offset);
        return this;
    }

    /** Looks at an intact record. */
    public OutboxRecord wrap(DirectBuffer buffer, int offset, int length) {
        number = buffer.getLong(offset + BitUtil.SIZE_OF_INT, ByteOrder.LITTLE_ENDIAN);
        message = buffer;
        messageOffset = offset + MESSAGE_OFFSET;
        messageLength = length - MESSAGE_OFFSET;
        if (output.wrap(message, messageOffset).templateId() == AlertFiredDecoder.TEMPLATE_ID
                && upgrade.translate(message, messageOffset)) {
            message = upgrade.buffer();
            messageOffset = 0;
            messageLength = upgrade.length();
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
        return output.sequence();
    }

    int ordinal() {
        return output.ordinal();
    }

    long timestampNs() {
        return output.timestampNs();
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
