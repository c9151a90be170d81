package io.tocsin.engine.pipeline;

import io.tocsin.engine.state.StateSink;

/**
 * Receives one snapshot: first the engine's state, on the sequencer thread, which does nothing else meanwhile; then, once
 * they have seen all outputs up to there, those of the listeners, on the egress thread.
 * <p>
 * What goes wrong with it must not stop a node, so nothing here throws.
 */
public interface SnapshotSink extends StateSink {
    /**
     * The state that follows is the one after this input.
     *
     * @param limits of the pipeline that tells it: one with these can hold it.
     */
    void begin(long sequence, long timestampNs, Limits limits);

    /** What follows is of the listeners. */
    void endEngine();

    /** Everything has been told. */
    void end();
}
