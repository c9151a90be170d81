package io.tocsin.contract.alert;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.ValueKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What conditions of a type consist of beside the value that they watch, and which values go with them. */
enum ConditionForm {
    /** A level, constant or a value. */
    LEVEL,
    /** A low and a high end. */
    CHANNEL,
    /** A distance, and the window within which it is covered. */
    MOVE,
    /** A distance, its direction, and from where. */
    CHANGE,
    /** A distance from the peak or the trough, by its direction. */
    TRAIL,
    /** How long nothing comes. */
    SILENCE;

    /** Values in the unit of prices that are always positive; only these can be a level. */
    static final Set<ValueKind> PRICES = Collections.unmodifiableSet(EnumSet.of(
            ValueKind.LAST, ValueKind.BID, ValueKind.ASK, ValueKind.MID, ValueKind.SMA, ValueKind.EMA, ValueKind.VWAP));

    /** The form of all conditions of a type that is not compound. */
    static ConditionForm of(ConditionType type) {
        return switch (type) {
            case ABOVE, BELOW, CROSSES_UP, CROSSES_DOWN, CROSSES -> LEVEL;
            case INSIDE, OUTSIDE, ENTERS, EXITS -> CHANNEL;
            case MOVES_UP, MOVES_DOWN -> MOVE;
            case CHANGE -> CHANGE;
            case TRAILS -> TRAIL;
            case SILENT -> SILENCE;
            case ALL, ANY, NULL_VAL -> throw new IllegalArgumentException("no single condition: " + type);
        };
    }

    /** Whether conditions of the type join others. */
    static boolean isCompound(ConditionType type) {
        return type == ConditionType.ALL || type == ConditionType.ANY;
    }

    /** Whether conditions of the type happen, instead of holding for a while. */
    static boolean isEvent(ConditionType type) {
        return switch (type) {
            case CROSSES_UP, CROSSES_DOWN, CROSSES, ENTERS, EXITS -> true;
            case ABOVE, BELOW, INSIDE, OUTSIDE, MOVES_UP, MOVES_DOWN, CHANGE, TRAILS, SILENT, ALL, ANY, NULL_VAL ->
                false;
        };
    }

    /** What can be watched. */
    Set<ValueKind> watchable() {
        return switch (this) {
            case LEVEL, CHANNEL -> EnumSet.allOf(ValueKind.class);
            case MOVE, CHANGE, TRAIL -> PRICES;
            case SILENCE -> EnumSet.of(ValueKind.LAST);
        };
    }

    /** Which way it can look; empty when it does not say. */
    Set<Direction> directions() {
        return switch (this) {
            case CHANGE -> EnumSet.allOf(Direction.class);
            case TRAIL -> EnumSet.of(Direction.UP, Direction.DOWN);
            case LEVEL, CHANNEL, MOVE, SILENCE -> EnumSet.noneOf(Direction.class);
        };
    }
}
