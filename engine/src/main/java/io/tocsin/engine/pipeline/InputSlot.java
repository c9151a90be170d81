package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventFactory;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One entry of the ingress ring: what one request brings, which is an input or several, and when it came in. It can
 * also be void: claimed by somebody who could not fill it, and to be passed over. A short input is in a slice of memory
 * that all slots of a ring share; what is longer, and what is several, is in memory that was taken for it.
 *
 * <pre>
 *  +-----------+--------+-----------
 *  | ingressNs | length | input ...         length is 0 when void, −1 when the inputs are in memory of their own
 *  +-----------+--------+-----------
 *   8           4
 * </pre>
 *
 * All of a plain tick is in one cache line, as each line must go from one core to the other.
 */
final class InputSlot {
    private static final int LENGTH = Long.BYTES;
    private static final int INPUT = LENGTH + Integer.BYTES;
    private static final int IN_MEMORY = -1;

    private final UnsafeBuffer slab;
    private final int start;
    private final int capacity;
    private byte[] memory;
    private int count;

    private InputSlot(UnsafeBuffer slab, int start, int slotBytes) {
        this.slab = slab;
        this.start = start;
        capacity = slotBytes - INPUT;
    }

    /** The longest input that needs no memory of its own. */
    int capacity() {
        return capacity;
    }

    /** Empties it: whoever claims a slot does this first, so that it is void if he fails. */
    void clear() {
        slab.putInt(start + LENGTH, 0);
    }

    /** Copies an input that is no longer than the slot. */
    void set(DirectBuffer message, int offset, int newLength, long newIngressNs) {
        slab.putBytes(start + INPUT, message, offset, newLength);
        head(newIngressNs, newLength);
    }

    /**
     * Takes over memory that holds as many frames as a request has inputs: each after its length, as in an {@link
     * io.tocsin.engine.wire.InputBatch}.
     */
    void set(byte[] frames, int newCount, long newIngressNs) {
        memory = frames;
        count = newCount;
        head(newIngressNs, IN_MEMORY);
    }

    /** Whether it holds frames, and not one short input in {@link #slab}. */
    boolean isInMemory() {
        return length() == IN_MEMORY;
    }

    /** Gives away the frames, and keeps nothing. */
    byte[] takeFrames() {
        byte[] frames = memory;
        memory = null;
        clear();
        return frames;
    }

    /** Of the frames. */
    int count() {
        return count;
    }

    /** Holds the short input from {@link #start} on. */
    DirectBuffer slab() {
        return slab;
    }

    int start() {
        return start + INPUT;
    }

    /** Of the short input; less than 1 when it holds something else, or is void. */
    int length() {
        return slab.getInt(start + LENGTH);
    }

    /** {@link System#nanoTime} when the request was offered. */
    long ingressNs() {
        return slab.getLong(start);
    }

    private void head(long ingressNs, int length) {
        slab.putLong(start, ingressNs);
        slab.putInt(start + LENGTH, length);
    }

    /** Makes the slots of one ring, in ring order. */
    static final class Factory implements EventFactory<InputSlot> {
        private final UnsafeBuffer slab;
        private final int slotBytes;
        private int next;

        Factory(int ringSize, int slotBytes) {
            this.slotBytes = slotBytes;
            slab = new UnsafeBuffer(BufferUtil.allocateDirectAligned(ringSize * slotBytes, 64));
        }

        @Override
        public InputSlot newInstance() {
            return new InputSlot(slab, slotBytes * next++, slotBytes);
        }
    }
}
