package io.tocsin.engine.pipeline;

import io.tocsin.engine.wire.InputBatch;

/** Inputs that the sequencer gathers, stamps and journals, and the engine then applies. */
final class JournaledBatch {
    private final InputBatch inputs = new InputBatch();
    private long ingressNs;

    InputBatch inputs() {
        return inputs;
    }

    /** {@link System#nanoTime} when the oldest input was offered. */
    long ingressNs() {
        return ingressNs;
    }

    void ingressNs(long nanoTime) {
        ingressNs = nanoTime;
    }
}
