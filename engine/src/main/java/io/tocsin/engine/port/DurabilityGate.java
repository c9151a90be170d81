package io.tocsin.engine.port;

import java.util.concurrent.CompletableFuture;

/**
 * Decides when what follows from an input may leave the node: once the input is as durable as its journal promises.
 * Under a replicated log there is nothing to wait for: an input is committed before the engine sees it. Any thread.
 */
public interface DurabilityGate {
    /** Where there is never anything to wait for. */
    DurabilityGate OPEN = new DurabilityGate() {
        private final CompletableFuture<Void> now = CompletableFuture.completedFuture(null);

        @Override
        public long await(long sequence) {
            return Long.MAX_VALUE;
        }

        @Override
        public CompletableFuture<Void> whenOpen(long sequence) {
            return now;
        }
    };

    /**
     * Waits until an input is durable.
     *
     * @param sequence of an input that was appended or handed over.
     * @return the last sequence that is durable now, at least the one asked for; {@link Long#MAX_VALUE} where there is
     * never anything to wait for.
     * @throws java.io.UncheckedIOException when it never will be.
     */
    long await(long sequence);

    /**
     * Completed once {@link #await} would not wait, or failed with an {@link java.io.UncheckedIOException}; what is to
     * follow must not hold up the thread.
     */
    CompletableFuture<Void> whenOpen(long sequence);
}
