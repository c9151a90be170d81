package io.tocsin.engine.pipeline;

import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that inputs are stamped with: that of the wall clock, but it never goes back, and never stands still.
 * <p>
 * When the wall clock is behind what was stamped last, because it was set back or because the node before this one saw
 * a later time, the input time goes on by the monotonic clock at 15/16 of its speed, until the wall clock has caught
 * up. A wall clock that is set forward is followed at once.
 *
 * <pre>
 *   input time │          ╱╱
 *              │       ╱╱╱ ╱ wall clock
 *              │    ╱╱╱  ╱
 *              │  ╱╱   ╱
 *              │ ╱│  ╱
 *              │╱ │╱ set back
 *              └─────────────────
 * </pre>
 *
 * The sequencer's thread stamps, any may ask {@link #aheadNs}. Nothing is allocated.
 */
final class InputClock {
    /** The input time loses 2⁻⁴ of what passes while it is ahead. */
    private static final int SLOWDOWN_SHIFT = 4;
    /** Less than this happens to every clock that is kept right, and is not reported. */
    private static final long LEAST_STEP_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger LOG = LoggerFactory.getLogger(InputClock.class);

    private final EpochNanoClock wall;
    private final NanoClock monotonic;
    private final StepListener listener;
    private final AtomicLong lastNs = new AtomicLong();
    private long lastWallNs;
    private long lastMonotonicNs;
    private boolean isAhead;
    private long aheadSinceNs;
    private long aheadSinceMonotonicNs;
    private boolean isReported;

    /** Hears of steps of the wall clock that are worth mentioning, on the thread that stamps. */
    interface StepListener {
        /** The wall clock is behind: the input time is so far ahead of it. */
        void onStepBack(long aheadNs);

        /** The wall clock has caught up with the input time. */
        void onCaughtUp();
    }

    /**
     * A clock that logs the steps of the other.
     *
     * @param wall the time of day, which may be set to another at any moment.
     */
    InputClock(EpochNanoClock wall, NanoClock monotonic) {
        this(wall, monotonic, new Log());
    }

    InputClock(EpochNanoClock wall, NanoClock monotonic, StepListener listener) {
        this.wall = wall;
        this.monotonic = monotonic;
        this.listener = listener;
        startFrom(0);
    }

    /** Nothing earlier than this will be stamped. On the thread that stamps, or before it runs. */
    void startFrom(long timestampNs) {
        lastNs.setRelease(timestampNs);
        lastWallNs = timestampNs;
        lastMonotonicNs = monotonic.nanoTime();
        isAhead = false;
    }

    /** The next stamp: nanoseconds since the epoch, never less than the one before. */
    long nanoTime() {
        long wallNs = wall.nanoTime();
        long monotonicNs = monotonic.nanoTime();
        if (!isAhead && wallNs < lastNs.getPlain()) {
            isAhead = true;
            aheadSinceNs = lastNs.getPlain();
            aheadSinceMonotonicNs = lastMonotonicNs;
        }
        long nowNs = isAhead ? ahead(wallNs, monotonicNs) : wallNs;
        lastWallNs = wallNs;
        lastMonotonicNs = monotonicNs;
        lastNs.setRelease(nowNs);
        return nowNs;
    }

    /** How far the last stamp is ahead of the wall clock; 0 unless that was set back. Any thread. */
    long aheadNs() {
        return Math.max(0, lastNs.getAcquire() - wall.nanoTime());
    }

    private long ahead(long wallNs, long monotonicNs) {
        long elapsedNs = monotonicNs - aheadSinceMonotonicNs;
        long nowNs = Math.max(lastNs.getPlain(), aheadSinceNs + elapsedNs - (elapsedNs >> SLOWDOWN_SHIFT));
        if (wallNs >= nowNs) {
            isAhead = false;
            if (isReported) {
                isReported = false;
                listener.onCaughtUp();
            }
            return wallNs;
        }
        if (wallNs < lastWallNs - LEAST_STEP_NS) {
            isReported = true;
            listener.onStepBack(nowNs - wallNs);
        }
        return nowNs;
    }

    private static final class Log implements StepListener {
        @Override
        public void onStepBack(long aheadNs) {
            LOG.warn(
                    "The wall clock is {} s behind the node's time, which goes on from there at 15/16 of its speed until the"
                            + " wall clock has caught up",
                    seconds(aheadNs));
        }

        @Override
        public void onCaughtUp() {
            LOG.info("The wall clock has caught up with the node's time, which follows it again");
        }

        private static BigDecimal seconds(long ns) {
            return BigDecimal.valueOf(TimeUnit.NANOSECONDS.toMillis(ns), 3);
        }
    }
}
