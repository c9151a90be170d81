package io.tocsin.engine.rules;

import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One condition within an {@link AlertRecord}: what it watches and waits for, and where the index holds it.
 *
 * <pre>
 *   0           8           16          24          32          40
 *  +-----------+-----------+-----------+-----------+-----------+
 *  | low       | high      | distance  | withinNs  | holdNs    |
 *  +-----------+-----------+-----------+-----------+-----+-----+
 *  | reference | upKey     | downKey   | trueUntil | sym | ser |   40: symbolId, seriesId
 *  +--+--+--+--+--+--+-----+--+--+-----+--+--+-----+-----+-----+
 *  |ty|un|di|re|vk|vb|perio|lk|lb|perio|de|ph|     |group|node |   80: type, unit, direction, reference; watched value; value of
 *  +--+--+--+--+--+--+-----+--+--+-----+--+--+-----+-----+-----+       the level; decimals, phase; handles in the index
 * </pre>
 *
 * A flyweight: it shows the bytes of the alert it was wrapped around last. Not thread-safe.
 */
public final class ConditionRecord {
    public static final long NULL_VALUE = AlertRecord.NULL_VALUE;

    /** What the engine does with the condition. */
    public enum Phase {
        /** Nothing: the alert is not in force. */
        OUT(0),
        /** Waits for it to become true. */
        WAITING(1),
        /** It is true, or has fired: waits for it to become false. */
        HOLDING(2);

        private final byte code;

        Phase(int code) {
            this.code = (byte) code;
        }
    }

    static final int LENGTH = 104;
    private static final int VOLUME_DECIMALS = 8;
    private static final int RSI_DECIMALS = 4;
    private static final int LOW = 0;
    private static final int HIGH = 8;
    private static final int DISTANCE = 16;
    private static final int WITHIN_NS = 24;
    private static final int HOLD_NS = 32;
    private static final int REFERENCE = 40;
    private static final int UP_KEY = 48;
    private static final int DOWN_KEY = 56;
    private static final int TRUE_UNTIL_NS = 64;
    private static final int SYMBOL_ID = 72;
    private static final int SERIES_ID = 76;
    private static final int TYPE = 80;
    private static final int UNIT = 81;
    private static final int DIRECTION = 82;
    private static final int FROM = 83;
    private static final int VALUE = 84;
    private static final int LEVEL_VALUE = 88;
    private static final int DECIMALS = 92;
    private static final int PHASE = 93;
    private static final int STATE_END = 94;
    private static final int GROUP = 96;
    private static final int NODE = 100;
    private static final int BAR = 1;
    private static final int PERIOD = 2;
    private static final Phase[] PHASES = Phase.values();

    private AlertRecord alert = new AlertRecord();
    private UnsafeBuffer buffer = alert.buffer();
    private int index;
    private int at;

    /** Writes all but what the index alone knows: series, group and node. */
    static void write(UnsafeBuffer buffer, int at, StateSink sink) {
        sink.putBytes(buffer, at, SERIES_ID);
        sink.putBytes(buffer, at + TYPE, STATE_END - TYPE);
    }

    static void read(StateSource source, UnsafeBuffer buffer, int at) {
        buffer.setMemory(at, LENGTH, (byte) 0);
        source.getBytes(buffer, at, SERIES_ID);
        source.getBytes(buffer, at + TYPE, STATE_END - TYPE);
    }

    /** Shows the condition at this index of an alert from now on. */
    public ConditionRecord wrap(AlertRecord newAlert, int newIndex) {
        alert = newAlert;
        buffer = newAlert.buffer();
        index = newIndex;
        at = newAlert.conditionOffset(newIndex);
        return this;
    }

    /** The alert that the condition is part of. */
    public AlertRecord alert() {
        return alert;
    }

    /** Its place in the list of the alert's conditions. */
    public int index() {
        return index;
    }

    /** Clears everything, so that the condition is of no type and absent values are absent. */
    public void clear() {
        buffer.setMemory(at, LENGTH, (byte) 0);
        type(ConditionType.NULL_VAL);
        unit(DistanceUnit.NULL_VAL);
        direction(Direction.NULL_VAL);
        from(ReferenceType.NULL_VAL);
        kind(ValueKind.NULL_VAL);
        bar(Bar.NULL_VAL);
        levelKind(ValueKind.NULL_VAL);
        levelBar(Bar.NULL_VAL);
        low(NULL_VALUE);
        high(NULL_VALUE);
        distance(NULL_VALUE);
        withinNs(NULL_VALUE);
        reference(NULL_VALUE);
        upKey(NULL_VALUE);
        downKey(NULL_VALUE);
        trueUntilNs(NULL_VALUE);
    }

    /**
     * The level, or the low end of a channel; for {@code change} from an own reference, the price at which it holds on
     * the way down.
     */
    public long low() {
        return buffer.getLong(at + LOW);
    }

    public void low(long value) {
        buffer.putLong(at + LOW, value);
    }

    /**
     * The high end of a channel; for {@code change} from an own reference, the price at which it holds on the way up.
     */
    public long high() {
        return buffer.getLong(at + HIGH);
    }

    public void high(long value) {
        buffer.putLong(at + HIGH, value);
    }

    /** Parts per million, or units of the value; absent when the type has none. */
    public long distance() {
        return buffer.getLong(at + DISTANCE);
    }

    public void distance(long value) {
        buffer.putLong(at + DISTANCE, value);
    }

    /** The window of a move or a volume, or how long a silence lasts. */
    public long withinNs() {
        return buffer.getLong(at + WITHIN_NS);
    }

    public void withinNs(long value) {
        buffer.putLong(at + WITHIN_NS, value);
    }

    /** How long an event counts as true in a compound alert; 0 for the same input. */
    public long holdNs() {
        return buffer.getLong(at + HOLD_NS);
    }

    public void holdNs(long value) {
        buffer.putLong(at + HOLD_NS, value);
    }

    /** The reference of a {@code change}, the peak or trough of {@code trails}; absent until it exists. */
    public long reference() {
        return buffer.getLong(at + REFERENCE);
    }

    public void reference(long value) {
        buffer.putLong(at + REFERENCE, value);
    }

    /** The value at or above which the condition must be looked at; absent when there is none. */
    public long upKey() {
        return buffer.getLong(at + UP_KEY);
    }

    public void upKey(long value) {
        buffer.putLong(at + UP_KEY, value);
    }

    /** The value at or below which the condition must be looked at; absent when there is none. */
    public long downKey() {
        return buffer.getLong(at + DOWN_KEY);
    }

    public void downKey(long value) {
        buffer.putLong(at + DOWN_KEY, value);
    }

    /** Until when an event counts as true; absent when it does not, or for the same input only. */
    public long trueUntilNs() {
        return buffer.getLong(at + TRUE_UNTIL_NS);
    }

    public void trueUntilNs(long value) {
        buffer.putLong(at + TRUE_UNTIL_NS, value);
    }

    public int symbolId() {
        return buffer.getInt(at + SYMBOL_ID);
    }

    public void symbolId(int value) {
        buffer.putInt(at + SYMBOL_ID, value);
    }

    /** The series that the condition watches, while it is attached to it. */
    public int seriesId() {
        return buffer.getInt(at + SERIES_ID);
    }

    public void seriesId(int value) {
        buffer.putInt(at + SERIES_ID, value);
    }

    public ConditionType type() {
        return ConditionType.get((short) (buffer.getByte(at + TYPE) & 0xFF));
    }

    public void type(ConditionType value) {
        buffer.putByte(at + TYPE, (byte) value.value());
    }

    public DistanceUnit unit() {
        return DistanceUnit.get((short) (buffer.getByte(at + UNIT) & 0xFF));
    }

    public void unit(DistanceUnit value) {
        buffer.putByte(at + UNIT, (byte) value.value());
    }

    public Direction direction() {
        return Direction.get((short) (buffer.getByte(at + DIRECTION) & 0xFF));
    }

    public void direction(Direction value) {
        buffer.putByte(at + DIRECTION, (byte) value.value());
    }

    /** What a {@code change} is measured from. */
    public ReferenceType from() {
        return ReferenceType.get((short) (buffer.getByte(at + FROM) & 0xFF));
    }

    public void from(ReferenceType value) {
        buffer.putByte(at + FROM, (byte) value.value());
    }

    /** The value that is watched, or what the level is subtracted from. */
    public ValueKind kind() {
        return ValueKind.get((short) (buffer.getByte(at + VALUE) & 0xFF));
    }

    public void kind(ValueKind value) {
        buffer.putByte(at + VALUE, (byte) value.value());
    }

    /** The value that is the level; absent when the level is a constant. */
    public ValueKind levelKind() {
        return ValueKind.get((short) (buffer.getByte(at + LEVEL_VALUE) & 0xFF));
    }

    public void levelKind(ValueKind value) {
        buffer.putByte(at + LEVEL_VALUE, (byte) value.value());
    }

    public Bar bar() {
        return Bar.get((short) (buffer.getByte(at + VALUE + BAR) & 0xFF));
    }

    public void bar(Bar value) {
        buffer.putByte(at + VALUE + BAR, (byte) value.value());
    }

    public Bar levelBar() {
        return Bar.get((short) (buffer.getByte(at + LEVEL_VALUE + BAR) & 0xFF));
    }

    public void levelBar(Bar value) {
        buffer.putByte(at + LEVEL_VALUE + BAR, (byte) value.value());
    }

    public int period() {
        return buffer.getShort(at + VALUE + PERIOD);
    }

    public void period(int value) {
        buffer.putShort(at + VALUE + PERIOD, (short) value);
    }

    public int levelPeriod() {
        return buffer.getShort(at + LEVEL_VALUE + PERIOD);
    }

    public void levelPeriod(int value) {
        buffer.putShort(at + LEVEL_VALUE + PERIOD, (short) value);
    }

    /** The scale of low, high and an absolute distance. */
    public int decimals() {
        return buffer.getByte(at + DECIMALS);
    }

    public void decimals(int value) {
        buffer.putByte(at + DECIMALS, (byte) value);
    }

    /** The scale of the watched value, given that of its symbol's prices. */
    public int valueDecimals(int symbolDecimals) {
        return switch (kind()) {
            case VOLUME -> VOLUME_DECIMALS;
            case RSI -> RSI_DECIMALS;
            default -> symbolDecimals;
        };
    }

    public Phase phase() {
        return PHASES[buffer.getByte(at + PHASE)];
    }

    public void phase(Phase value) {
        buffer.putByte(at + PHASE, value.code);
    }

    /** The shared structure that holds the condition: a window, a group of peaks, a silence. */
    public int group() {
        return buffer.getInt(at + GROUP);
    }

    public void group(int value) {
        buffer.putInt(at + GROUP, value);
    }

    /** Its node in that structure. */
    public int node() {
        return buffer.getInt(at + NODE);
    }

    public void node(int value) {
        buffer.putInt(at + NODE, value);
    }
}
