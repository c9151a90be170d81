package io.tocsin.engine;

import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.rules.AlertRecord;

/**
 * Receives what the state machine emits, on the engine thread, in its final order. Arguments are valid only during the
 * call. {@link #onInput} comes first for each input; all that follows belongs to it until the next.
 */
public interface Outputs {
    /** A new input begins. Emits nothing by itself. */
    void onInput(long sequence, long timestampNs, long correlationId);

    /** A tick was applied. It comes after the firings that it caused. */
    void onTick(Tick tick);

    /** The input changed nothing. {@code bound} is what the reason speaks of: a limit, a version, a scale. */
    void onRejected(RejectReason reason, long bound);

    /** A symbol came to be or changed, or was asked for. {@code solicited}: it answers the input's correlation id. */
    void onSymbol(int symbolId, boolean solicited);

    /** A command on an alert was applied; {@code alert} is as it left it. */
    void onAlert(AlertChange change, AlertRecord alert);

    /** A command on a push token was applied. */
    void onDevice();

    /** An alert fired; {@code alert} already counts this firing. */
    void onFiring(AlertRecord alert, Firing firing);

    /**
     * A run of alerts fired. It is to be told by {@link FiringRun#tell} before whatever comes later, now or on another thread;
     * who tells it later also adds the number of its firings to the ordinals that follow for the same input.
     *
     * @return how many firings have been told by now.
     */
    default int onRun(final int firstOrdinal, final FiringRun run) {
        return run.tell(firstOrdinal, this::onFiring);
    }

    /** Returns when all runs have been told. */
    default void awaitRuns() {
        // They were told at once.
    }
}
