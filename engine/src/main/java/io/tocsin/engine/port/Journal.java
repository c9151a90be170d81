package io.tocsin.engine.port;

import io.tocsin.engine.wire.InputBatch;
import org.agrona.DirectBuffer;

/**
 * The truth: every batch of inputs, appended before the engine sees it. Its records are laid out by {@link InputBatch}.
 * <p>
 * {@link #replay} comes first, then {@link #append}; both on one thread at a time.
 */
public interface Journal extends AutoCloseable {
    /** Receives the batches of a replay in order. */
    @FunctionalInterface
    interface BatchHandler {
        /** One batch; the bytes are valid only during the call. */
        void onBatch(DirectBuffer batch, int offset, int length);
    }

    /**
     * Appends one batch as one record; it survives the death of the process when this returns.
     *
     * @throws java.io.UncheckedIOException when it could not be written; the journal then holds nothing of it.
     */
    void append(DirectBuffer batch, int offset, int length);

    /**
     * Hands over all intact batches that hold an input after this one.
     *
     * @param sequence 0 for all.
     */
    void replay(long sequence, BatchHandler handler);

    /** What holds back the outputs of inputs that are not durable yet. */
    default DurabilityGate durability() {
        return DurabilityGate.OPEN;
    }

    @Override
    void close();
}
