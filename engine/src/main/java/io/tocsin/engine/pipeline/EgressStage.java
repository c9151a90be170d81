package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventHandler;

/** Hands every output to every listener, in their order, on the egress thread. */
final class EgressStage implements EventHandler<Slot> {
    private final OutputListener[] listeners;
    private final Latency ingressToEgress;

    EgressStage(final OutputListener[] listeners, final Latency ingressToEgress) {
        this.listeners = listeners;
        this.ingressToEgress = ingressToEgress;
    }

    @Override
    public void onEvent(final Slot slot, final long ringSequence, final boolean endOfBatch) {
        for (final OutputListener listener : listeners) {
            listener.onOutput(slot.buffer(), 0, slot.length());
        }
        if (slot.ingressNs() != 0) {
            ingressToEgress.record(System.nanoTime() - slot.ingressNs());
        }
        if (endOfBatch) {
            for (final OutputListener listener : listeners) {
                listener.onBatchEnd();
            }
        }
    }
}
