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

    /**
     * Waits until an input is as durable as this journal promises: until then nothing that follows from it may leave
     * the node. Any thread.
     *
     * @param sequence of an input that was appended or handed over.
     * @return the last sequence that is that durable now, at least the one asked for; {@link Long#MAX_VALUE} where
     * there     is never anything to wait for.
     * @throws java.io.UncheckedIOException when it never will be.
     */
    default long awaitDurable(final long sequence) {
        return Long.MAX_VALUE;
    }

    @Override
    void close();
}
