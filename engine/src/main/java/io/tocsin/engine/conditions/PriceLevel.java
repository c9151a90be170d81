package io.tocsin.engine.conditions;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.rules.ConditionRecord;

/**
 * The conditions on price levels and channels: when they fire, when they reset, and, derived from both, the two prices
 * between which nothing can happen to a condition.
 *
 * <pre>
 *   price
 *     |            up key: look at the alert when v ≥ it
 *     | - - - - - - - - - - - - - - - - - - - - - - - -
 *     |     *         *   *
 *     |  *     *  *         *     nothing to do here
 *     | - - - - - - - - - - - - - - - - - - - - - - - -
 *     |            down key: look at the alert when v ≤ it
 * </pre>
 *
 * Every function is pure. An alert with keys for price p lies strictly between them; after it was looked at with price
 * v its new keys enclose v.
 */
final class PriceLevel {
    private PriceLevel() {}

    /** Whether the condition happens at a value, rather than being true for a while. */
    static boolean isEvent(ConditionType type) {
        return switch (type) {
            case CROSSES_UP, CROSSES_DOWN, CROSSES, ENTERS, EXITS -> true;
            default -> false;
        };
    }

    /** Whether an armed alert fires at price {@code v}, coming from {@code prev}, which may be absent. */
    static boolean fires(ConditionRecord condition, long prev, long v) {
        long low = condition.low();
        boolean first = prev == NULL_VALUE;
        return switch (condition.type()) {
            case ABOVE -> v >= low;
            case BELOW -> v <= low;
            case CROSSES_UP -> !first && prev < low && v >= low;
            case CROSSES_DOWN -> !first && prev > low && v <= low;
            case CROSSES -> !first && ((prev < low && v >= low) || (prev > low && v <= low));
            case INSIDE -> isInside(condition, v);
            case OUTSIDE -> !isInside(condition, v);
            case ENTERS -> !first && !isInside(condition, prev) && isInside(condition, v);
            case EXITS -> !first && isInside(condition, prev) && !isInside(condition, v);
            case CHANGE -> isAway(condition, v);
            default -> false;
        };
    }

    /** Whether an alert whose cooldown is over may be armed again at price {@code v}. */
    static boolean resets(ConditionRecord condition, long v) {
        return switch (condition.type()) {
            case ABOVE, CROSSES_UP -> v <= resetBelow(condition);
            case BELOW, CROSSES_DOWN -> v >= resetAbove(condition);
            case CROSSES -> true;
            case INSIDE, ENTERS -> !isInside(condition, v);
            case OUTSIDE, EXITS -> isInside(condition, v);
            case CHANGE -> !isAway(condition, v);
            default -> false;
        };
    }

    /** The reference that a firing at {@code v} reports: the level, or the end of the channel that was passed. */
    static long reference(ConditionRecord condition, long prev, long v) {
        return switch (condition.type()) {
            case INSIDE, ENTERS -> prev != NULL_VALUE && prev > condition.high() ? condition.high() : condition.low();
            case OUTSIDE, EXITS -> v > condition.high() ? condition.high() : condition.low();
            case CHANGE -> condition.reference();
            default -> condition.low();
        };
    }

    /** The lowest price above {@code p} that matters to an armed alert, or {@code NULL_VALUE}. */
    static long armedUpKey(ConditionRecord condition, long p) {
        long low = condition.low();
        return switch (condition.type()) {
            case ABOVE -> low;
            case CROSSES_UP -> p < low ? low : NULL_VALUE;
            case CROSSES_DOWN -> p > low ? NULL_VALUE : low + 1;
            case CROSSES -> p < low ? low : p == low ? low + 1 : NULL_VALUE;
            case INSIDE, OUTSIDE, ENTERS, EXITS -> channelUpKey(condition, p);
            case CHANGE -> condition.high();
            default -> NULL_VALUE;
        };
    }

    /** The highest price below {@code p} that matters to an armed alert, or {@code NULL_VALUE}. */
    static long armedDownKey(ConditionRecord condition, long p) {
        long low = condition.low();
        return switch (condition.type()) {
            case BELOW -> low;
            case CROSSES_UP -> p < low ? NULL_VALUE : low - 1;
            case CROSSES_DOWN -> p > low ? low : NULL_VALUE;
            case CROSSES -> p > low ? low : p == low ? low - 1 : NULL_VALUE;
            case INSIDE, OUTSIDE, ENTERS, EXITS -> channelDownKey(condition, p);
            case CHANGE -> condition.low();
            default -> NULL_VALUE;
        };
    }

    /** As {@link #armedUpKey}, for an alert that waits for its reset. */
    static long resetUpKey(ConditionRecord condition, long p) {
        return switch (condition.type()) {
            case BELOW, CROSSES_DOWN -> resetAbove(condition);
            case INSIDE, OUTSIDE, ENTERS, EXITS -> channelUpKey(condition, p);
            case CHANGE -> p <= condition.low() && condition.low() != NULL_VALUE ? condition.low() + 1 : NULL_VALUE;
            default -> NULL_VALUE;
        };
    }

    /** As {@link #armedDownKey}, for an alert that waits for its reset. */
    static long resetDownKey(ConditionRecord condition, long p) {
        return switch (condition.type()) {
            case ABOVE, CROSSES_UP -> resetBelow(condition);
            case INSIDE, OUTSIDE, ENTERS, EXITS -> channelDownKey(condition, p);
            case CHANGE -> p >= condition.high() && condition.high() != NULL_VALUE ? condition.high() - 1 : NULL_VALUE;
            default -> NULL_VALUE;
        };
    }

    private static boolean isInside(ConditionRecord condition, long v) {
        return condition.low() <= v && v <= condition.high();
    }

    /** Whether a change from an own reference is large enough; an end that does not count is absent. */
    private static boolean isAway(ConditionRecord condition, long v) {
        long low = condition.low();
        long high = condition.high();
        return (high != NULL_VALUE && v >= high) || (low != NULL_VALUE && v <= low);
    }

    private static long channelUpKey(ConditionRecord condition, long p) {
        return p < condition.low() ? condition.low() : p <= condition.high() ? condition.high() + 1 : NULL_VALUE;
    }

    private static long channelDownKey(ConditionRecord condition, long p) {
        return p > condition.high() ? condition.high() : p >= condition.low() ? condition.low() - 1 : NULL_VALUE;
    }

    private static long resetBelow(ConditionRecord condition) {
        return condition.alert().reset() != NULL_VALUE ? condition.alert().reset() : condition.low() - 1;
    }

    private static long resetAbove(ConditionRecord condition) {
        return condition.alert().reset() != NULL_VALUE ? condition.alert().reset() : condition.low() + 1;
    }
}
