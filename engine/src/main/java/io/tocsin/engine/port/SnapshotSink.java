package io.tocsin.engine.port;

import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateSink;

/**
 * Receives one snapshot: first the head of the engine's state, on the sequencer thread, which does nothing else
 * meanwhile; then what the listeners know, once they have seen all outputs up to there, on the egress thread. The rest
 * of the engine's state is its own to have written.
 * <p>
 * What goes wrong with it must not stop a node, so nothing here throws.
 */
public interface SnapshotSink extends StateSink {
    /**
     * The state that follows is the one after this input.
     *
     * @param layout of the engine's state.
     * @param limits of the pipeline that writes it: one with these can hold it.
     */
    void begin(long sequence, long timestampNs, int layout, Limits limits);

    /**
     * The engine goes on.
     *
     * @param rest follows what the engine has written so far; to be written by one thread, and closed, before the
     *             pipeline is.
     */
    void endPause(FrozenState rest);

    /** Takes what the listeners know, which comes after all of the engine's state. */
    StateSink listeners();

    /** Everything but the rest has been written. */
    void end();
}
