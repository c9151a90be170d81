package io.tocsin.engine.wire;

import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.DeliveryRecordedDecoder;
import io.tocsin.engine.codec.DeviceChangedDecoder;
import io.tocsin.engine.codec.EventAcknowledgedDecoder;
import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.SourceProgressedDecoder;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What all outputs have, wherever their kind keeps it: the input that they belong to, and their number among the
 * outputs of that input. A flyweight over an output of the present version of the schema; one thread.
 */
public final class OutputHeader {
    /** The ordinal of an output that has none, as its input is of a version before 3. */
    public static final int NO_ORDINAL = TickAcceptedDecoder.ordinalNullValue();

    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int SEQUENCE = BODY + TickAcceptedDecoder.sequenceEncodingOffset();
    private static final int TIMESTAMP_NS = BODY + TickAcceptedDecoder.timestampNsEncodingOffset();
    private static final int CHANGE = BODY + AlertChangedDecoder.changeEncodingOffset();

    private DirectBuffer buffer;
    private int offset;
    private int templateId;

    /** Looks at an output, from its message header on. */
    public OutputHeader wrap(DirectBuffer message, int messageOffset) {
        buffer = message;
        offset = messageOffset;
        templateId = unsignedShort(MessageHeaderDecoder.templateIdEncodingOffset());
        return this;
    }

    public int templateId() {
        return templateId;
    }

    public int blockLength() {
        return unsignedShort(MessageHeaderDecoder.blockLengthEncodingOffset());
    }

    public int version() {
        return unsignedShort(MessageHeaderDecoder.versionEncodingOffset());
    }

    public long sequence() {
        return buffer.getLong(offset + SEQUENCE, ByteOrder.LITTLE_ENDIAN);
    }

    public long timestampNs() {
        return buffer.getLong(offset + TIMESTAMP_NS, ByteOrder.LITTLE_ENDIAN);
    }

    public int ordinal() {
        return buffer.getInt(offset + ordinalOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    /** Numbers an output on that follows so many firings which it was encoded without knowledge of. */
    public void addToOrdinal(MutableDirectBuffer message, int messageOffset, int firings) {
        int ordinal = wrap(message, messageOffset).ordinal();
        if (ordinal != NO_ORDINAL) {
            message.putInt(offset + ordinalOffset(), ordinal + firings, ByteOrder.LITTLE_ENDIAN);
        }
    }

    /**
     * Whether it is an event of a user, which the outbox takes: something happened to what they own. An answer that
     * changes nothing is none.
     */
    public boolean isEvent() {
        return switch (templateId) {
            case AlertFiredDecoder.TEMPLATE_ID -> true;
            case DeviceChangedDecoder.TEMPLATE_ID,
                    EventAcknowledgedDecoder.TEMPLATE_ID,
                    DeliveryRecordedDecoder.TEMPLATE_ID -> ordinal() != NO_ORDINAL;
            case AlertChangedDecoder.TEMPLATE_ID -> ordinal() != NO_ORDINAL && isChange();
            default -> false;
        };
    }

    private boolean isChange() {
        AlertChange change = AlertChange.get((short) (buffer.getByte(offset + CHANGE) & 0xFF));
        return change != AlertChange.CREATED_BEFORE && change != AlertChange.UNCHANGED;
    }

    private int ordinalOffset() {
        int inBlock = switch (templateId) {
            case TickAcceptedDecoder.TEMPLATE_ID -> TickAcceptedDecoder.ordinalEncodingOffset();
            case InputRejectedDecoder.TEMPLATE_ID -> InputRejectedDecoder.ordinalEncodingOffset();
            case SymbolChangedDecoder.TEMPLATE_ID -> SymbolChangedDecoder.ordinalEncodingOffset();
            case AlertChangedDecoder.TEMPLATE_ID -> AlertChangedDecoder.ordinalEncodingOffset();
            case DeviceChangedDecoder.TEMPLATE_ID -> DeviceChangedDecoder.ordinalEncodingOffset();
            case AlertFiredDecoder.TEMPLATE_ID -> AlertFiredDecoder.ordinalEncodingOffset();
            case EventAcknowledgedDecoder.TEMPLATE_ID -> EventAcknowledgedDecoder.ordinalEncodingOffset();
            case DeliveryRecordedDecoder.TEMPLATE_ID -> DeliveryRecordedDecoder.ordinalEncodingOffset();
            case SourceProgressedDecoder.TEMPLATE_ID -> SourceProgressedDecoder.ordinalEncodingOffset();
            default -> throw new IllegalStateException("no output has the template " + templateId);
        };
        return MessageHeaderEncoder.ENCODED_LENGTH + inBlock;
    }

    private int unsignedShort(int at) {
        return buffer.getShort(offset + at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }
}
