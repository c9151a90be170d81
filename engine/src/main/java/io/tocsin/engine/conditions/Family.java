package io.tocsin.engine.conditions;

import io.tocsin.engine.rules.ConditionRecord;

/**
 * The conditions that are watched in the same way: where they wait to become true, and, then, to become false.
 *
 * <pre>
 *   attach ──► await ──► (Alerts.onTrue) ──► awaitEnd ──► (Alerts.onFalse) ──► await ...
 *                │                              │
 *                └────────── withdraw ──────────┴──► detach
 * </pre>
 *
 * Whoever calls {@link Alerts#onTrue} or {@link Alerts#onFalse} has let go of the condition before. A tick must cost
 * nothing per condition: a family holds its conditions ordered by the value at which they must be looked at.
 */
public interface Family {
    /**
     * Waits for the condition to become true, from the series' present value on. Alert and condition are not stored.
     */
    void await(ConditionRecord condition);

    /** Waits for the condition to become false, or for its reset condition. */
    void awaitEnd(ConditionRecord condition);

    /**
     * Has an armed condition, which is in no set, be looked at with the next value, though it would be true of the
     * present one.
     */
    default void awaitNext(ConditionRecord condition) {
        await(condition);
    }

    /** Lets go of the condition, wherever it waits. */
    void withdraw(ConditionRecord condition);

    /** Puts an attached condition, fresh from a state, into the sets in which phase and keys say that it waits. */
    void restore(ConditionRecord condition);

    /** Takes the present value, if there is one, as what an own reference, peak or trough starts from. */
    void measureAfresh(ConditionRecord condition);

    /** A set of {@link Levels} in which the condition waits was reached by the series' present value. */
    void onReached(ConditionRecord condition);

    /** Whether an alert fires at once when it is armed. */
    boolean holdsOnArming(ConditionRecord condition);

    /** Whether there is a reset condition, so that a fired alert is not armed before it holds. */
    boolean hasReset(ConditionRecord condition);

    /** Whether the reset condition holds with the present value, at the end of a cooldown. */
    boolean resets(ConditionRecord condition, long atNs);

    /** What a firing by this condition, which is true now, reports as its reference. */
    long reference(ConditionRecord condition);
}
