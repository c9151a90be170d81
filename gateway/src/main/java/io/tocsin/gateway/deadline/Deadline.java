package io.tocsin.gateway.deadline;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A moment by which several steps have to be through that come one after the other. Each takes what is left of it; one
 * that has a time of its own takes the shorter of the two ({@link #atMost}), and what must come after it is kept
 * ({@link #before}). Immutable; any thread.
 */
public final class Deadline {
    private final LongSupplier nanoTime;
    private final long atNs;

    private Deadline(LongSupplier nanoTime, long atNs) {
        this.nanoTime = nanoTime;
        this.atNs = atNs;
    }

    /** So long from now. */
    public static Deadline after(Duration time) {
        return after(time, System::nanoTime);
    }

    static Deadline after(Duration time, LongSupplier nanoTime) {
        return new Deadline(nanoTime, nanoTime.getAsLong() + time.toNanos());
    }

    /** Until then; zero once it is over. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, leftNs()));
    }

    public boolean isOver() {
        return leftNs() <= 0;
    }

    /** For a step that may take so long from now, unless there is less left. */
    public Deadline atMost(Duration own) {
        return own.toNanos() < leftNs() ? after(own, nanoTime) : this;
    }

    /** For a step after which so much must be left. */
    public Deadline before(Duration reserve) {
        return new Deadline(nanoTime, atNs - reserve.toNanos());
    }

    private long leftNs() {
        return atNs - nanoTime.getAsLong();
    }
}
