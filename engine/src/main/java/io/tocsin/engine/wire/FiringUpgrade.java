package io.tocsin.engine.wire;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.rules.OwnerKey;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns firings of older versions of the schema into those of the present one, which say the same: in version 1 the
 * watched value was the last price; up to version 2 an owner's name began with that of the tenant. So outboxes of all
 * versions are read for ever, and nothing else knows of them.
 * <p>
 * One thread. {@link #buffer} holds the last firing translated, from its start.
 */
public final class FiringUpgrade {
    /** The fields that the firings of every version have. */
    public static final int MIN_BLOCK_LENGTH = io.tocsin.engine.codec.v1.AlertFiredDecoder.BLOCK_LENGTH;

    private static final int FIRST_WITH_TENANT = 3;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final MessageHeaderEncoder newHeader = new MessageHeaderEncoder();
    private final AlertFiredDecoder version2 = new AlertFiredDecoder();
    private final io.tocsin.engine.codec.v1.AlertFiredDecoder version1 =
            new io.tocsin.engine.codec.v1.AlertFiredDecoder();
    private final AlertFiredEncoder present = new AlertFiredEncoder();
    private final UnsafeBuffer symbolName = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer owner = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer actions = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private int length;

    /** Translates a firing; false when it is of a version that needs none. */
    public boolean translate(DirectBuffer message, int offset) {
        header.wrap(message, offset);
        if (header.version() >= FIRST_WITH_TENANT) {
            return false;
        }
        ensureCapacity();
        if (header.version() == Version1.VERSION) {
            translate(version1.wrap(message, body(offset), header.blockLength(), header.version()));
        } else {
            translate(version2.wrap(message, body(offset), header.blockLength(), header.version()));
        }
        return true;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int length() {
        return length;
    }

    private void translate(io.tocsin.engine.codec.v1.AlertFiredDecoder old) {
        old.wrapSymbolName(symbolName);
        old.wrapOwner(owner);
        old.wrapActions(actions);
        old.wrapMessage(text);
        present.wrapAndApplyHeader(buffer, 0, newHeader)
                .sequence(old.sequence())
                .timestampNs(old.timestampNs())
                .alertId(old.alertId())
                .price(old.price())
                .previous(old.previous())
                .reference(old.reference())
                .value(AlertFiredEncoder.valueNullValue())
                .exchangeTimeNs(old.exchangeTimeNs())
                .ordinal(old.ordinal())
                .version(old.version())
                .firedCount(old.firedCount())
                .symbolId(old.symbolId())
                .condition(ConditionType.get(old.condition()))
                .decimals(old.decimals())
                .late(Flag.NO)
                .stale(Flag.NO)
                .valueDecimals(old.decimals());
        end();
    }

    private void translate(AlertFiredDecoder old) {
        old.wrapSymbolName(symbolName);
        old.wrapOwner(owner);
        old.wrapActions(actions);
        old.wrapMessage(text);
        present.wrapAndApplyHeader(buffer, 0, newHeader)
                .sequence(old.sequence())
                .timestampNs(old.timestampNs())
                .alertId(old.alertId())
                .price(old.price())
                .previous(old.previous())
                .reference(old.reference())
                .value(old.value())
                .exchangeTimeNs(old.exchangeTimeNs())
                .ordinal(old.ordinal())
                .version(old.version())
                .firedCount(old.firedCount())
                .symbolId(old.symbolId())
                .condition(old.condition())
                .decimals(old.decimals())
                .late(Flag.NO)
                .stale(Flag.NO)
                .valueDecimals(old.valueDecimals());
        end();
    }

    private void end() {
        int ownerAt = OwnerKey.ownerOffset(owner, 0, owner.capacity());
        present.putSymbolName(symbolName, 0, symbolName.capacity())
                .putOwner(owner, ownerAt, owner.capacity() - ownerAt)
                .putActions(actions, 0, actions.capacity())
                .putMessage(text, 0, text.capacity())
                .putTenant(owner, 0, OwnerKey.tenantLength(owner, 0, owner.capacity()));
        length = present.limit();
    }

    /** Few ever meet an old firing. */
    private void ensureCapacity() {
        if (buffer.capacity() == 0) {
            buffer.wrap(new byte[2 * InputBatch.MAX_INPUT_LENGTH]);
        }
    }

    private static int body(int offset) {
        return offset + MessageHeaderDecoder.ENCODED_LENGTH;
    }
}
