package io.tocsin.journal.files;

import net.openhft.chronicle.core.time.TimeProvider;

/**
 * Decides for a queue which file to append to, from the times of the documents instead of the time of day. So a file
 * holds just the documents of its period, and a time of day that is set back does not lead to a file that is already
 * finished.
 * <p>
 * The appending thread moves it; any thread may read it. It never goes back.
 */
public final class RollClock implements TimeProvider {
    private volatile long timeMs;

    public RollClock(long timeMs) {
        this.timeMs = timeMs;
    }

    public void advanceToNs(long timeNs) {
        long newTimeMs = timeNs / 1_000_000;
        if (newTimeMs > timeMs) {
            timeMs = newTimeMs;
        }
    }

    @Override
    public long currentTimeMillis() {
        return timeMs;
    }
}
