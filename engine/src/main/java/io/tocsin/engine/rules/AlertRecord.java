package io.tocsin.engine.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One alert: its definition, owner and lifecycle, as the bytes that the rule store holds.
 *
 * <pre>
 *   0                   8                  16                 24
 *  +-------------------+---------+---------+--+--+--+--+-------+
 *  | alertId           | version | symbolId|co|st|mo|n | fired |   condition, status, mode with flags, number of conditions
 *  +-------------------+---------+---------+--+--+--+--+-------+
 *  | reset             | cooldownNs        | expiresAtNs       |   24
 *  +-------------------+-------------------+-------------------+
 *  | createdAtNs       | effectiveSequence | lastFiredAtNs     |   48
 *  +-------------------+-------------------+---------+---------+
 *  | rearmAtNs         | ownerId | page    |                       72: where the owner's list holds it
 *  +-------------------+---------+---------+-------------------+
 *  | conditions: n of {@link ConditionRecord#LENGTH} bytes     |   88
 *  +-----------------------------------------------------------+
 *  | owner: uint16 length, UTF-8 | actions: uint16 length, bytes | message: uint16 length, UTF-8 |
 *  +-----------------------------------------------------------+
 * </pre>
 *
 * Prices are in units of 10^-decimals, times in nanoseconds since the epoch; {@link #NULL_VALUE} stands for an absent
 * one. Not thread-safe: each thread has its own and reuses it. Setters allocate only when the record must grow.
 */
public final class AlertRecord {
    public static final long NULL_VALUE = Long.MIN_VALUE;
    /** The longest record that a valid command can make. */
    public static final int MAX_LENGTH = 8192;

    /** The most conditions that a compound alert joins. */
    public static final int MAX_CONDITIONS = 8;

    /** The most bytes that owner, actions and message can have together. */
    public static final int MAX_TEXTS_LENGTH = 4096;

    /** Beside the mode. */
    private static final int HOLDS_WHEN_STALE = 1 << 6;

    private static final int IS_HELD = 1 << 5;
    private static final int MODES = (1 << 4) - 1;

    private static final int ALERT_ID = 0;
    private static final int VERSION = 8;
    private static final int SYMBOL_ID = 12;
    private static final int CONDITION = 16;
    private static final int STATUS = 17;
    private static final int MODE = 18;
    private static final int CONDITION_COUNT = 19;
    private static final int FIRED_COUNT = 20;
    private static final int RESET = 24;
    private static final int COOLDOWN_NS = 32;
    private static final int EXPIRES_AT_NS = 40;
    private static final int CREATED_AT_NS = 48;
    private static final int EFFECTIVE_SEQUENCE = 56;
    private static final int LAST_FIRED_AT_NS = 64;
    private static final int REARM_AT_NS = 72;
    private static final int OWNER_ID = 80;
    private static final int OWNER_PAGE = 84;
    private static final int CONDITIONS = 88;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private int length = CONDITIONS;

    /** The bytes; {@link #length()} of them count. */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    public int length() {
        return length;
    }

    /** Makes room for {@code length} bytes, which the caller then fills from offset 0. */
    public UnsafeBuffer prepare(int length) {
        if (length > buffer.capacity()) {
            grow(length);
        }
        this.length = length;
        return buffer;
    }

    /** Sets the number of conditions, after which the texts must be set anew. */
    public void conditionCount(int count) {
        prepare(Math.max(length, CONDITIONS + count * ConditionRecord.LENGTH));
        buffer.putByte(CONDITION_COUNT, (byte) count);
    }

    /** 1, or 2 to {@link #MAX_CONDITIONS} when compound. */
    public int conditionCount() {
        return buffer.getByte(CONDITION_COUNT);
    }

    int conditionOffset(int index) {
        return CONDITIONS + index * ConditionRecord.LENGTH;
    }

    /** Whether the alert has several conditions, which it joins by all or any. */
    public boolean isCompound() {
        return conditionCount() > 1;
    }

    /** Sets the three texts, which end the record; all other fields keep their values. */
    public void texts(DirectBuffer owner, DirectBuffer actions, DirectBuffer message) {
        prepare(textsOffset() + 6 + owner.capacity() + actions.capacity() + message.capacity());
        putText(putText(putText(textsOffset(), owner), actions), message);
    }

    /**
     * Takes over all that a definition consists of, but not identity, owner and history. {@code owner} stays the owner.
     */
    public void define(AlertRecord wanted, DirectBuffer owner, DirectBuffer actions, DirectBuffer message) {
        symbolId(wanted.symbolId());
        condition(wanted.condition());
        mode(wanted.mode());
        holdsWhenStale(wanted.holdsWhenStale());
        isHeld(false);
        reset(wanted.reset());
        cooldownNs(wanted.cooldownNs());
        expiresAtNs(wanted.expiresAtNs());
        conditionCount(wanted.conditionCount());
        buffer.putBytes(CONDITIONS, wanted.buffer, CONDITIONS, wanted.conditionCount() * ConditionRecord.LENGTH);
        texts(owner, actions, message);
    }

    /** Writes all that the alert is, but not where store and index hold it. */
    public void write(StateSink sink) {
        sink.putBytes(buffer, 0, OWNER_ID);
        for (int i = 0; i < conditionCount(); i++) {
            ConditionRecord.write(buffer, conditionOffset(i), sink);
        }
        sink.putText(buffer, textsOffset(), length - textsOffset());
    }

    /** Becomes what {@link #write} wrote; neither store nor index hold it yet. */
    public void read(StateSource source) {
        prepare(CONDITIONS).setMemory(0, CONDITIONS, (byte) 0);
        source.getBytes(buffer, 0, OWNER_ID);
        prepare(textsOffset());
        for (int i = 0; i < conditionCount(); i++) {
            ConditionRecord.read(source, buffer, conditionOffset(i));
        }
        int textsLength = source.getInt();
        source.getBytes(prepare(textsOffset() + textsLength), textsOffset(), textsLength);
    }

    /** Whether the alert belongs to this owner. */
    public boolean isOwnedBy(DirectBuffer owner) {
        int ownerLength = ownerLength();
        if (ownerLength != owner.capacity()) {
            return false;
        }
        for (int i = 0; i < ownerLength; i++) {
            if (buffer.getByte(ownerOffset() + i) != owner.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    public long alertId() {
        return buffer.getLong(ALERT_ID);
    }

    public void alertId(long value) {
        buffer.putLong(ALERT_ID, value);
    }

    public int version() {
        return buffer.getInt(VERSION);
    }

    public void version(int value) {
        buffer.putInt(VERSION, value);
    }

    public int symbolId() {
        return buffer.getInt(SYMBOL_ID);
    }

    public void symbolId(int value) {
        buffer.putInt(SYMBOL_ID, value);
    }

    /** The type of the only condition, or {@code ALL} or {@code ANY}. */
    public ConditionType condition() {
        return ConditionType.get(buffer.getByte(CONDITION));
    }

    public void condition(ConditionType value) {
        buffer.putByte(CONDITION, (byte) value.value());
    }

    public AlertStatus status() {
        return AlertStatus.get(buffer.getByte(STATUS));
    }

    public void status(AlertStatus value) {
        buffer.putByte(STATUS, (byte) value.value());
    }

    /** Whether its conditions are attached to what they watch. */
    public boolean isInForce() {
        AlertStatus status = status();
        return status == AlertStatus.ACTIVE || status == AlertStatus.LATCHED || status == AlertStatus.PAUSED;
    }

    public TriggerMode mode() {
        return TriggerMode.get((short) (buffer.getByte(MODE) & MODES));
    }

    /** Leaves the flags beside it as they are. */
    public void mode(TriggerMode value) {
        buffer.putByte(MODE, (byte) ((buffer.getByte(MODE) & ~MODES) | (value.value() & MODES)));
    }

    /** Whether it fires on no price that cannot be trusted. */
    public boolean holdsWhenStale() {
        return has(HOLDS_WHEN_STALE);
    }

    public void holdsWhenStale(boolean value) {
        set(HOLDS_WHEN_STALE, value);
    }

    /** Whether it would have fired but for a price that could not be trusted, and waits until it can be. */
    public boolean isHeld() {
        return has(IS_HELD);
    }

    public void isHeld(boolean value) {
        set(IS_HELD, value);
    }

    private boolean has(int flag) {
        return (buffer.getByte(MODE) & flag) != 0;
    }

    private void set(int flag, boolean value) {
        int flags = buffer.getByte(MODE);
        buffer.putByte(MODE, (byte) (value ? flags | flag : flags & ~flag));
    }

    public int firedCount() {
        return buffer.getInt(FIRED_COUNT);
    }

    public void firedCount(int value) {
        buffer.putInt(FIRED_COUNT, value);
    }

    public long reset() {
        return buffer.getLong(RESET);
    }

    public void reset(long value) {
        buffer.putLong(RESET, value);
    }

    /** 0 for none. */
    public long cooldownNs() {
        return buffer.getLong(COOLDOWN_NS);
    }

    public void cooldownNs(long value) {
        buffer.putLong(COOLDOWN_NS, value);
    }

    public long expiresAtNs() {
        return buffer.getLong(EXPIRES_AT_NS);
    }

    public void expiresAtNs(long value) {
        buffer.putLong(EXPIRES_AT_NS, value);
    }

    public long createdAtNs() {
        return buffer.getLong(CREATED_AT_NS);
    }

    public void createdAtNs(long value) {
        buffer.putLong(CREATED_AT_NS, value);
    }

    /** The input that put the present definition or status in force. */
    public long effectiveSequence() {
        return buffer.getLong(EFFECTIVE_SEQUENCE);
    }

    public void effectiveSequence(long value) {
        buffer.putLong(EFFECTIVE_SEQUENCE, value);
    }

    public long lastFiredAtNs() {
        return buffer.getLong(LAST_FIRED_AT_NS);
    }

    public void lastFiredAtNs(long value) {
        buffer.putLong(LAST_FIRED_AT_NS, value);
    }

    /** When the cooldown of a latched alert ends; absent when it has none or has ended. */
    public long rearmAtNs() {
        return buffer.getLong(REARM_AT_NS);
    }

    public void rearmAtNs(long value) {
        buffer.putLong(REARM_AT_NS, value);
    }

    public int ownerId() {
        return buffer.getInt(OWNER_ID);
    }

    public void ownerId(int value) {
        buffer.putInt(OWNER_ID, value);
    }

    /** The page of the owner's list that holds this alert. */
    public int ownerPage() {
        return buffer.getInt(OWNER_PAGE);
    }

    public void ownerPage(int value) {
        buffer.putInt(OWNER_PAGE, value);
    }

    private int textsOffset() {
        return CONDITIONS + conditionCount() * ConditionRecord.LENGTH;
    }

    public int ownerOffset() {
        return textsOffset() + 2;
    }

    public int ownerLength() {
        return textLength(textsOffset());
    }

    public int actionsOffset() {
        return ownerOffset() + ownerLength() + 2;
    }

    public int actionsLength() {
        return textLength(actionsOffset() - 2);
    }

    public int messageOffset() {
        return actionsOffset() + actionsLength() + 2;
    }

    public int messageLength() {
        return textLength(messageOffset() - 2);
    }

    /** Allocates: for gateways, not for the engine thread. */
    public String owner() {
        return text(ownerOffset(), ownerLength());
    }

    /** The template; empty when there is none. Allocates. */
    public String message() {
        return text(messageOffset(), messageLength());
    }

    private String text(int offset, int textLength) {
        byte[] bytes = new byte[textLength];
        buffer.getBytes(offset, bytes);
        return new String(bytes, UTF_8);
    }

    private int textLength(int offset) {
        return buffer.getShort(offset) & 0xFFFF;
    }

    private int putText(int offset, DirectBuffer source) {
        buffer.putShort(offset, (short) source.capacity());
        buffer.putBytes(offset + 2, source, 0, source.capacity());
        return offset + 2 + source.capacity();
    }

    private void grow(int capacity) {
        byte[] larger = new byte[MAX_LENGTH];
        if (capacity > larger.length) {
            throw new IllegalArgumentException("record of " + capacity + " bytes is over " + MAX_LENGTH);
        }
        buffer.getBytes(0, larger, 0, buffer.capacity());
        buffer.wrap(larger);
    }
}
