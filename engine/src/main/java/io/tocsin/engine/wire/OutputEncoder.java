package io.tocsin.engine.wire;

import io.tocsin.engine.Firing;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.Tick;
import io.tocsin.engine.codec.AcknowledgeEventDecoder;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertChangedEncoder;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.DeliveryRecordedEncoder;
import io.tocsin.engine.codec.DeviceChangedEncoder;
import io.tocsin.engine.codec.EventAcknowledgedEncoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.InputRejectedEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RecordDeliveryDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SourceProgressedEncoder;
import io.tocsin.engine.codec.SymbolChangedEncoder;
import io.tocsin.engine.codec.TickAcceptedEncoder;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.OwnerKey;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes what the engine emits, each output at a place in a buffer, and numbers the outputs of an input from 0. Of
 * an input before version 3 of the schema only firings are numbered, among themselves.
 * <p>
 * One thread; nothing is allocated. {@code maxLength} methods say how much room the buffer must have there. Each method
 * returns the length of the output.
 */
public final class OutputEncoder {
    /** Of a tick. */
    public static final int TICK_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + TickAcceptedEncoder.BLOCK_LENGTH;

    /** The longest output but for what brings names, texts or definitions. */
    public static final int MAX_PLAIN_LENGTH = 160;

    /** The first version of the schema whose inputs have all their outputs numbered. */
    static final int ORDINAL_VERSION = 3;

    /** The message header of a tick, as one number. */
    static final long TICK_HEADER = Tick.headerOf(TickAcceptedEncoder.TEMPLATE_ID, TickAcceptedEncoder.BLOCK_LENGTH);

    private static final boolean IS_LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private static final int LENGTHS_OF_DATA = 8 * Short.BYTES;

    private final SymbolTable symbols;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final InputRejectedEncoder inputRejected = new InputRejectedEncoder();
    private final SymbolChangedEncoder symbolChanged = new SymbolChangedEncoder();
    private final AlertChangedEncoder alertChanged = new AlertChangedEncoder();
    private final DeviceChangedEncoder deviceChanged = new DeviceChangedEncoder();
    private final AlertFiredEncoder alertFired = new AlertFiredEncoder();
    private final EventAcknowledgedEncoder eventAcknowledged = new EventAcknowledgedEncoder();
    private final DeliveryRecordedEncoder deliveryRecorded = new DeliveryRecordedEncoder();
    private final SourceProgressedEncoder sourceProgressed = new SourceProgressedEncoder();
    private final UnsafeBuffer tenant = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer owner = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);
    private long sequence;
    private long timestampNs;
    private long correlationId;
    private boolean numbersAll;
    private int nextOrdinal;

    /** @param symbols of the engine whose outputs they are. */
    public OutputEncoder(SymbolTable symbols) {
        this.symbols = symbols;
    }

    /** The input that all outputs belong to from now on. */
    public void onInput(long inputSequence, long inputTimestampNs, long inputCorrelationId, int version) {
        sequence = inputSequence;
        timestampNs = inputTimestampNs;
        correlationId = inputCorrelationId;
        numbersAll = version >= ORDINAL_VERSION;
        nextOrdinal = 0;
    }

    /** The number of the first of a run of firings, where it would be {@code ofFirings} among firings alone. */
    public int firstOfRun(int ofFirings) {
        return numbersAll ? nextOrdinal : ofFirings;
    }

    /**
     * Encodes a {@code TickAccepted}. Nearly every output is one, so its bounds are checked once and not field by field
     * as by the encoder of the schema, whose offsets these are.
     */
    public int encodeTick(Tick accepted, boolean opensDay, MutableDirectBuffer into, int at) {
        into.boundsCheck(at, TICK_LENGTH);
        byte[] array = into.byteArray();
        long start = into.addressOffset() + at;
        long block = start + MessageHeaderEncoder.ENCODED_LENGTH;
        putLong(array, start, TICK_HEADER);
        putLong(array, block + TickAcceptedEncoder.sequenceEncodingOffset(), sequence);
        putLong(array, block + TickAcceptedEncoder.timestampNsEncodingOffset(), timestampNs);
        putLong(array, block + TickAcceptedEncoder.correlationIdEncodingOffset(), correlationId);
        putLong(array, block + TickAcceptedEncoder.priceEncodingOffset(), accepted.price());
        putLong(array, block + TickAcceptedEncoder.sizeEncodingOffset(), accepted.size());
        putLong(array, block + TickAcceptedEncoder.exchangeTimeNsEncodingOffset(), accepted.exchangeTimeNs());
        putLong(array, block + TickAcceptedEncoder.lowEncodingOffset(), accepted.low());
        putLong(array, block + TickAcceptedEncoder.highEncodingOffset(), accepted.high());
        putLong(array, block + TickAcceptedEncoder.bidEncodingOffset(), accepted.bid());
        putLong(array, block + TickAcceptedEncoder.askEncodingOffset(), accepted.ask());
        putLong(array, block + TickAcceptedEncoder.firstEncodingOffset(), accepted.first());
        putInt(array, block + TickAcceptedEncoder.countEncodingOffset(), accepted.count());
        putInt(array, block + TickAcceptedEncoder.symbolIdEncodingOffset(), accepted.symbolId());
        putInt(array, block + TickAcceptedEncoder.ordinalEncodingOffset(), nextOrdinal());
        UnsafeApi.putByte(array, block + TickAcceptedEncoder.opensDayEncodingOffset(), (byte)
                flag(opensDay).value());
        return TICK_LENGTH;
    }

    private static void putLong(byte[] array, long address, long value) {
        UnsafeApi.putLong(array, address, IS_LITTLE_ENDIAN ? value : Long.reverseBytes(value));
    }

    private static void putInt(byte[] array, long address, int value) {
        UnsafeApi.putInt(array, address, IS_LITTLE_ENDIAN ? value : Integer.reverseBytes(value));
    }

    public int encodeRejection(RejectReason reason, long bound, MutableDirectBuffer into, int at) {
        return inputRejected
                        .wrapAndApplyHeader(into, at, header)
                        .sequence(sequence)
                        .timestampNs(timestampNs)
                        .correlationId(correlationId)
                        .bound(bound)
                        .reason(reason)
                        .ordinal(nextOrdinal())
                        .limit()
                - at;
    }

    public static int maxLengthOfSymbol() {
        return MAX_PLAIN_LENGTH + 2 * SymbolTable.MAX_NAME_LENGTH + SymbolTable.MAX_SESSION_LENGTH;
    }

    public int encodeSymbol(int symbolId, boolean solicited, MutableDirectBuffer into, int at) {
        symbolChanged
                .wrapAndApplyHeader(into, at, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(solicited ? correlationId : 0)
                .maxJumpPpm(symbols.maxJumpPpm(symbolId))
                .dayRollNs(symbols.dayRollNs(symbolId))
                .symbolId(symbolId)
                .decimals((short) symbols.decimals(symbolId))
                .ordinal(nextOrdinal())
                .state(symbols.state(symbolId))
                .putSymbolName(symbols.names(), symbols.nameOffset(symbolId), symbols.nameLength(symbolId))
                .putSession(
                        symbols.session(symbolId), 0, symbols.session(symbolId).capacity())
                .putFeed(symbols.feed(symbolId), 0, symbols.feed(symbolId).capacity());
        return symbolChanged.limit() - at;
    }

    public static int maxLength(AlertRecord alert, DirectBuffer definition) {
        return MAX_PLAIN_LENGTH + LENGTHS_OF_DATA + alert.ownerLength() + definition.capacity();
    }

    public int encodeAlert(
            AlertChange change, AlertRecord alert, DirectBuffer definition, MutableDirectBuffer into, int at) {
        splitOwner(alert.buffer(), alert.ownerOffset(), alert.ownerLength());
        alertChanged
                .wrapAndApplyHeader(into, at, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(change == AlertChange.EXPIRED ? 0 : correlationId)
                .alertId(alert.alertId())
                .createdAtNs(alert.createdAtNs())
                .effectiveSequence(alert.effectiveSequence())
                .lastFiredAtNs(alert.lastFiredAtNs())
                .version(alert.version())
                .firedCount(alert.firedCount())
                .change(change)
                .status(alert.status())
                .ordinal(nextOrdinal())
                .putTenant(tenant, 0, tenant.capacity())
                .putOwner(owner, 0, owner.capacity())
                .putDefinition(definition, 0, definition.capacity());
        return alertChanged.limit() - at;
    }

    public static int maxLengthOfDevice(DirectBuffer ownerKey, DirectBuffer token) {
        return MAX_PLAIN_LENGTH + LENGTHS_OF_DATA + ownerKey.capacity() + token.capacity();
    }

    public int encodeDevice(
            DirectBuffer ownerKey, DirectBuffer token, Platform platform, MutableDirectBuffer into, int at) {
        splitOwner(ownerKey, 0, ownerKey.capacity());
        deviceChanged
                .wrapAndApplyHeader(into, at, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(correlationId)
                .ordinal(nextOrdinal())
                .platform(platform)
                .putTenant(tenant, 0, tenant.capacity())
                .putOwner(owner, 0, owner.capacity())
                .putToken(token, 0, token.capacity());
        return deviceChanged.limit() - at;
    }

    public static int maxLength(AcknowledgeEventDecoder input) {
        return MAX_PLAIN_LENGTH + input.sbeDecodedLength();
    }

    /** Reads the input to its end. */
    public int encode(AcknowledgeEventDecoder input, MutableDirectBuffer into, int at) {
        input.wrapTenant(tenant);
        input.wrapOwner(owner);
        eventAcknowledged
                .wrapAndApplyHeader(into, at, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(correlationId)
                .eventSequence(input.eventSequence())
                .eventOrdinal(input.eventOrdinal())
                .ordinal(nextOrdinal())
                .channel(input.channel())
                .putTenant(tenant, 0, tenant.capacity())
                .putOwner(owner, 0, owner.capacity());
        return eventAcknowledged.limit() - at;
    }

    public static int maxLength(RecordDeliveryDecoder input) {
        return MAX_PLAIN_LENGTH + input.sbeDecodedLength();
    }

    /** Reads the input to its end. */
    public int encode(RecordDeliveryDecoder input, MutableDirectBuffer into, int at) {
        input.wrapTenant(tenant);
        input.wrapOwner(owner);
        input.wrapTarget(target);
        deliveryRecorded
                .wrapAndApplyHeader(into, at, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(correlationId)
                .eventSequence(input.eventSequence())
                .eventOrdinal(input.eventOrdinal())
                .attempts(input.attempts())
                .ordinal(nextOrdinal())
                .channel(input.channel())
                .outcome(input.outcome())
                .putTenant(tenant, 0, tenant.capacity())
                .putOwner(owner, 0, owner.capacity())
                .putTarget(target, 0, target.capacity());
        return deliveryRecorded.limit() - at;
    }

    public static int maxLengthOfSource(DirectBuffer source) {
        return MAX_PLAIN_LENGTH + source.capacity();
    }

    public int encodeSource(DirectBuffer source, long sourceSequence, MutableDirectBuffer into, int at) {
        sourceProgressed
                .wrapAndApplyHeader(into, at, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(correlationId)
                .sourceSequence(sourceSequence)
                .ordinal(nextOrdinal())
                .putSource(source, 0, source.capacity());
        return sourceProgressed.limit() - at;
    }

    /** The most bytes that a firing of this alert can take. */
    public static int maxLength(AlertRecord alert) {
        return MAX_PLAIN_LENGTH
                + LENGTHS_OF_DATA
                + SymbolTable.MAX_NAME_LENGTH
                + alert.ownerLength()
                + alert.actionsLength()
                + alert.messageLength();
    }

    public int encodeFiring(AlertRecord alert, Firing firing, MutableDirectBuffer into, int at) {
        return encodeFiring(alert, firing, numbersAll ? nextOrdinal++ : firing.ordinal(), into, at);
    }

    /** Encodes a firing of a run, which bears its number already. */
    public int encodeFiringOfRun(AlertRecord alert, Firing firing, MutableDirectBuffer into, int at) {
        return encodeFiring(alert, firing, firing.ordinal(), into, at);
    }

    private int encodeFiring(AlertRecord alert, Firing firing, int ordinal, MutableDirectBuffer into, int at) {
        int symbolId = firing.symbolId();
        splitOwner(alert.buffer(), alert.ownerOffset(), alert.ownerLength());
        alertFired
                .wrapAndApplyHeader(into, at, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .alertId(alert.alertId())
                .price(firing.price())
                .previous(firing.previous())
                .reference(firing.reference())
                .value(firing.value())
                .exchangeTimeNs(firing.exchangeTimeNs())
                .ordinal(ordinal)
                .version(alert.version())
                .firedCount(alert.firedCount())
                .symbolId(symbolId)
                .condition(alert.condition())
                .decimals((short) firing.decimals())
                .valueDecimals((short) firing.valueDecimals())
                .late(flag(firing.isLate()))
                .stale(flag(firing.isStale()))
                .putSymbolName(symbols.names(), symbols.nameOffset(symbolId), symbols.nameLength(symbolId))
                .putOwner(owner, 0, owner.capacity())
                .putActions(alert.buffer(), alert.actionsOffset(), alert.actionsLength())
                .putMessage(alert.buffer(), alert.messageOffset(), alert.messageLength())
                .putTenant(tenant, 0, tenant.capacity());
        return alertFired.limit() - at;
    }

    private static Flag flag(boolean value) {
        return value ? Flag.YES : Flag.NO;
    }

    private int nextOrdinal() {
        return numbersAll ? nextOrdinal++ : TickAcceptedEncoder.ordinalNullValue();
    }

    private void splitOwner(DirectBuffer key, int offset, int length) {
        int ownerAt = OwnerKey.ownerOffset(key, offset, length);
        tenant.wrap(key, offset, OwnerKey.tenantLength(key, offset, length));
        owner.wrap(key, offset + ownerAt, length - ownerAt);
    }
}
