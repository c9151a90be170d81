package io.tocsin.engine.wire;

import io.tocsin.engine.codec.BatchHeaderDecoder;
import io.tocsin.engine.codec.BatchHeaderEncoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The journal's record: the inputs of one ring batch, stamped with consecutive sequences and one time.
 *
 * <pre>
 *  +----------------+---------------+-------------+-------+----------+--------+---------+--------+---------+--
 *  | message header | firstSequence | timestampNs | count | checksum | length | message | length | message | ...
 *  +----------------+---------------+-------------+-------+----------+--------+---------+--------+---------+--
 *   8                8               8             4       4          4                 4
 * </pre>
 *
 * Little-endian throughout. One thread; nothing is allocated after construction.
 */
public final class InputBatch {
    /** The longest input message, its SBE header included. */
    public static final int MAX_INPUT_LENGTH = 8192;
    /** The longest record. */
    public static final int MAX_LENGTH = 1 << 18;

    private static final int HEADER_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + BatchHeaderEncoder.BLOCK_LENGTH;
    private static final int CHECKSUM_OFFSET =
            MessageHeaderEncoder.ENCODED_LENGTH + BatchHeaderEncoder.checksumEncodingOffset();

    private final UnsafeBuffer buffer = new UnsafeBuffer(BufferUtil.allocateDirectAligned(MAX_LENGTH, 64));
    private final MessageHeaderEncoder messageHeader = new MessageHeaderEncoder();
    private final BatchHeaderEncoder batchHeader = new BatchHeaderEncoder();
    private final Checksum checksum = new Checksum();
    private int length = HEADER_LENGTH;
    private int count;

    /** Appends one input; false when it does not fit, and the batch must be sealed first. */
    public boolean add(DirectBuffer message, int offset, int messageLength) {
        int end = length + BitUtil.SIZE_OF_INT + messageLength;
        if (end > MAX_LENGTH) {
            return false;
        }
        buffer.putInt(length, messageLength, ByteOrder.LITTLE_ENDIAN);
        buffer.putBytes(length + BitUtil.SIZE_OF_INT, message, offset, messageLength);
        length = end;
        count++;
        return true;
    }

    /**
     * Appends inputs that are laid out as in a record, each after its length, if all of them fit.
     *
     * @param inputs how many there are.
     */
    public boolean addAll(byte[] frames, int offset, int framesLength, int inputs) {
        int end = length + framesLength;
        if (end > MAX_LENGTH) {
            return false;
        }
        buffer.putBytes(length, frames, offset, framesLength);
        length = end;
        count += inputs;
        return true;
    }

    /** Stamps what was added and closes it with its checksum; {@link #buffer()} then holds the record. */
    public void seal(long firstSequence, long timestampNs) {
        batchHeader
                .wrapAndApplyHeader(buffer, 0, messageHeader)
                .firstSequence(firstSequence)
                .timestampNs(timestampNs)
                .count(count);
        batchHeader.checksum(checksum.of(buffer, 0, length));
    }

    public void clear() {
        length = HEADER_LENGTH;
        count = 0;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public int count() {
        return count;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int length() {
        return length;
    }

    /** Receives the inputs of a record. */
    @FunctionalInterface
    public interface InputHandler {
        /** One input; the bytes are valid only during the call. */
        void onInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length);

        /** An input that will be handled soon, so that what it needs can be on its way. */
        default void onAhead(DirectBuffer message, int offset, int length) {}
    }

    /** Takes records apart. One thread; nothing is allocated after construction. */
    public static final class Reader {
        /** So many at once that the processor fetches what several need at the same time. */
        private static final int AHEAD = 32;

        private final MessageHeaderDecoder messageHeader = new MessageHeaderDecoder();
        private final BatchHeaderDecoder batchHeader = new BatchHeaderDecoder();
        private final Checksum checksum = new Checksum();
        private final Version1 version1 = new Version1();

        /** Whether the bytes are a whole, undamaged record. */
        public boolean isIntact(DirectBuffer record, int offset, int length) {
            if (length < HEADER_LENGTH || length > MAX_LENGTH) {
                return false;
            }
            messageHeader.wrap(record, offset);
            if (messageHeader.schemaId() != BatchHeaderDecoder.SCHEMA_ID
                    || messageHeader.templateId() != BatchHeaderDecoder.TEMPLATE_ID) {
                return false;
            }
            batchHeader.wrapAndApplyHeader(record, offset, messageHeader);
            return batchHeader.checksum() == checksum.of(record, offset, length);
        }

        /**
         * Calls the handler for each input of an intact record; an input of an older schema comes as this one has it.
         */
        public void forEach(DirectBuffer record, int offset, InputHandler handler) {
            batchHeader.wrapAndApplyHeader(record, offset, messageHeader);
            long firstSequence = batchHeader.firstSequence();
            long timestampNs = batchHeader.timestampNs();
            int inputs = batchHeader.count();
            boolean isVersion1 = messageHeader.version() == Version1.VERSION;
            int at = offset + HEADER_LENGTH;
            for (int i = 0; i < inputs; i++) {
                if (i % AHEAD == 0) {
                    lookAhead(record, at, Math.min(AHEAD, inputs - i), handler);
                }
                int inputLength = record.getInt(at, ByteOrder.LITTLE_ENDIAN);
                int start = at + BitUtil.SIZE_OF_INT;
                if (isVersion1 && version1.translateInput(record, start)) {
                    handler.onInput(firstSequence + i, timestampNs, version1.buffer(), 0, version1.length());
                } else {
                    handler.onInput(firstSequence + i, timestampNs, record, start, inputLength);
                }
                at = start + inputLength;
            }
        }

        private static void lookAhead(DirectBuffer record, int offset, int inputs, InputHandler handler) {
            int at = offset;
            for (int i = 0; i < inputs; i++) {
                int inputLength = record.getInt(at, ByteOrder.LITTLE_ENDIAN);
                int start = at + BitUtil.SIZE_OF_INT;
                handler.onAhead(record, start, inputLength);
                at = start + inputLength;
            }
        }

        public long firstSequence(DirectBuffer record, int offset) {
            return batchHeader.wrapAndApplyHeader(record, offset, messageHeader).firstSequence();
        }

        public long timestampNs(DirectBuffer record, int offset) {
            return batchHeader.wrapAndApplyHeader(record, offset, messageHeader).timestampNs();
        }

        public int count(DirectBuffer record, int offset) {
            return batchHeader.wrapAndApplyHeader(record, offset, messageHeader).count();
        }
    }

    /** CRC-32C of a record but for the checksum field itself. */
    private static final class Checksum {
        private final CRC32C crc = new CRC32C();

        int of(DirectBuffer record, int offset, int length) {
            crc.reset();
            update(record, offset, CHECKSUM_OFFSET);
            update(
                    record,
                    offset + CHECKSUM_OFFSET + BitUtil.SIZE_OF_INT,
                    length - CHECKSUM_OFFSET - BitUtil.SIZE_OF_INT);
            return (int) crc.getValue();
        }

        private void update(DirectBuffer record, int offset, int length) {
            ByteBuffer bytes = record.byteBuffer();
            if (bytes == null) {
                crc.update(record.byteArray(), record.wrapAdjustment() + offset, length);
            } else {
                bytes.limit(record.wrapAdjustment() + offset + length).position(record.wrapAdjustment() + offset);
                crc.update(bytes);
                bytes.clear();
            }
        }
    }
}
