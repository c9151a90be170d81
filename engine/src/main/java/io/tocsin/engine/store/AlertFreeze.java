package io.tocsin.engine.store;

import io.tocsin.engine.rules.AlertAccess;
import io.tocsin.engine.rules.AlertRecord;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Alerts as they were when it was made. Whoever changes one first keeps its bytes as they were then, unless the reader,
 * who goes by ids, has passed it. For a reader that falls behind by too many changed alerts, writers wait a tenth of a
 * second in all; then it has lost.
 */
final class AlertFreeze {
    private static final long WAIT_NS = 100_000;
    private static final int MOST_WAITS = 1_000;

    private final AlertAccess alerts;
    private final long endId;
    private final BeforeImages<Long> before;
    private final AtomicInteger waits = new AtomicInteger();
    private volatile long nextId;
    private volatile boolean lost;

    /**
     * @param alerts   of the reader alone.
     * @param endId    alerts from this id on are not wanted.
     * @param mostKept so many alerts, some hundred bytes each, are kept on the heap at most.
     */
    AlertFreeze(AlertAccess alerts, long endId, int mostKept) {
        this.alerts = alerts;
        this.endId = endId;
        before = new BeforeImages<>(mostKept);
    }

    /** As {@link io.tocsin.engine.rules.FrozenRules#read}. */
    boolean read(long alertId, AlertRecord into) {
        boolean isThere = alerts.read(alertId, into);
        byte[] old = before.take(alertId);
        if (old != null) {
            into.prepare(old.length).putBytes(0, old);
        }
        nextId = alertId + 1;
        return isThere || old != null;
    }

    /**
     * An alert is about to change or to go. Any thread that writes alerts.
     *
     * @param access  of the thread.
     * @param scratch of the thread.
     */
    void beforeChange(long alertId, AlertAccess access, AlertRecord scratch) {
        if (isWanted(alertId) && hasRoomFor(alertId) && access.read(alertId, scratch)) {
            before.keep(alertId, Arrays.copyOf(scratch.buffer().byteArray(), scratch.length()));
        }
    }

    private boolean isWanted(long alertId) {
        return alertId < endId && alertId >= nextId && !lost && !before.has(alertId);
    }

    private boolean hasRoomFor(long alertId) {
        while (before.isFull() && isWanted(alertId)) {
            if (waits.incrementAndGet() > MOST_WAITS) {
                lost = true;
            } else {
                LockSupport.parkNanos(WAIT_NS);
            }
        }
        return !lost;
    }

    boolean isLost() {
        return lost;
    }

    /** Nobody reads any more. */
    void close() {
        nextId = endId;
    }
}
