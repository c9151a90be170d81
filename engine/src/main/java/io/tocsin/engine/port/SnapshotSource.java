package io.tocsin.engine.port;

import io.tocsin.engine.state.StateSource;

/** Gives back what a {@link SnapshotSink} received. */
public interface SnapshotSource extends StateSource {
    /** Of the last input in it. */
    long sequence();

    /** Of the last input in it. */
    long timestampNs();

    /** A pipeline with these can hold it. */
    Limits limits();
}
