package io.tocsin.benchmarks;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** The ids of the alerts that fired, in order, each with the step of the benchmark at which it did; off the heap. */
final class FiringLog {
    private static final int STEP_SHIFT = 56;
    private static final long ID_MASK = (1L << STEP_SHIFT) - 1;

    private final UnsafeBuffer entries;
    private final int capacity;
    private int count;
    private long step;

    FiringLog(int capacity) {
        this.capacity = capacity;
        entries = new UnsafeBuffer(
                BufferUtil.allocateDirectAligned(Math.multiplyExact(capacity, Long.BYTES), BitUtil.CACHE_LINE_LENGTH));
    }

    void onFiring(long alertId) {
        if (count == capacity) {
            throw new IllegalStateException("more than " + capacity + " firings");
        }
        entries.putLong(count++ * Long.BYTES, step << STEP_SHIFT | alertId);
    }

    /** What the firings from here on are labelled with: 0 to 127. */
    void step(int newStep) {
        step = newStep;
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /**
     * The step at which each of some alerts fired, 0 for those that did not; fails when one fired at step 0, or twice.
     */
    byte[] stepsByAlert(long firstAlertId, int alerts) {
        byte[] steps = new byte[alerts];
        for (int i = 0; i < count; i++) {
            int number = (int) (alertIdAt(i) - firstAlertId);
            if (stepAt(i) == 0 || steps[number] != 0) {
                throw new IllegalStateException("alert " + alertIdAt(i) + " fired early, or twice");
            }
            steps[number] = (byte) stepAt(i);
        }
        return steps;
    }

    private long alertIdAt(int index) {
        return entries.getLong(index * Long.BYTES) & ID_MASK;
    }

    private int stepAt(int index) {
        return (int) (entries.getLong(index * Long.BYTES) >>> STEP_SHIFT);
    }

    /** Fails unless exactly these alerts fired, by id. */
    void mustBe(long firstAlertId, int alerts) {
        boolean matches = count == alerts;
        for (int i = 0; matches && i < count; i++) {
            matches = alertIdAt(i) == firstAlertId + i;
        }
        if (!matches) {
            throw new IllegalStateException(
                    count + " firings, wanted those of " + alerts + " alerts from " + firstAlertId + " on, by id");
        }
    }
}
