package io.tocsin.engine.rules;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.tocsin.engine.codec.AlertStatus;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What an idempotency key stands for: the request's hash and the answer's variable parts.
 *
 * <pre>
 *  | bodyHashHigh | bodyHashLow | alertId | createdAtNs | effectiveSequence | firedCount | status | batchIndex |
 *    8              8             8         8             8                   4            2        2
 * </pre>
 */
public final class Creation {
    public static final int LENGTH = 48;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);

    public UnsafeBuffer buffer() {
        return buffer;
    }

    /**
     * Of an alert that was just created.
     *
     * @param batchIndex in the batch that the key stands for; 0 when it stands for this alert alone.
     */
    public void set(long bodyHashHigh, long bodyHashLow, int batchIndex, AlertRecord alert) {
        buffer.putLong(0, bodyHashHigh);
        buffer.putLong(8, bodyHashLow);
        buffer.putLong(16, alert.alertId());
        buffer.putLong(24, alert.createdAtNs());
        buffer.putLong(32, alert.effectiveSequence());
        buffer.putInt(40, alert.firedCount());
        buffer.putShort(44, alert.status().value(), LITTLE_ENDIAN);
        buffer.putShort(46, (short) batchIndex, LITTLE_ENDIAN);
    }

    public void copyFrom(DirectBuffer source) {
        buffer.putBytes(0, source, 0, LENGTH);
    }

    public boolean isOf(long bodyHashHigh, long bodyHashLow) {
        return buffer.getLong(0) == bodyHashHigh && buffer.getLong(8) == bodyHashLow;
    }

    /** Of the alert in the batch; 0 when there was none. */
    public int batchIndex() {
        return buffer.getShort(46, LITTLE_ENDIAN) & 0xFFFF;
    }

    public long createdAtNs() {
        return buffer.getLong(24);
    }

    /** Sets what the first answer said of the alert. */
    public void restore(AlertRecord alert) {
        int firedCount = buffer.getInt(40);
        alert.alertId(buffer.getLong(16));
        alert.version(1);
        alert.createdAtNs(createdAtNs());
        alert.effectiveSequence(buffer.getLong(32));
        alert.firedCount(firedCount);
        alert.lastFiredAtNs(firedCount == 0 ? AlertRecord.NULL_VALUE : createdAtNs());
        alert.status(AlertStatus.get(buffer.getShort(44, LITTLE_ENDIAN)));
    }
}
