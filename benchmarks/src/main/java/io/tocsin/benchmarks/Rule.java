package io.tocsin.benchmarks;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.rules.AlertRecord;

/**
 * What an alert waits for, as a plain object that is filled anew for each alert. {@code ANY} is: above high, or below
 * low.
 */
final class Rule {
    int symbolId;
    ConditionType type;
    TriggerMode mode;
    long low;
    long high;
    long distancePpm;
    long withinNs;
    Direction direction;
    ReferenceType from;

    /** Of this type, once, with nothing else set. */
    Rule of(int newSymbolId, ConditionType newType) {
        symbolId = newSymbolId;
        type = newType;
        mode = TriggerMode.ONCE;
        low = AlertRecord.NULL_VALUE;
        high = AlertRecord.NULL_VALUE;
        distancePpm = AlertRecord.NULL_VALUE;
        withinNs = AlertRecord.NULL_VALUE;
        direction = Direction.NULL_VAL;
        from = ReferenceType.NULL_VAL;
        return this;
    }

    Rule level(long level) {
        low = level;
        return this;
    }

    Rule channel(long newLow, long newHigh) {
        low = newLow;
        high = newHigh;
        return this;
    }

    Rule distance(long ppm) {
        distancePpm = ppm;
        return this;
    }

    Rule within(long durationNs) {
        withinNs = durationNs;
        return this;
    }

    Rule towards(Direction newDirection) {
        direction = newDirection;
        return this;
    }

    Rule from(ReferenceType newFrom) {
        from = newFrom;
        return this;
    }

    @Override
    public String toString() {
        return type + " symbol=" + symbolId + " low=" + low + " high=" + high + " ppm=" + distancePpm + ' ' + direction
                + ' ' + from;
    }
}
