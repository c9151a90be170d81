package io.tocsin.engine.rules;

import io.tocsin.engine.codec.AlertStatus;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What an idempotency key stands for: the request's hash and the answer's variable parts.
 *
 * <pre>
 *  | bodyHashHigh | bodyHashLow | alertId | createdAtNs | effectiveSequence | firedCount | status |
 *    8              8             8         8             8                   4            4
 * </pre>
 */
public final class Creation {
    public static final int LENGTH = 48;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);

    public UnsafeBuffer buffer() {
        return buffer;
    }

    public void set(final long bodyHashHigh, final long bodyHashLow, final AlertRecord alert) {
        buffer.putLong(0, bodyHashHigh);
        buffer.putLong(8, bodyHashLow);
        buffer.putLong(16, alert.alertId());
        buffer.putLong(24, alert.createdAtNs());
        buffer.putLong(32, alert.effectiveSequence());
        buffer.putInt(40, alert.firedCount());
        buffer.putInt(44, alert.status().value());
    }

    public void copyFrom(final DirectBuffer source) {
        buffer.putBytes(0, source, 0, LENGTH);
    }

    public boolean isOf(final long bodyHashHigh, final long bodyHashLow) {
        return buffer.getLong(0) == bodyHashHigh && buffer.getLong(8) == bodyHashLow;
    }

    public long createdAtNs() {
        return buffer.getLong(24);
    }

    /** Sets what the first answer said of the alert. */
    public void restore(final AlertRecord alert) {
        final int firedCount = buffer.getInt(40);
        alert.alertId(buffer.getLong(16));
        alert.version(1);
        alert.createdAtNs(createdAtNs());
        alert.effectiveSequence(buffer.getLong(32));
        alert.firedCount(firedCount);
        alert.lastFiredAtNs(firedCount == 0 ? AlertRecord.NULL_VALUE : createdAtNs());
        alert.status(AlertStatus.get((short) buffer.getInt(44)));
    }
}
