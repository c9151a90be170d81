package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventFactory;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One entry of the ingress ring: what one request brings, which is an input or several, and when it came in. It can
 * also be void: claimed by somebody who could not fill it, and to be passed over. A short input is in a slice of memory
 * that all slots of a ring share; what is longer, and what is several, is in memory that was taken for it.
 */
final class InputSlot {
    private final UnsafeBuffer slab;
    private final int start;
    private final int capacity;
    private byte[] memory;
    private int length;
    private int count;
    private long ingressNs;

    private InputSlot(UnsafeBuffer slab, int start, int capacity) {
        this.slab = slab;
        this.start = start;
        this.capacity = capacity;
    }

    /** The longest input that needs no memory of its own. */
    int capacity() {
        return capacity;
    }

    /** Empties it: whoever claims a slot does this first, so that it is void if he fails. */
    void clear() {
        memory = null;
        length = 0;
        count = 0;
    }

    /** Copies an input that is no longer than the slot. */
    void set(DirectBuffer message, int offset, int newLength, long newIngressNs) {
        slab.putBytes(start, message, offset, newLength);
        length = newLength;
        count = 1;
        ingressNs = newIngressNs;
    }

    /**
     * Takes over memory that holds as many frames as a request has inputs: each after its length, as in an {@link
     * io.tocsin.engine.wire.InputBatch}.
     */
    void set(byte[] frames, int newCount, long newIngressNs) {
        memory = frames;
        length = frames.length;
        count = newCount;
        ingressNs = newIngressNs;
    }

    boolean isVoid() {
        return count == 0;
    }

    /** Frames in memory of their own; null when there is one short input, in {@link #slab}. */
    byte[] frames() {
        return memory;
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
        return start;
    }

    int length() {
        return length;
    }

    /** {@link System#nanoTime} when the request was offered. */
    long ingressNs() {
        return ingressNs;
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
