package io.tocsin.engine.conditions;

import io.tocsin.engine.rules.ConditionRecord;

/** What families report of the conditions they hold, and how they get at them: the book of alerts. Engine thread. */
public interface Alerts {
    /** Shows a condition by the id under which the index holds it; {@link #close} follows before the next one. */
    ConditionRecord open(long entryId);

    /** Stores what has become of the condition opened last. */
    void close();

    /** The condition, which its family has let go of, has become true, or, if an event, has happened. */
    void onTrue(ConditionRecord condition);

    /** The condition, which its family has let go of, has become false, or its reset condition has come true. */
    void onFalse(ConditionRecord condition);

    /**
     * The single conditions of a set of {@link Levels}, which fire when they are reached, have been reached by the last
     * price of a symbol. The set is the callee's.
     */
    void onOneShots(int root, int symbolId);

    /** A step is over: compound alerts whose conditions changed are looked at. */
    void endStep();

    /** The time of the step: the input's, or that of the timer. */
    long nowNs();

    /** The number of the step; the values that have an event in it bear it. */
    long step();
}
