package io.tocsin.engine.series;

import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.rules.ConditionRecord;

/**
 * What a watched value is, as one number: equal for equal values, and ordered as the values of a symbol are looked at.
 *
 * <pre>
 *   62      59 58                    32 31               16 15                0
 *  +----------+------------------------+-------------------+-----------------+
 *  | rank     | seconds of a volume    | value             | level's value   |     rank: the kind, 15 for a difference
 *  +----------+------------------------+-------------------+-----------------+
 *                                         kind 4, bar 3, period 9 bits
 * </pre>
 */
public final class SeriesKey {
    private static final int RANK_SHIFT = 59;
    private static final int SECONDS_SHIFT = 32;
    private static final int VALUE_SHIFT = 16;
    private static final int VALUE_MASK = 0xFFFF;
    private static final int KIND_SHIFT = 12;
    private static final int BAR_SHIFT = 9;
    private static final int PERIOD_MASK = 0x1FF;
    private static final int BAR_MASK = 0x7;
    private static final long DIFFERENCE = 15;
    private static final long SECOND_NS = 1_000_000_000;

    /** The last price. */
    static final long LAST = of(ValueKind.LAST, Bar.NULL_VAL, 0);

    private SeriesKey() {}

    /** Of what a condition watches: a value, or its difference to the value that is its level. */
    public static long of(ConditionRecord condition) {
        long value = value(condition.kind(), condition.bar(), condition.period());
        if (condition.levelKind() == ValueKind.NULL_VAL) {
            return condition.kind() == ValueKind.VOLUME
                    ? ofVolume(condition.withinNs())
                    : of(condition.kind(), condition.bar(), condition.period());
        }
        long level = value(condition.levelKind(), condition.levelBar(), condition.levelPeriod());
        return ranked(DIFFERENCE) | (value << VALUE_SHIFT) | level;
    }

    /** Whether the value that a condition watches and the value that is its level are the same. */
    public static boolean isOfOne(ConditionRecord condition) {
        return value(condition.kind(), condition.bar(), condition.period())
                == value(condition.levelKind(), condition.levelBar(), condition.levelPeriod());
    }

    /** Of a value that is neither a volume nor a difference. */
    static long of(ValueKind kind, Bar bar, int period) {
        return ofValue(value(kind, bar, period));
    }

    private static long ofVolume(long withinNs) {
        long value = value(ValueKind.VOLUME, Bar.NULL_VAL, 0);
        return ranked(ValueKind.VOLUME.value()) | ((withinNs / SECOND_NS) << SECONDS_SHIFT) | (value << VALUE_SHIFT);
    }

    static long minuend(long difference) {
        return ofValue((difference >>> VALUE_SHIFT) & VALUE_MASK);
    }

    static long subtrahend(long difference) {
        return ofValue(difference & VALUE_MASK);
    }

    public static boolean isDifference(long key) {
        return key >>> RANK_SHIFT == DIFFERENCE;
    }

    /** The kind of a value; of a difference, that of the watched value. */
    public static ValueKind kind(long key) {
        return ValueKind.get((short) ((key >>> (VALUE_SHIFT + KIND_SHIFT)) & 0xF));
    }

    /** The length of its bars, if it has any. */
    public static Bar bar(long key) {
        int bar = (int) ((key >>> (VALUE_SHIFT + BAR_SHIFT)) & BAR_MASK);
        return bar == 0 ? Bar.NULL_VAL : Bar.get((short) bar);
    }

    public static int period(long key) {
        return (int) ((key >>> VALUE_SHIFT) & PERIOD_MASK);
    }

    /** The window of a volume. */
    static long withinNs(long key) {
        return ((key >>> SECONDS_SHIFT) & 0x7FF_FFFFL) * SECOND_NS;
    }

    private static long ofValue(long value) {
        return ranked(value >>> KIND_SHIFT) | (value << VALUE_SHIFT);
    }

    private static long ranked(long rank) {
        return rank << RANK_SHIFT;
    }

    private static long value(ValueKind kind, Bar bar, int period) {
        int barBits = bar == Bar.NULL_VAL ? 0 : bar.value();
        return ((long) kind.value() << KIND_SHIFT) | ((long) barBits << BAR_SHIFT) | period;
    }
}
