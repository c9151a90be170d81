package io.tocsin.engine.pipeline;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.wire.InputBatch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/** The many-producer end of the ingress ring: whatever a request brings takes one entry. */
final class IngressRing implements CommandSink {
    private static final VarHandle LENGTH = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final RingBuffer<InputSlot> ring;
    private final int slotBytes;
    private final LongInputs longInputs;
    private final Waker consumer;
    private volatile boolean open;
    private volatile boolean diskFull;

    IngressRing(RingBuffer<InputSlot> ring, LongInputs longInputs, Waker consumer) {
        this.ring = ring;
        this.slotBytes = ring.get(0).capacity();
        this.longInputs = longInputs;
        this.consumer = consumer;
    }

    void open(boolean isOpen) {
        open = isOpen;
    }

    void diskFull(boolean isFull) {
        diskFull = isFull;
    }

    @Override
    public Offer offer(DirectBuffer message, int offset, int length) {
        checkLength(length);
        return open && !diskFull ? put(message, offset, length) : refusal();
    }

    /** Takes an input of the node itself, whatever is refused to others. */
    Offer put(DirectBuffer message, int offset, int length) {
        if (length > slotBytes) {
            return putLong(message, offset, length);
        }
        long sequence;
        try {
            sequence = ring.tryNext();
        } catch (InsufficientCapacityException full) {
            return Offer.BACK_PRESSURED;
        }
        InputSlot slot = ring.get(sequence);
        slot.clear();
        try {
            slot.set(message, offset, length, System.nanoTime());
        } finally {
            // What is claimed is published, whatever happened, and be it void: the sequencer would wait for it for
            // ever.
            publish(sequence);
        }
        return Offer.ACCEPTED;
    }

    private Offer putLong(DirectBuffer message, int offset, int length) {
        int frameLength = BitUtil.SIZE_OF_INT + length;
        byte[] frame = longInputs.take(frameLength, 1);
        if (frame == null) {
            return Offer.BACK_PRESSURED;
        }
        boolean isPut = false;
        try {
            LENGTH.set(frame, 0, length);
            message.getBytes(offset, frame, BitUtil.SIZE_OF_INT, length);
            isPut = put(frame, 1);
        } finally {
            giveBackUnless(isPut, frame, 1);
        }
        return isPut ? Offer.ACCEPTED : Offer.BACK_PRESSURED;
    }

    @Override
    public Offer offerAll(DirectBuffer frames, int offset, int count) {
        int length = lengthOf(frames, offset, count);
        if (!open || diskFull) {
            return refusal();
        }
        byte[] copy = longInputs.take(length, count);
        if (copy == null) {
            return Offer.BACK_PRESSURED;
        }
        boolean isPut = false;
        try {
            frames.getBytes(offset, copy);
            isPut = put(copy, count);
        } finally {
            giveBackUnless(isPut, copy, count);
        }
        return isPut ? Offer.ACCEPTED : Offer.BACK_PRESSURED;
    }

    /** False when the ring is full. */
    private boolean put(byte[] frames, int count) {
        long sequence;
        try {
            sequence = ring.tryNext();
        } catch (InsufficientCapacityException full) {
            return false;
        }
        ring.get(sequence).set(frames, count, System.nanoTime());
        publish(sequence);
        return true;
    }

    private void giveBackUnless(boolean isPut, byte[] memory, int inputs) {
        if (!isPut) {
            longInputs.giveBack(memory.length, inputs);
        }
    }

    private void publish(long sequence) {
        ring.publish(sequence);
        consumer.wake();
    }

    private Offer refusal() {
        return open ? Offer.DISK_FULL : Offer.CLOSED;
    }

    private static int lengthOf(DirectBuffer frames, int offset, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a request of " + count + " inputs");
        }
        int at = offset;
        for (int i = 0; i < count; i++) {
            int length = frames.getInt(at, ByteOrder.LITTLE_ENDIAN);
            checkLength(length);
            at += BitUtil.SIZE_OF_INT + length;
            if (at - offset > MAX_REQUEST_BYTES) {
                throw new IllegalArgumentException(
                        "more than " + MAX_REQUEST_BYTES + " bytes of inputs in one request, from input " + i + " on");
            }
        }
        return at - offset;
    }

    private static void checkLength(int length) {
        if (length <= 0 || length > InputBatch.MAX_INPUT_LENGTH) {
            throw new IllegalArgumentException("input of " + length + " bytes, at most " + InputBatch.MAX_INPUT_LENGTH);
        }
    }
}
