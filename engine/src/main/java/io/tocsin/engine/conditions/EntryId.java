package io.tocsin.engine.conditions;

import io.tocsin.engine.rules.ConditionRecord;

/**
 * What the index calls a condition, and timers an alert: the alert's id with a slot, so that the order is by alert
 * first.
 */
public final class EntryId {
    private static final int SLOT_BITS = 4;
    private static final long SLOT_MASK = (1 << SLOT_BITS) - 1;

    private EntryId() {}

    public static long of(long alertId, int slot) {
        return alertId << SLOT_BITS | slot;
    }

    static long of(ConditionRecord condition) {
        return of(condition.alert().alertId(), condition.index());
    }

    public static long alertId(long entryId) {
        return entryId >> SLOT_BITS;
    }

    public static int slot(long entryId) {
        return (int) (entryId & SLOT_MASK);
    }
}
