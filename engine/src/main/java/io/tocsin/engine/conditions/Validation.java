package io.tocsin.engine.conditions;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.series.SeriesKey;

/**
 * Whether a definition is one of those that the reference of conditions allows. Edges check before they send, and say
 * what is wrong; this keeps the state machine whole whoever sends.
 */
public final class Validation {
    private static final long MOST = 1L << 62;
    private static final long MOST_RSI = 1_000_000;
    private static final long MOST_PPM = 10_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000;
    private static final long DAY_NS = 86_400 * SECOND_NS;
    private static final int LEAST_PERIOD = 2;
    private static final int MOST_PERIOD = 500;

    private final ConditionRecord condition = new ConditionRecord();

    public boolean isValid(AlertRecord alert) {
        boolean compound = alert.condition() == ConditionType.ALL || alert.condition() == ConditionType.ANY;
        if (compound != alert.isCompound() || alert.mode() == TriggerMode.NULL_VAL || alert.cooldownNs() < 0) {
            return false;
        }
        for (int i = 0; i < alert.conditionCount(); i++) {
            condition.wrap(alert, i);
            if ((!compound && condition.type() != alert.condition()) || !isValue() || !isCondition() || !isHold()) {
                return false;
            }
        }
        return alert.reset() == NULL_VALUE || (!compound && isReset(alert.reset()));
    }

    private boolean isValue() {
        return isValue(condition.kind(), condition.bar(), condition.period())
                && (condition.kind() != ValueKind.VOLUME || isSpan(condition.withinNs()));
    }

    private static boolean isValue(ValueKind kind, Bar bar, int period) {
        return switch (kind) {
            case LAST, BID, ASK, MID, SPREAD, VOLUME -> bar == Bar.NULL_VAL && period == 0;
            case SMA, EMA, RSI, VWAP -> bar != Bar.NULL_VAL && period >= LEAST_PERIOD && period <= MOST_PERIOD;
            case NULL_VAL -> false;
        };
    }

    private boolean isCondition() {
        boolean levelIsValue = condition.levelKind() != ValueKind.NULL_VAL;
        return switch (condition.type()) {
            case ABOVE, BELOW, CROSSES_UP, CROSSES_DOWN, CROSSES ->
                levelIsValue ? isDifference() : isLevel(condition.low());
            case INSIDE, OUTSIDE, ENTERS, EXITS ->
                !levelIsValue
                        && isLevel(condition.low())
                        && isLevel(condition.high())
                        && condition.low() < condition.high();
            case MOVES_UP, MOVES_DOWN ->
                !levelIsValue && isPrice(condition.kind()) && isDistance() && isSpan(condition.withinNs());
            case CHANGE -> !levelIsValue && isDistance() && condition.direction() != Direction.NULL_VAL && isMeasured();
            case TRAILS ->
                !levelIsValue
                        && isPrice(condition.kind())
                        && isDistance()
                        && (condition.direction() == Direction.UP || condition.direction() == Direction.DOWN);
            case SILENT -> !levelIsValue && condition.kind() == ValueKind.LAST && isSpan(condition.withinNs());
            case ALL, ANY, NULL_VAL -> false;
        };
    }

    private boolean isDifference() {
        return isPrice(condition.kind())
                && isPrice(condition.levelKind())
                && isValue(condition.levelKind(), condition.levelBar(), condition.levelPeriod())
                && !SeriesKey.isOfOne(condition);
    }

    /** Whether values of a kind are prices, of which a share can be taken. */
    private static boolean isPrice(ValueKind kind) {
        return kind != ValueKind.SPREAD && kind != ValueKind.VOLUME && kind != ValueKind.RSI;
    }

    private boolean isLevel(long level) {
        return switch (condition.kind()) {
            case SPREAD -> level >= -MOST && level <= MOST;
            case VOLUME -> level >= 0 && level <= MOST;
            case RSI -> level >= 0 && level <= MOST_RSI;
            default -> level > 0 && level <= MOST;
        };
    }

    private boolean isDistance() {
        long most = condition.unit() == DistanceUnit.PERCENT ? MOST_PPM : MOST;
        return condition.unit() != DistanceUnit.NULL_VAL && condition.distance() > 0 && condition.distance() <= most;
    }

    private boolean isMeasured() {
        return switch (condition.from()) {
            case CREATION, LAST_FIRE -> isPrice(condition.kind());
            case DAY_OPEN, PREVIOUS_CLOSE -> condition.kind() == ValueKind.LAST;
            case NULL_VAL -> false;
        };
    }

    private static boolean isSpan(long spanNs) {
        return spanNs >= SECOND_NS && spanNs <= DAY_NS && spanNs % SECOND_NS == 0;
    }

    private boolean isHold() {
        long holdNs = condition.holdNs();
        boolean canHold = condition.alert().isCompound() && Families.isEvent(condition.type());
        return holdNs == 0 || (canHold && holdNs > 0 && holdNs <= DAY_NS);
    }

    private boolean isReset(long reset) {
        if (condition.levelKind() != ValueKind.NULL_VAL || !isLevel(reset)) {
            return false;
        }
        return switch (condition.type()) {
            case ABOVE, CROSSES_UP -> reset < condition.low();
            case BELOW, CROSSES_DOWN -> reset > condition.low();
            default -> false;
        };
    }
}
