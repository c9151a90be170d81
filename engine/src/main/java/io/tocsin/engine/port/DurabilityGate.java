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
        public boolean isOpen(long sequence) {
            return true;
        }

        @Override
        public CompletableFuture<Void> whenOpen(long sequence) {
            return now;
        }
    };

    /**
     * Whether an input is durable; it was appended or handed over before.
     *
     * @throws java.io.UncheckedIOException when it never will be.
     */
    boolean isOpen(long sequence);

    /**
     * Completed once {@link #isOpen}, or when that never will be; what is to follow must not hold up the thread. From the
     * first call on, somebody waits, and the journal sees to it that the input becomes durable.
     */
    CompletableFuture<Void> whenOpen(long sequence);
}
