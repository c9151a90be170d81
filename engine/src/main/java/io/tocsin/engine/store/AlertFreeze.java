package io.tocsin.engine.store;

import io.tocsin.engine.rules.AlertAccess;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.FrozenAlerts;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Alerts as they were when it was made. Whoever changes one first keeps its bytes as they were then, unless the reader, who
 * goes by ids, has passed it: copy-on-update, as in Vaz Salles et al., "An Evaluation of Checkpoint Recovery for Massively
 * Multiplayer Online Games", VLDB 2009.
 *
 * <pre>
 *   reader:  reads the alert, then looks whether its old bytes were kept: those count
 *   writer:  keeps the old bytes, then writes the alert
 * </pre>
 *
 * A reader who sees the new bytes therefore finds the old ones. For one that falls behind by too many changed alerts, writers
 * wait a tenth of a second in all; then it has lost.
 */
final class AlertFreeze implements FrozenAlerts {
    private static final long WAIT_NS = 100_000;
    private static final int MOST_WAITS = 1_000;

    private final AlertAccess alerts;
    private final long endId;
    private final int mostKept;
    private final Runnable onClose;
    private final Map<Long, byte[]> before = new ConcurrentHashMap<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger waits = new AtomicInteger();
    private volatile long nextId;
    private volatile boolean closed;
    private volatile boolean lost;

    /**
     * @param alerts   of the reader alone.
     * @param endId    alerts from this id on are not wanted.
     * @param mostKept so many alerts, some hundred bytes each, are kept on the heap at most.
     */
    AlertFreeze(final AlertAccess alerts, final long endId, final int mostKept, final Runnable onClose) {
        this.alerts = alerts;
        this.endId = endId;
        this.mostKept = mostKept;
        this.onClose = onClose;
    }

    @Override
    public boolean read(final long alertId, final AlertRecord into) {
        final boolean isThere = alerts.read(alertId, into);
        final byte[] old = before.remove(alertId);
        if (old != null) {
            kept.decrementAndGet();
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
    void beforeChange(final long alertId, final AlertAccess access, final AlertRecord scratch) {
        if (isWanted(alertId) && hasRoomFor(alertId) && access.read(alertId, scratch)) {
            final byte[] old = Arrays.copyOf(scratch.buffer().byteArray(), scratch.length());
            if (before.putIfAbsent(alertId, old) == null) {
                kept.incrementAndGet();
            }
        }
    }

    private boolean isWanted(final long alertId) {
        return alertId < endId && alertId >= nextId && !closed && !lost && !before.containsKey(alertId);
    }

    private boolean hasRoomFor(final long alertId) {
        while (kept.get() >= mostKept && isWanted(alertId)) {
            if (waits.incrementAndGet() > MOST_WAITS) {
                lost = true;
            } else {
                LockSupport.parkNanos(WAIT_NS);
            }
        }
        return !lost;
    }

    @Override
    public boolean isLost() {
        return lost;
    }

    @Override
    public void close() {
        closed = true;
        onClose.run();
    }
}
