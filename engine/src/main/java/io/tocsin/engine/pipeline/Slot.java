package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventFactory;
import io.tocsin.engine.FiringRun;
import io.tocsin.engine.port.SnapshotSink;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One ring entry: a message, a run of firings, or a snapshot that the listeners are to complete; and when its cause came
 * in. Most messages fit into a slice of memory that all slots of a ring share, one after the other; a slot that once held a
 * longer one keeps its own, larger bytes.
 */
final class Slot {
    private final UnsafeBuffer buffer;
    private int length;
    private long ingressNs;
    private FiringRun run;
    private SnapshotSink snapshot;
    private long sequence;
    private long timestampNs;
    private int firstOrdinal;

    private Slot(final UnsafeBuffer buffer) {
        this.buffer = buffer;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    /** {@link System#nanoTime} when the input was offered; 0 when unknown, as in a replay. */
    long ingressNs() {
        return ingressNs;
    }

    /** Makes room for a message; the caller encodes it at offset 0 and then says how long it is. */
    UnsafeBuffer reserve(final int capacity) {
        if (capacity > buffer.capacity()) {
            buffer.wrap(BufferUtil.allocateDirectAligned(capacity, Long.BYTES));
        }
        return buffer;
    }

    void set(final int newLength, final long newIngressNs) {
        length = newLength;
        ingressNs = newIngressNs;
        run = null;
        snapshot = null;
    }

    /** Holds a snapshot instead of a message. */
    void set(final SnapshotSink newSnapshot) {
        set(0, 0);
        snapshot = newSnapshot;
    }

    /** Holds a run of this input instead of a message. */
    void set(final FiringRun newRun, final int newFirstOrdinal, final long newSequence, final long newTimestampNs) {
        run = newRun;
        firstOrdinal = newFirstOrdinal;
        sequence = newSequence;
        timestampNs = newTimestampNs;
    }

    /** {@code null} when the slot holds something else. */
    FiringRun run() {
        return run;
    }

    /** {@code null} when the slot holds something else. */
    SnapshotSink snapshot() {
        return snapshot;
    }

    long sequence() {
        return sequence;
    }

    long timestampNs() {
        return timestampNs;
    }

    int firstOrdinal() {
        return firstOrdinal;
    }

    void set(final DirectBuffer message, final int offset, final int messageLength, final long newIngressNs) {
        reserve(messageLength).putBytes(0, message, offset, messageLength);
        set(messageLength, newIngressNs);
    }

    /** Makes the slots of one ring, in ring order. */
    static final class Factory implements EventFactory<Slot> {
        private final UnsafeBuffer slab;
        private final int slotBytes;
        private int next;

        Factory(final int ringSize, final int slotBytes) {
            this.slotBytes = slotBytes;
            slab = new UnsafeBuffer(BufferUtil.allocateDirectAligned(ringSize * slotBytes, 64));
        }

        @Override
        public Slot newInstance() {
            return new Slot(new UnsafeBuffer(slab, slotBytes * next++, slotBytes));
        }
    }
}
