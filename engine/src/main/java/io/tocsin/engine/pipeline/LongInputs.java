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
    private final int maxInputs;
    private final AtomicLong waitingInputs = new AtomicLong();
    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicBoolean isReported = new AtomicBoolean();

    /** @param maxInputs that may wait, where one request does not bring more by itself. */
    LongInputs(long budgetBytes, int maxInputs) {
        this.budgetBytes = budgetBytes;
        this.maxInputs = maxInputs;
    }

    /** Bytes that are in use. */
    long usedBytes() {
        return usedBytes.get();
    }

    /**
     * Takes memory for what a request brings, to be given back as a whole; null when so much may not wait now.
     *
     * @param inputs how many it brings.
     */
    byte[] take(int bytes, int inputs) {
        boolean isTaken = false;
        try {
            long waiting = waitingInputs.addAndGet(inputs);
            if (usedBytes.addAndGet(bytes) > budgetBytes) {
                reportOnce();
            } else if (waiting <= maxInputs || waiting == inputs) {
                byte[] taken = new byte[bytes];
                isTaken = true;
                return taken;
            }
            return null;
        } finally {
            if (!isTaken) {
                giveBack(bytes, inputs);
            }
        }
    }

    /** Gives back what a request has taken. */
    void giveBack(int bytes, int inputs) {
        usedBytes.addAndGet(-bytes);
        waitingInputs.addAndGet(-inputs);
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
