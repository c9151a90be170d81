package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventFactory;
import io.tocsin.engine.FiringRun;
import io.tocsin.engine.port.SnapshotSink;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One ring entry: a message, a run of firings, or a snapshot that the listeners are to complete; and when its cause
 * came in. It can also be void: claimed by somebody who could not fill it, and to be passed over. Messages fit into a
 * slice of memory that all slots of a ring share, one after the other; a longer one is in memory that the slot has for
 * this time only.
 */
final class Slot {
    private final UnsafeBuffer own;
    private final UnsafeBuffer longer = new UnsafeBuffer(0, 0);
    private boolean isExtended;
    private int length;
    private long ingressNs;
    private FiringRun run;
    private SnapshotSink snapshot;
    private long sequence;
    private long timestampNs;
    private int firstOrdinal;
    private long longStart;

    private Slot(UnsafeBuffer own) {
        this.own = own;
    }

    /** Holds the message from offset 0 on. */
    UnsafeBuffer buffer() {
        return isExtended ? longer : own;
    }

    int length() {
        return length;
    }

    /** Whether there is nothing in it. */
    boolean isVoid() {
        return length == 0 && run == null && snapshot == null;
    }

    /** The longest message that needs no more memory. */
    int capacity() {
        return own.capacity();
    }

    /** {@link System#nanoTime} when the input was offered; 0 when unknown, as in a replay. */
    long ingressNs() {
        return ingressNs;
    }

    /** Empties it: whoever claims a slot does this first, so that it is void if he fails. */
    void clear() {
        if (isExtended) {
            isExtended = false;
            longer.wrap(0, 0);
        }
        set(0, 0);
    }

    /** Has a longer message than fits, in this memory; until {@link #clear}. */
    void extend(DirectBuffer memory, int offset, int capacity) {
        longer.wrap(memory, offset, capacity);
        isExtended = true;
    }

    /** As {@link #extend(DirectBuffer, int, int)}. */
    void extend(byte[] memory, int offset, int capacity) {
        longer.wrap(memory, offset, capacity);
        isExtended = true;
    }

    /** Whether its message is in memory that it was {@linkplain #extend(byte[], int, int) given}. */
    boolean isExtended() {
        return isExtended;
    }

    /** Where in the {@link LongOutputs} its bytes begin, or would. */
    long longStart() {
        return longStart;
    }

    void longStart(long position) {
        longStart = position;
    }

    /** Holds the message that was written into the buffer. */
    void set(int newLength, long newIngressNs) {
        length = newLength;
        ingressNs = newIngressNs;
        run = null;
        snapshot = null;
    }

    /** Holds a snapshot instead of a message. */
    void set(SnapshotSink newSnapshot) {
        set(0, 0);
        snapshot = newSnapshot;
    }

    /** Holds a run of this input instead of a message. */
    void set(FiringRun newRun, int newFirstOrdinal, long newSequence, long newTimestampNs) {
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

    /** Copies a message for which there is room. */
    void set(DirectBuffer message, int offset, int messageLength, long newIngressNs) {
        buffer().putBytes(0, message, offset, messageLength);
        set(messageLength, newIngressNs);
    }

    /** Makes the slots of one ring, in ring order. */
    static final class Factory implements EventFactory<Slot> {
        private final UnsafeBuffer slab;
        private final int slotBytes;
        private int next;

        Factory(int ringSize, int slotBytes) {
            this.slotBytes = slotBytes;
            slab = new UnsafeBuffer(BufferUtil.allocateDirectAligned(ringSize * slotBytes, 64));
        }

        @Override
        public Slot newInstance() {
            return new Slot(new UnsafeBuffer(slab, slotBytes * next++, slotBytes));
        }
    }
}
