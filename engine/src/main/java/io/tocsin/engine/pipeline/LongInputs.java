package io.tocsin.engine.pipeline;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory for inputs that are too long for a slot, and for requests of several, from the offer until the sequencer has
 * copied them: bytes on the heap, within a budget. It is taken and filled before a slot is claimed, so that whoever has
 * a slot never lacks memory to fill it. Any thread.
 */
final class LongInputs {
    private static final Logger LOG = LoggerFactory.getLogger(LongInputs.class);

    private final long budgetBytes;
    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicBoolean isReported = new AtomicBoolean();

    LongInputs(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /** Bytes that are in use. */
    long usedBytes() {
        return usedBytes.get();
    }

    /** Takes bytes, all of which must be given back; null when the budget does not allow so many now. */
    byte[] take(int bytes) {
        if (usedBytes.addAndGet(bytes) > budgetBytes) {
            giveBack(bytes);
            reportOnce();
            return null;
        }
        boolean isTaken = false;
        try {
            byte[] taken = new byte[bytes];
            isTaken = true;
            return taken;
        } finally {
            if (!isTaken) {
                giveBack(bytes);
            }
        }
    }

    /** Gives back some of the bytes that were taken. */
    void giveBack(int bytes) {
        usedBytes.addAndGet(-bytes);
    }

    private void reportOnce() {
        if (isReported.compareAndSet(false, true)) {
            LOG.warn(
                    "Long inputs of {} MiB wait for the engine: more are answered as busy until it has taken some; this is"
                            + " said once",
                    budgetBytes >> 20);
        }
    }
}
