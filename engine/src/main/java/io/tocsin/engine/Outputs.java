package io.tocsin.engine;

import io.tocsin.engine.codec.AcknowledgeEventDecoder;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RecordDeliveryDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.rules.AlertRecord;
import org.agrona.DirectBuffer;

/**
 * Receives what the state machine emits, on the engine thread, in its final order. Arguments are valid only during the
 * call. {@link #onInput} comes first for each input; all that follows belongs to it until the next.
 */
public interface Outputs {
    /**
     * A new input begins. Emits nothing by itself.
     *
     * @param version of the schema that the input was written in.
     */
    void onInput(long sequence, long timestampNs, long correlationId, int version);

    /**
     * A tick was applied. It comes after the firings that it caused.
     *
     * @param opensDay whether its first price is the first of the symbol's day.
     */
    void onTick(Tick tick, boolean opensDay);

    /** The input changed nothing. {@code bound} is what the reason speaks of: a limit, a version, a scale. */
    void onRejected(RejectReason reason, long bound);

    /** A symbol came to be or changed, or was asked for. {@code solicited}: it answers the input's correlation id. */
    void onSymbol(int symbolId, boolean solicited);

    /**
     * A command on an alert was applied, or the alert expired, which answers nobody.
     *
     * @param alert      as it is from then on, or was when it was deleted.
     * @param definition of what was created or replaced, as the command brought it; else empty.
     */
    void onAlert(AlertChange change, AlertRecord alert, DirectBuffer definition);

    /**
     * A command on a push token was applied.
     *
     * @param owner    an {@link io.tocsin.engine.rules.OwnerKey}.
     * @param platform {@code NULL_VAL} when the token was removed.
     */
    void onDevice(DirectBuffer owner, DirectBuffer token, Platform platform);

    /** An owner has seen an event. */
    void onAcknowledged(AcknowledgeEventDecoder acknowledgement);

    /** An event has got to a target, or never will. */
    void onDelivery(RecordDeliveryDecoder delivery);

    /**
     * A source has brought ticks, or asked.
     *
     * @param sourceSequence the highest that it has brought; 0 for none.
     */
    void onSourceProgressed(DirectBuffer source, long sourceSequence);

    /** An alert fired; {@code alert} already counts this firing. */
    void onFiring(AlertRecord alert, Firing firing);

    /**
     * A run of alerts fired. It is to be emitted by {@link FiringRun#emit} before whatever comes later, now or on
     * another thread; who emits it later also adds the number of its firings to the ordinals that follow for the same
     * input.
     *
     * @return how many firings have been emitted by now.
     */
    default int onRun(int firstOrdinal, FiringRun run) {
        return run.emit(firstOrdinal, this::onFiring);
    }

    /** Returns when all runs have been emitted. */
    default void awaitRuns() {
        // They were emitted at once.
    }
}
