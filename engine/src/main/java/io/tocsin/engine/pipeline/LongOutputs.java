package io.tocsin.engine.pipeline;

import com.lmax.disruptor.RingBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory for outputs that are too long for their slots, set aside once: a ring of bytes beside the ring of slots, taken
 * and freed in the same order.
 *
 * <pre>
 *   slots   | 41 | 42 | 43 | 44 | 45 |        44 and 45 are not consumed yet; 44 was claimed when the end was at b
 *                  │         │    │
 *   bytes   ───────┴───a─────┴─b──┴──c──►     so what is before b is free again
 * </pre>
 *
 * Each slot notes where the bytes of its own begin, so that how far the slots are consumed shows how far the bytes are
 * free. For the one thread that claims slots.
 */
final class LongOutputs {
    private final RingBuffer<OutputSlot> ring;
    private final UnsafeBuffer memory;
    private final int capacity;
    private long end;

    /** @param capacity in bytes, a power of two. */
    LongOutputs(RingBuffer<OutputSlot> ring, int capacity) {
        this.ring = ring;
        this.capacity = capacity;
        memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(capacity, Long.BYTES));
    }

    /** Where the bytes of the next slot begin: a position that only ever grows. */
    long end() {
        return end;
    }

    /**
     * Whether a slot can have so many bytes now; if not, once more slots are consumed.
     *
     * @param claimed the sequence of the last slot.
     */
    boolean hasRoomFor(int bytes, long claimed) {
        return start(bytes) + bytes - firstInUse(claimed) <= capacity;
    }

    /** Gives a slot its bytes, for which there is room. */
    void give(OutputSlot slot, int bytes) {
        long start = start(bytes);
        slot.extend(memory, (int) (start & capacity - 1));
        end = start + bytes;
    }

    /** In one piece, aligned. */
    private long start(int bytes) {
        long start = end + Long.BYTES - 1 & -Long.BYTES;
        long untilWrap = capacity - (start & capacity - 1);
        return bytes <= untilWrap ? start : start + untilWrap;
    }

    private long firstInUse(long claimed) {
        long firstNotConsumed = ring.getMinimumGatingSequence() + 1;
        return firstNotConsumed > claimed ? end : ring.get(firstNotConsumed).longStart();
    }
}
