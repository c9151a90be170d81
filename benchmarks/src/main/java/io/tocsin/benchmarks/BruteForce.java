package io.tocsin.benchmarks;

import io.tocsin.engine.codec.Direction;

/**
 * The rules of {@code docs/reference/conditions.md} applied to one alert at a time, price by price, with no index and
 * no shortcut: what a benchmarked engine must agree with.
 */
final class BruteForce {
    private static final long MILLION = 1_000_000;

    private final Rule rule;
    private long prev;
    private long reference;
    private long peak;
    private long trough;
    private long windowMin;
    private long windowMax;

    /** @param rule looked at with each price, and refilled between {@link #arm}s. */
    BruteForce(Rule rule) {
        this.rule = rule;
    }

    /** Armed at this price, which is also the first of the day. */
    void arm(long last) {
        prev = last;
        reference = last;
        peak = last;
        trough = last;
        windowMin = last;
        windowMax = last;
    }

    /** Enough time has passed for all windows to be empty. */
    void forgetWindow() {
        windowMin = Long.MAX_VALUE;
        windowMax = Long.MIN_VALUE;
    }

    /** Whether the alert fires at this price, if it has not before. */
    boolean onPrice(long v) {
        peak = Math.max(peak, v);
        trough = Math.min(trough, v);
        windowMin = Math.min(windowMin, v);
        windowMax = Math.max(windowMax, v);
        boolean fires = switch (rule.type) {
            case ABOVE -> v >= rule.low;
            case BELOW -> v <= rule.low;
            case CROSSES_UP -> crossesUp(v);
            case CROSSES_DOWN -> crossesDown(v);
            case CROSSES -> crossesUp(v) || crossesDown(v);
            case INSIDE -> isInside(v);
            case OUTSIDE -> !isInside(v);
            case ENTERS -> !isInside(prev) && isInside(v);
            case EXITS -> isInside(prev) && !isInside(v);
            case MOVES_UP -> hasRisen(windowMin, v);
            case MOVES_DOWN -> hasFallen(windowMax, v);
            case CHANGE -> hasChanged(v);
            case TRAILS -> rule.direction == Direction.DOWN ? hasFallen(peak, v) : hasRisen(trough, v);
            case SILENT -> false;
            case ANY -> v >= rule.high || v <= rule.low;
            default -> throw new IllegalArgumentException("no benchmark has " + rule);
        };
        prev = v;
        return fires;
    }

    private boolean crossesUp(long v) {
        return prev < rule.low && rule.low <= v;
    }

    private boolean crossesDown(long v) {
        return prev > rule.low && rule.low >= v;
    }

    private boolean isInside(long v) {
        return rule.low <= v && v <= rule.high;
    }

    private boolean hasChanged(long v) {
        return switch (rule.direction) {
            case UP -> hasRisen(reference, v);
            case DOWN -> hasFallen(reference, v);
            default -> hasRisen(reference, v) || hasFallen(reference, v);
        };
    }

    private boolean hasRisen(long from, long v) {
        return (v - from) * MILLION >= from * rule.distancePpm;
    }

    private boolean hasFallen(long from, long v) {
        return (from - v) * MILLION >= from * rule.distancePpm;
    }
}
