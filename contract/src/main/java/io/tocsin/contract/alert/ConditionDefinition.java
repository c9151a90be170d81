package io.tocsin.contract.alert;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;

/**
 * One condition of an alert: alone, or joined with others. What its type has no use for is absent.
 *
 * @param symbol     whose value it watches; empty for the symbol of the alert.
 * @param value      what it watches.
 * @param decimals   the scale of that value, of the bounds and of an absolute distance.
 * @param durationNs the window of a move, or how long a silence lasts; {@link #NULL_VALUE} for the others.
 * @param holdNs     how long an event counts as true; 0 for the same input.
 */
public record ConditionDefinition(
        String symbol,
        ConditionType type,
        ValueDefinition value,
        int decimals,
        Bounds bounds,
        Distance distance,
        long durationNs,
        long holdNs) {
    public static final long NULL_VALUE = AlertRecord.NULL_VALUE;

    /**
     * Where the value must be, in units of 10^-decimals; {@link #NULL_VALUE} for a bound that is absent.
     *
     * @param low   the level, or the low end of the channel.
     * @param high  the high end of the channel.
     * @param value the level when it is no constant, else {@link ValueDefinition#NONE}.
     */
    public record Bounds(long low, long high, ValueDefinition value) {
        public static final Bounds NONE = channel(NULL_VALUE, NULL_VALUE);

        static Bounds level(long level) {
            return channel(level, NULL_VALUE);
        }

        static Bounds level(ValueDefinition value) {
            return new Bounds(NULL_VALUE, NULL_VALUE, value);
        }

        static Bounds channel(long low, long high) {
            return new Bounds(low, high, ValueDefinition.NONE);
        }

        boolean isValue() {
            return value.kind() != ValueKind.NULL_VAL;
        }
    }

    /**
     * How far the value must go.
     *
     * @param amount parts per million or units of 10^-decimals.
     * @param from   what a change is measured from.
     */
    public record Distance(DistanceUnit unit, long amount, Direction direction, ReferenceType from) {
        public static final Distance NONE =
                new Distance(DistanceUnit.NULL_VAL, NULL_VALUE, Direction.NULL_VAL, ReferenceType.NULL_VAL);
    }

    /** The condition in a record; {@code symbol} as above. */
    static ConditionDefinition of(ConditionRecord condition, String symbol) {
        ConditionForm form = ConditionForm.of(condition.type());
        return new ConditionDefinition(
                symbol,
                condition.type(),
                valueOf(condition),
                condition.decimals(),
                boundsOf(form, condition),
                distanceOf(form, condition),
                form == ConditionForm.MOVE || form == ConditionForm.SILENCE ? condition.withinNs() : NULL_VALUE,
                condition.holdNs());
    }

    private static ValueDefinition valueOf(ConditionRecord condition) {
        return ValueDefinition.of(condition.kind(), condition.bar(), condition.period(), condition.withinNs());
    }

    /** The engine derives bounds for the other forms, and for a level that is a value, which nobody has asked for. */
    private static Bounds boundsOf(ConditionForm form, ConditionRecord condition) {
        return switch (form) {
            case LEVEL ->
                condition.levelKind() == ValueKind.NULL_VAL
                        ? Bounds.level(condition.low())
                        : Bounds.level(ValueDefinition.of(
                                condition.levelKind(), condition.levelBar(), condition.levelPeriod(), NULL_VALUE));
            case CHANNEL -> Bounds.channel(condition.low(), condition.high());
            case MOVE, CHANGE, TRAIL, SILENCE -> Bounds.NONE;
        };
    }

    private static Distance distanceOf(ConditionForm form, ConditionRecord condition) {
        return switch (form) {
            case LEVEL, CHANNEL, SILENCE -> Distance.NONE;
            case MOVE ->
                new Distance(condition.unit(), condition.distance(), Direction.NULL_VAL, ReferenceType.NULL_VAL);
            case TRAIL ->
                new Distance(condition.unit(), condition.distance(), condition.direction(), ReferenceType.NULL_VAL);
            case CHANGE ->
                new Distance(condition.unit(), condition.distance(), condition.direction(), condition.from());
        };
    }
}
