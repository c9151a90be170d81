package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.oracle.Definition.Condition;

/**
 * What a condition on a price level means, one sentence of the specification a line. {@code prev} is {@code null}
 * before a symbol's first price.
 */
final class PriceLevels {
    private PriceLevels() {}

    /** Whether an armed alert fires at price {@code v}. */
    static boolean holds(final Condition condition, final Long prev, final long v) {
        final long level = condition.low();
        return switch (condition.type()) {
            case ABOVE -> v >= level;
            case BELOW -> v <= level;
            case CROSSES_UP -> prev != null && prev < level && level <= v;
            case CROSSES_DOWN -> prev != null && prev > level && level >= v;
            case CROSSES -> prev != null && ((prev < level && level <= v) || (prev > level && level >= v));
            case INSIDE -> isInside(condition, v);
            case OUTSIDE -> !isInside(condition, v);
            case ENTERS -> prev != null && !isInside(condition, prev) && isInside(condition, v);
            case EXITS -> prev != null && isInside(condition, prev) && !isInside(condition, v);
            default -> throw new IllegalArgumentException(condition.toString());
        };
    }

    /** Whether the condition is evaluated against the last price at the moment of arming. */
    static boolean looksAtState(final ConditionType type) {
        return switch (type) {
            case ABOVE, BELOW, INSIDE, OUTSIDE -> true;
            default -> false;
        };
    }

    static boolean hasReset(final ConditionType type) {
        return type != ConditionType.CROSSES;
    }

    /** Whether price {@code v} lets a fired alert be armed again, its cooldown apart. */
    static boolean resets(final Condition condition, final Long reset, final long v) {
        return switch (condition.type()) {
            case ABOVE, CROSSES_UP -> reset == null ? v < condition.low() : v <= reset;
            case BELOW, CROSSES_DOWN -> reset == null ? v > condition.low() : v >= reset;
            case INSIDE, ENTERS -> !isInside(condition, v);
            case OUTSIDE, EXITS -> isInside(condition, v);
            default -> true;
        };
    }

    /** The first price on a rising or falling way at which the condition holds. */
    static long threshold(final Condition condition, final boolean rising) {
        return switch (condition.type()) {
            case INSIDE, ENTERS -> rising ? condition.low() : condition.high();
            case OUTSIDE, EXITS -> rising ? condition.high() + 1 : condition.low() - 1;
            default -> condition.low();
        };
    }

    /** The level that decided: of a channel, the end that the price passed, as far as that can be told. */
    static long reference(final Condition condition, final Long prev, final long v) {
        return switch (condition.type()) {
            case INSIDE, ENTERS -> prev != null && prev > condition.high() ? condition.high() : condition.low();
            case OUTSIDE, EXITS -> v > condition.high() ? condition.high() : condition.low();
            default -> condition.low();
        };
    }

    private static boolean isInside(final Condition channel, final long price) {
        return channel.low() <= price && price <= channel.high();
    }
}
