package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.rules.AlertRecord;

/**
 * The conditions on price levels and channels: when they fire, when they reset, and, derived from both, the two prices
 * between which nothing can happen to an alert.
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
 * Every function is pure. An alert with keys for price p lies strictly between them; after it was looked at with price v
 * its new keys enclose v.
 */
final class PriceLevel {
    /** The up key of an alert that waits for the first price of its symbol: any price reaches it. */
    static final long FIRST_PRICE = 0;

    static final long MAX_PRICE = 1L << 62;

    private PriceLevel() {}

    /** Whether the definition makes sense; the edges have checked it before, with better words. */
    static boolean isValid(final AlertRecord alert) {
        final long low = alert.low();
        final long high = alert.high();
        if (alert.mode() == TriggerMode.NULL_VAL || alert.cooldownNs() < 0 || low <= 0 || low > MAX_PRICE) {
            return false;
        }
        return switch (alert.condition()) {
            case ABOVE, CROSSES_UP -> high == NULL_VALUE && (alert.reset() == NULL_VALUE || alert.reset() < low);
            case BELOW, CROSSES_DOWN -> high == NULL_VALUE && (alert.reset() == NULL_VALUE || alert.reset() > low);
            case CROSSES -> high == NULL_VALUE && alert.reset() == NULL_VALUE;
            case INSIDE, OUTSIDE, ENTERS, EXITS -> low < high && high <= MAX_PRICE && alert.reset() == NULL_VALUE;
            case NULL_VAL -> false;
        };
    }

    /** Whether the condition looks at the price alone, not at how it came there. */
    static boolean isOfState(final ConditionType condition) {
        return switch (condition) {
            case ABOVE, BELOW, INSIDE, OUTSIDE -> true;
            case CROSSES_UP, CROSSES_DOWN, CROSSES, ENTERS, EXITS, NULL_VAL -> false;
        };
    }

    /** Whether an armed alert fires at price {@code v}, coming from {@code prev}, which may be absent. */
    static boolean fires(final AlertRecord alert, final long prev, final long v) {
        final long low = alert.low();
        final boolean first = prev == NULL_VALUE;
        return switch (alert.condition()) {
            case ABOVE -> v >= low;
            case BELOW -> v <= low;
            case CROSSES_UP -> !first && prev < low && v >= low;
            case CROSSES_DOWN -> !first && prev > low && v <= low;
            case CROSSES -> !first && ((prev < low && v >= low) || (prev > low && v <= low));
            case INSIDE -> isInside(alert, v);
            case OUTSIDE -> !isInside(alert, v);
            case ENTERS -> !first && !isInside(alert, prev) && isInside(alert, v);
            case EXITS -> !first && isInside(alert, prev) && !isInside(alert, v);
            case NULL_VAL -> false;
        };
    }

    /** Whether an alert whose cooldown is over may be armed again at price {@code v}. */
    static boolean resets(final AlertRecord alert, final long v) {
        return switch (alert.condition()) {
            case ABOVE, CROSSES_UP -> v <= resetBelow(alert);
            case BELOW, CROSSES_DOWN -> v >= resetAbove(alert);
            case CROSSES -> true;
            case INSIDE, ENTERS -> !isInside(alert, v);
            case OUTSIDE, EXITS -> isInside(alert, v);
            case NULL_VAL -> false;
        };
    }

    /** Whether there is anything to wait for between a firing and the next arming, beside a cooldown. */
    static boolean hasReset(final ConditionType condition) {
        return condition != ConditionType.CROSSES;
    }

    /** The reference that a firing at {@code v} reports: the level, or the end of the channel that was passed. */
    static long reference(final AlertRecord alert, final long prev, final long v) {
        return switch (alert.condition()) {
            case INSIDE, ENTERS -> prev != NULL_VALUE && prev > alert.high() ? alert.high() : alert.low();
            case OUTSIDE, EXITS -> v > alert.high() ? alert.high() : alert.low();
            default -> alert.low();
        };
    }

    /** The lowest price above {@code p} that matters to an armed alert, or {@code NULL_VALUE}. */
    static long armedUpKey(final AlertRecord alert, final long p) {
        final long low = alert.low();
        return switch (alert.condition()) {
            case ABOVE -> low;
            case BELOW, NULL_VAL -> NULL_VALUE;
            case CROSSES_UP -> p < low ? low : NULL_VALUE;
            case CROSSES_DOWN -> p > low ? NULL_VALUE : low + 1;
            case CROSSES -> p < low ? low : p == low ? low + 1 : NULL_VALUE;
            case INSIDE, OUTSIDE, ENTERS, EXITS -> channelUpKey(alert, p);
        };
    }

    /** The highest price below {@code p} that matters to an armed alert, or {@code NULL_VALUE}. */
    static long armedDownKey(final AlertRecord alert, final long p) {
        final long low = alert.low();
        return switch (alert.condition()) {
            case ABOVE, NULL_VAL -> NULL_VALUE;
            case BELOW -> low;
            case CROSSES_UP -> p < low ? NULL_VALUE : low - 1;
            case CROSSES_DOWN -> p > low ? low : NULL_VALUE;
            case CROSSES -> p > low ? low : p == low ? low - 1 : NULL_VALUE;
            case INSIDE, OUTSIDE, ENTERS, EXITS -> channelDownKey(alert, p);
        };
    }

    /** As {@link #armedUpKey}, for an alert that waits for its reset. */
    static long resetUpKey(final AlertRecord alert, final long p) {
        return switch (alert.condition()) {
            case BELOW, CROSSES_DOWN -> resetAbove(alert);
            case INSIDE, OUTSIDE, ENTERS, EXITS -> channelUpKey(alert, p);
            case ABOVE, CROSSES_UP, CROSSES, NULL_VAL -> NULL_VALUE;
        };
    }

    /** As {@link #armedDownKey}, for an alert that waits for its reset. */
    static long resetDownKey(final AlertRecord alert, final long p) {
        return switch (alert.condition()) {
            case ABOVE, CROSSES_UP -> resetBelow(alert);
            case INSIDE, OUTSIDE, ENTERS, EXITS -> channelDownKey(alert, p);
            case BELOW, CROSSES_DOWN, CROSSES, NULL_VAL -> NULL_VALUE;
        };
    }

    private static boolean isInside(final AlertRecord alert, final long v) {
        return alert.low() <= v && v <= alert.high();
    }

    private static long channelUpKey(final AlertRecord alert, final long p) {
        return p < alert.low() ? alert.low() : p <= alert.high() ? alert.high() + 1 : NULL_VALUE;
    }

    private static long channelDownKey(final AlertRecord alert, final long p) {
        return p > alert.high() ? alert.high() : p >= alert.low() ? alert.low() - 1 : NULL_VALUE;
    }

    private static long resetBelow(final AlertRecord alert) {
        return alert.reset() != NULL_VALUE ? alert.reset() : alert.low() - 1;
    }

    private static long resetAbove(final AlertRecord alert) {
        return alert.reset() != NULL_VALUE ? alert.reset() : alert.low() + 1;
    }
}
