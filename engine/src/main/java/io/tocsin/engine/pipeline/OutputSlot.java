package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventFactory;
import io.tocsin.engine.FiringRun;
import io.tocsin.engine.port.SnapshotSink;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One entry of the egress ring: an output, a run of firings, or a snapshot that the listeners are to complete. It can
 * also be void: claimed for something that could not be encoded, and to be passed over. Short outputs are in a slice of
 * memory that all slots of a ring share, one after the other; a longer one is in memory that the slot has for this time
 * only.
 */
final class OutputSlot {
    private final UnsafeBuffer slab;
    private final int start;
    private final int capacity;
    private MutableDirectBuffer buffer;
    private int offset;
    private int length;
    private long ingressNs;
    private long longStart;
    private FiringRun run;
    private SnapshotSink snapshot;
    private long sequence;
    private long timestampNs;
    private int firstOrdinal;

    private OutputSlot(UnsafeBuffer slab, int start, int capacity) {
        this.slab = slab;
        this.start = start;
        this.capacity = capacity;
        buffer = slab;
        offset = start;
    }

    /** The longest output that needs no more memory. */
    int capacity() {
        return capacity;
    }

    /** Holds the output from {@link #offset} on. */
    MutableDirectBuffer buffer() {
        return buffer;
    }

    int offset() {
        return offset;
    }

    /** Of the output; 0 when the slot holds something else, or is void. */
    int length() {
        return length;
    }

    /**
     * Empties it, for what comes of this input: whoever claims a slot does this first, so that it is void if he fails.
     * References are written only where they change, as the collector has a fence behind each.
     */
    void clear(long ofSequence) {
        sequence = ofSequence;
        length = 0;
        ingressNs = 0;
        if (buffer != slab) {
            buffer = slab;
            offset = start;
        }
        if (run != null) {
            run = null;
        }
        if (snapshot != null) {
            snapshot = null;
        }
    }

    /** Has a longer output than fits, in this memory, until it is cleared. */
    void extend(MutableDirectBuffer memory, int memoryOffset) {
        buffer = memory;
        offset = memoryOffset;
    }

    /** Holds the output that was written into the buffer. */
    void set(int newLength) {
        length = newLength;
    }

    /** Holds a snapshot instead of an output; it waits for no input to be durable. */
    void set(SnapshotSink newSnapshot) {
        snapshot = newSnapshot;
        sequence = 0;
    }

    /** Holds a run of firings instead of an output. */
    void set(FiringRun newRun, int newFirstOrdinal, long newTimestampNs) {
        run = newRun;
        firstOrdinal = newFirstOrdinal;
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

    /** Of the input that led to what it holds. */
    long sequence() {
        return sequence;
    }

    /** Of the run's input. */
    long timestampNs() {
        return timestampNs;
    }

    /** Of the run. */
    int firstOrdinal() {
        return firstOrdinal;
    }

    /** Of the last output of a batch, when the oldest of its inputs came in; else 0. */
    long ingressNs() {
        return ingressNs;
    }

    void ingressNs(long nanoTime) {
        ingressNs = nanoTime;
    }

    /** Where in the {@link LongOutputs} its bytes begin, or would. */
    long longStart() {
        return longStart;
    }

    void longStart(long position) {
        longStart = position;
    }

    /** Makes the slots of one ring, in ring order. */
    static final class Factory implements EventFactory<OutputSlot> {
        private final UnsafeBuffer slab;
        private final int slotBytes;
        private int next;

        Factory(int ringSize, int slotBytes) {
            this.slotBytes = slotBytes;
            slab = new UnsafeBuffer(BufferUtil.allocateDirectAligned(ringSize * slotBytes, 64));
        }

        @Override
        public OutputSlot newInstance() {
            return new OutputSlot(slab, slotBytes * next++, slotBytes);
        }
    }
}
