package io.tocsin.replay;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import io.tocsin.engine.AlertInspection.Sight;
import io.tocsin.engine.arithmetic.Wide;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.rules.ConditionRecord.Phase;

/** What a condition waits for, and how far that is, in numbers and in words. */
final class ConditionOutlook {
    private final ConditionRecord condition;
    private final Sight sight;
    private final String symbol;
    private final int priceDecimals;
    private final int decimals;
    private final long low;
    private final long high;

    /**
     * @param symbol        the name of the condition's.
     * @param priceDecimals the scale of that symbol's prices.
     * @param sight         what the engine looks at it with.
     */
    ConditionOutlook(ConditionRecord condition, String symbol, int priceDecimals, Sight sight) {
        this.condition = condition;
        this.symbol = symbol;
        this.priceDecimals = priceDecimals;
        this.sight = sight;
        decimals = condition.decimals();
        boolean isValue = condition.levelKind() != ValueKind.NULL_VAL;
        low = isValue ? sight.level() : condition.low();
        high = isValue ? sight.level() : condition.high();
    }

    String symbol() {
        return symbol;
    }

    /** The last price of the symbol; null when there is none yet. */
    String price() {
        return sight.price() == NULL_VALUE ? null : Decimals.format(sight.price(), priceDecimals);
    }

    /** What is watched, as of the last input; null when there is nothing yet. */
    String value() {
        return format(sight.value());
    }

    /** The level, when it is a value; null when it is none, or there is none yet. */
    String level() {
        return format(sight.level());
    }

    /** What the distance is measured from; null when that is nothing, or nothing yet. */
    String reference() {
        return format(isFall() ? sight.high() : sight.low());
    }

    /** The least value, above the present one, at which it becomes true; null when there is none. */
    String up() {
        return format(upThreshold());
    }

    /** The greatest value, below the present one, at which it becomes true; null when there is none. */
    String down() {
        return format(downThreshold());
    }

    /** How far the nearest of these is; null when there is none. */
    String distance() {
        long v = sight.value();
        if (v == NULL_VALUE) {
            return null;
        }
        long up = upThreshold() == NULL_VALUE ? Long.MAX_VALUE : Math.max(0, upThreshold() - v);
        long down = downThreshold() == NULL_VALUE ? Long.MAX_VALUE : Math.max(0, v - downThreshold());
        return Math.min(up, down) == Long.MAX_VALUE ? null : format(Math.min(up, down));
    }

    /** Whether it counts as true, as part of a compound alert. */
    boolean holds() {
        return isEvent() ? condition.trueUntilNs() != NULL_VALUE : condition.phase() == Phase.HOLDING;
    }

    /** When a silence is complete, if no tick comes; null for other conditions, and before the first tick. */
    String dueAt() {
        return condition.type() == ConditionType.SILENT && sight.tickTimeNs() != NULL_VALUE
                ? Times.format(sight.tickTimeNs() + condition.withinNs())
                : null;
    }

    /** Until when an event counts as true; null when it does not. */
    String trueUntil() {
        return condition.trueUntilNs() == NULL_VALUE ? null : Times.format(condition.trueUntilNs());
    }

    /** Why it has not fired since it was armed. */
    String whyNot() {
        if (sight.price() == NULL_VALUE) {
            return symbol + " has had no price yet";
        }
        if (condition.type() == ConditionType.SILENT) {
            return "the last tick of " + symbol + " came at " + Times.format(sight.tickTimeNs())
                    + ", so it is silent from " + dueAt() + " on";
        }
        if (sight.value() == NULL_VALUE) {
            return watched() + " is not known yet";
        }
        return switch (condition.type()) {
            case ABOVE, BELOW, CROSSES_UP, CROSSES_DOWN, CROSSES -> whyNotAtLevel();
            case INSIDE, OUTSIDE, ENTERS, EXITS -> whyNotInChannel();
            default -> whyNotFarEnough();
        };
    }

    private String whyNotAtLevel() {
        if (low == NULL_VALUE) {
            return "its level is not known yet";
        }
        int side = Long.compare(sight.value(), low);
        boolean looksUp = condition.type() == ConditionType.ABOVE || condition.type() == ConditionType.CROSSES_UP;
        boolean looksDown = condition.type() == ConditionType.BELOW || condition.type() == ConditionType.CROSSES_DOWN;
        if ((looksUp && side < 0) || (looksDown && side > 0) || (!looksUp && !looksDown && side != 0)) {
            return watchedNow() + " has not reached " + format(low);
        }
        String where = side == 0 ? " is at " : side > 0 ? " is above " : " is below ";
        return watchedNow() + where + format(low) + " already, and must come from "
                + (looksUp ? "below" : looksDown ? "above" : "elsewhere");
    }

    private String whyNotInChannel() {
        boolean isInside = sight.value() >= low && sight.value() <= high;
        String channel = format(low) + " to " + format(high);
        return watchedNow()
                + switch (condition.type()) {
                    case INSIDE -> " is not within ";
                    case OUTSIDE -> " is not outside ";
                    case ENTERS -> isInside ? " is within already, and must come from outside " : " has not entered ";
                    default -> isInside ? " has not left " : " is outside already, and must come from within ";
                }
                + channel;
    }

    private String whyNotFarEnough() {
        if (reference() == null) {
            return "there is nothing to measure from yet";
        }
        StringBuilder text = new StringBuilder(watchedNow()).append(" has not ");
        String up = up();
        String down = down();
        if (up != null) {
            text.append("risen to ").append(up);
        }
        if (down != null) {
            text.append(up == null ? "fallen to " : " or fallen to ").append(down);
        }
        return text.append(", ")
                .append(amount())
                .append(" from ")
                .append(origin())
                .append(' ')
                .append(reference())
                .toString();
    }

    private String amount() {
        return condition.unit() == DistanceUnit.PERCENT
                ? Decimals.format(condition.distance(), Decimals.PERCENT_DECIMALS) + " %"
                : format(condition.distance());
    }

    private String origin() {
        return switch (condition.type()) {
            case MOVES_UP -> "the least of the last " + Times.formatDuration(condition.withinNs());
            case MOVES_DOWN -> "the greatest of the last " + Times.formatDuration(condition.withinNs());
            case TRAILS -> isFall() ? "the peak" : "the trough";
            default -> "the " + originOfChange(condition.from());
        };
    }

    private static String originOfChange(ReferenceType from) {
        return switch (from) {
            case CREATION -> "value when it was armed,";
            case LAST_FIRE -> "value of the last firing,";
            case DAY_OPEN -> "day's open";
            case PREVIOUS_CLOSE -> "previous close";
            case NULL_VAL -> throw new IllegalArgumentException("a change from nothing");
        };
    }

    /** What a latched alert waits for beside its cooldown; null for nothing. */
    String reset() {
        long reset = condition.alert().reset();
        return switch (condition.type()) {
            case ABOVE, CROSSES_UP ->
                reset == NULL_VALUE
                        ? watchedNow() + " is below " + format(low)
                        : watchedNow() + " is at or below " + format(reset);
            case BELOW, CROSSES_DOWN ->
                reset == NULL_VALUE
                        ? watchedNow() + " is above " + format(low)
                        : watchedNow() + " is at or above " + format(reset);
            case INSIDE, ENTERS -> watchedNow() + " is outside " + format(low) + " to " + format(high);
            case OUTSIDE, EXITS -> watchedNow() + " is within " + format(low) + " to " + format(high);
            case CROSSES, TRAILS -> null;
            case CHANGE -> condition.from() == ReferenceType.LAST_FIRE ? null : "the condition is false";
            default -> "the condition is false";
        };
    }

    private long upThreshold() {
        long v = sight.value();
        if (!condition.alert().isInForce()) {
            return NULL_VALUE;
        }
        return switch (condition.type()) {
            case ABOVE, CROSSES_UP -> low;
            case CROSSES -> v < low ? low : NULL_VALUE;
            case INSIDE, ENTERS -> v < low ? low : NULL_VALUE;
            case OUTSIDE, EXITS -> v >= low && v <= high ? high + 1 : NULL_VALUE;
            case MOVES_UP -> risen();
            case CHANGE -> condition.direction() == Direction.DOWN ? NULL_VALUE : risen();
            case TRAILS -> isFall() ? NULL_VALUE : risen();
            default -> NULL_VALUE;
        };
    }

    private long downThreshold() {
        long v = sight.value();
        if (!condition.alert().isInForce()) {
            return NULL_VALUE;
        }
        return switch (condition.type()) {
            case BELOW, CROSSES_DOWN -> low;
            case CROSSES -> v > low ? low : NULL_VALUE;
            case INSIDE, ENTERS -> v > high ? high : NULL_VALUE;
            case OUTSIDE, EXITS -> v >= low && v <= high ? low - 1 : NULL_VALUE;
            case MOVES_DOWN -> fallen();
            case CHANGE -> condition.direction() == Direction.UP ? NULL_VALUE : fallen();
            case TRAILS -> isFall() ? fallen() : NULL_VALUE;
            default -> NULL_VALUE;
        };
    }

    private long risen() {
        return sight.low() == NULL_VALUE ? NULL_VALUE : Wide.saturatingAdd(sight.low(), distanceFrom(sight.low()));
    }

    private long fallen() {
        return sight.high() == NULL_VALUE ? NULL_VALUE : Wide.saturatingAdd(sight.high(), -distanceFrom(sight.high()));
    }

    private long distanceFrom(long base) {
        return condition.unit() == DistanceUnit.PERCENT
                ? Wide.ceilPpm(base, condition.distance())
                : condition.distance();
    }

    private boolean isFall() {
        return condition.type() == ConditionType.MOVES_DOWN
                || (condition.type() == ConditionType.TRAILS && condition.direction() == Direction.DOWN);
    }

    private boolean isEvent() {
        return switch (condition.type()) {
            case CROSSES_UP, CROSSES_DOWN, CROSSES, ENTERS, EXITS -> true;
            default -> false;
        };
    }

    private String watchedNow() {
        return sight.value() == NULL_VALUE ? watched() : watched() + " " + value();
    }

    private String watched() {
        String bars =
                condition.bar() == Bar.NULL_VAL ? "" : " over " + condition.period() + " bars of " + condition.bar();
        return switch (condition.kind()) {
            case LAST -> "the last price";
            case VOLUME -> "the volume of the last " + Times.formatDuration(condition.withinNs());
            default -> "the " + Words.of(condition.kind()) + bars;
        };
    }

    private String format(long units) {
        return units == NULL_VALUE ? null : Decimals.format(units, decimals);
    }
}
