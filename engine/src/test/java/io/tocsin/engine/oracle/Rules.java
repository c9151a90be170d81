package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.oracle.Definition.Condition;
import io.tocsin.engine.oracle.Definition.Distance;
import java.math.BigInteger;

/** What a condition on a value means, one sentence of the specification a line. */
final class Rules {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    private Rules() {}

    /** Whether the condition is true, or happens. */
    static boolean holds(Condition condition, Look look) {
        Long prev = look.prev();
        long v = look.v();
        return switch (condition.type()) {
            case ABOVE -> v >= condition.low();
            case BELOW -> v <= condition.low();
            case CROSSES_UP -> prev != null && prev < condition.low() && condition.low() <= v;
            case CROSSES_DOWN -> prev != null && prev > condition.low() && condition.low() >= v;
            case CROSSES ->
                prev != null
                        && ((prev < condition.low() && condition.low() <= v)
                                || (prev > condition.low() && condition.low() >= v));
            case INSIDE -> isInside(condition, v);
            case OUTSIDE -> !isInside(condition, v);
            case ENTERS -> prev != null && !isInside(condition, prev) && isInside(condition, v);
            case EXITS -> prev != null && isInside(condition, prev) && !isInside(condition, v);
            default -> look.from() != null && isFar(condition, look.from(), v);
        };
    }

    /** Whether {@code v} has moved far enough from where the condition measures, in its direction. */
    private static boolean isFar(Condition condition, long from, long v) {
        boolean up = isFar(condition.distance(), v - from, from);
        boolean down = isFar(condition.distance(), from - v, from);
        return switch (condition.direction()) {
            case UP -> up;
            case DOWN -> down;
            default -> up || down;
        };
    }

    private static boolean isFar(Distance distance, long moved, long from) {
        return distance.unit() == DistanceUnit.ABSOLUTE
                ? moved >= distance.size()
                : product(moved, MILLION).compareTo(product(from, BigInteger.valueOf(distance.size()))) >= 0;
    }

    /** Whether there is a reset condition, so that a firing always latches. */
    static boolean hasReset(Condition condition) {
        return switch (condition.type()) {
            case CROSSES, TRAILS -> false;
            case CHANGE -> condition.distance().from() != ReferenceType.LAST_FIRE;
            default -> true;
        };
    }

    /** Whether the reset condition holds at this look. */
    static boolean resets(Condition condition, Long reset, Look look) {
        long v = look.v();
        return switch (condition.type()) {
            case ABOVE, CROSSES_UP -> reset == null ? v < condition.low() : v <= reset;
            case BELOW, CROSSES_DOWN -> reset == null ? v > condition.low() : v >= reset;
            case INSIDE, ENTERS -> !isInside(condition, v);
            case OUTSIDE, EXITS -> isInside(condition, v);
            default -> !holds(condition, look);
        };
    }

    /** Whether the value reached the condition on its way up, as opposed to down. */
    static boolean isReachedFromBelow(Condition condition, Look look) {
        return switch (condition.type()) {
            case ABOVE, CROSSES_UP -> true;
            case BELOW, CROSSES_DOWN -> false;
            case OUTSIDE, EXITS -> look.v() > condition.high();
            case CHANGE -> look.v() > look.from();
            default -> look.v() >= look.prev();
        };
    }

    /** The first value on the way up, or down, at which the condition holds. */
    static long threshold(Condition condition, Look look) {
        boolean up = isReachedFromBelow(condition, look);
        return switch (condition.type()) {
            case INSIDE, ENTERS -> up ? condition.low() : condition.high();
            case OUTSIDE, EXITS -> up ? condition.high() + 1 : condition.low() - 1;
            case CHANGE -> look.from() + (up ? 1 : -1) * units(condition.distance(), look.from());
            default -> condition.low();
        };
    }

    /** The distance from this value in units, rounded up since only whole units can be gone. */
    private static long units(Distance distance, long from) {
        return distance.unit() == DistanceUnit.ABSOLUTE
                ? distance.size()
                : product(from, BigInteger.valueOf(distance.size()))
                        .add(MILLION)
                        .subtract(BigInteger.ONE)
                        .divide(MILLION)
                        .longValueExact();
    }

    /**
     * What decided: the level; of a channel the end that the value passed, as far as that can be known; the extreme.
     */
    static long reference(Condition condition, Look look) {
        return switch (condition.type()) {
            case ABOVE, BELOW, CROSSES_UP, CROSSES_DOWN, CROSSES -> condition.low();
            case INSIDE, ENTERS ->
                look.prev() != null && look.prev() > condition.high() ? condition.high() : condition.low();
            case OUTSIDE, EXITS -> look.v() > condition.high() ? condition.high() : condition.low();
            default -> look.from();
        };
    }

    private static boolean isInside(Condition channel, long v) {
        return channel.low() <= v && v <= channel.high();
    }

    private static BigInteger product(long value, BigInteger factor) {
        return BigInteger.valueOf(value).multiply(factor);
    }
}
