package io.tocsin.engine.port;

import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.DirectBuffer;

/**
 * Sees every output of the engine, in order, on the egress thread. During recovery it sees again what earlier runs
 * emitted, with the same identities.
 * <p>
 * An implementation must not block for long (the engine waits once the egress ring is full) and must not throw: an
 * exception stops the node.
 */
public interface OutputListener {
    /** One output: an SBE message header and body. The bytes are valid only during the call. */
    void onOutput(DirectBuffer message, int offset, int length);

    /** No further output is at hand right now: the moment to flush. */
    default void onBatchEnd() {}

    /** Tells, for a snapshot, what it needs to know of the outputs so far and does not keep by itself. */
    default void writeState(final StateSink sink) {}

    /**
     * Takes over what {@link #writeState} told; outputs go on from there. Before any of them it has heard of all symbols
     * that there are. On the thread that recovers, while the egress thread rests.
     */
    default void readState(final StateSource source) {}
}
