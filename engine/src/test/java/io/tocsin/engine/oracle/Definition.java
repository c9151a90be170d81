package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.TriggerMode;
import java.util.List;

/**
 * What the owner of an alert asks for; {@code null} stands for what was not given.
 *
 * @param type the type of the only condition, or {@code ALL} or {@code ANY}.
 * @param hold whether it fires on no price that cannot be trusted.
 */
record Definition(
        String symbol,
        ConditionType type,
        List<Condition> conditions,
        Trigger trigger,
        Long expiresAtNs,
        String message,
        String actions,
        boolean hold) {
    Definition(
            String symbol,
            ConditionType type,
            List<Condition> conditions,
            Trigger trigger,
            Long expiresAtNs,
            String message,
            String actions) {
        this(symbol, type, conditions, trigger, expiresAtNs, message, actions, false);
    }

    /** A condition that names no symbol is of the alert's. */
    String symbolOf(Condition condition) {
        return condition.symbol().isEmpty() ? symbol : condition.symbol();
    }

    boolean isCompound() {
        return type == ConditionType.ALL || type == ConditionType.ANY;
    }

    /**
     * One condition.
     *
     * @param symbol   empty for the symbol of the alert.
     * @param decimals the scale of levels and of an absolute distance.
     * @param spanNs   the window of a move, how long a silence lasts, or how long an event counts in a compound; else
     *                 0.
     */
    record Condition(
            String symbol, ConditionType type, Watched of, int decimals, Level level, Distance distance, long spanNs) {

        /** Whether it happens, where others hold. */
        boolean isEvent() {
            return switch (type) {
                case CROSSES_UP, CROSSES_DOWN, CROSSES, ENTERS, EXITS -> true;
                default -> false;
            };
        }

        /** Whether it is looked at with the present value when the alert is armed. */
        boolean looksAtArming() {
            return switch (type) {
                case ABOVE, BELOW, INSIDE, OUTSIDE, SILENT -> true;
                default -> false;
            };
        }

        boolean isMove() {
            return type == ConditionType.MOVES_UP || type == ConditionType.MOVES_DOWN;
        }

        /** Which way the value has to go its distance. */
        Direction direction() {
            return switch (type) {
                case MOVES_UP -> Direction.UP;
                case MOVES_DOWN -> Direction.DOWN;
                default -> distance.direction();
            };
        }

        boolean isChangeFrom(ReferenceType from) {
            return type == ConditionType.CHANGE && distance.from() == from;
        }

        /** The other value that is the level, or {@code null}. */
        Watched levelValue() {
            return level == null ? null : level.value();
        }

        /** The level or the low end of the channel; 0 for a difference. */
        long low() {
            return level.value() == null ? level.low() : 0;
        }

        long high() {
            return level.high();
        }
    }

    /**
     * A level, a channel, or another value.
     *
     * @param low the level, or the low end of a channel.
     */
    record Level(Long low, Long high, Watched value) {}

    /**
     * How far a value has to go.
     *
     * @param size      parts per million, or units of the value's scale.
     * @param direction of a {@code change} or {@code trails}.
     * @param from      what a {@code change} is measured from.
     */
    record Distance(DistanceUnit unit, long size, Direction direction, ReferenceType from) {}

    /** @param cooldownNs 0 for none. */
    record Trigger(TriggerMode mode, long cooldownNs, Long reset) {}
}
