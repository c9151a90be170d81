package io.tocsin.engine.pipeline;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.wire.InputBatch;
import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/** The many-producer end of the ingress ring. */
final class IngressRing implements CommandSink {
    private final RingBuffer<Slot> ring;
    private final int slotBytes;
    private final LongInputs longInputs;
    private volatile boolean open;
    private volatile boolean diskFull;

    IngressRing(RingBuffer<Slot> ring, LongInputs longInputs) {
        this.ring = ring;
        this.slotBytes = ring.get(0).capacity();
        this.longInputs = longInputs;
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
        byte[] memory = longInputs.take(length > slotBytes ? length : 0);
        if (memory == null) {
            return Offer.BACK_PRESSURED;
        }
        long sequence;
        try {
            sequence = ring.tryNext();
        } catch (InsufficientCapacityException full) {
            longInputs.giveBack(memory.length);
            return Offer.BACK_PRESSURED;
        }
        boolean isFilled = false;
        try {
            fill(ring.get(sequence), message, offset, length, memory, 0, System.nanoTime());
            isFilled = true;
        } finally {
            publish(sequence, sequence, isFilled, memory);
        }
        return Offer.ACCEPTED;
    }

    @Override
    public Offer offerAll(DirectBuffer frames, int offset, int count) {
        int longBytes = checkFrames(frames, offset, count);
        if (!open || diskFull) {
            return refusal();
        }
        byte[] memory = longInputs.take(longBytes);
        if (memory == null) {
            return Offer.BACK_PRESSURED;
        }
        long last;
        try {
            last = ring.tryNext(count);
        } catch (InsufficientCapacityException full) {
            longInputs.giveBack(memory.length);
            return Offer.BACK_PRESSURED;
        }
        boolean areFilled = false;
        try {
            fillAll(last - count + 1, last, frames, offset, memory);
            areFilled = true;
        } finally {
            publish(last - count + 1, last, areFilled, memory);
        }
        return Offer.ACCEPTED;
    }

    private void fillAll(long first, long last, DirectBuffer frames, int offset, byte[] memory) {
        long nowNs = System.nanoTime();
        int at = offset;
        int used = 0;
        for (long sequence = first; sequence <= last; sequence++) {
            int length = frames.getInt(at, ByteOrder.LITTLE_ENDIAN);
            fill(ring.get(sequence), frames, at + BitUtil.SIZE_OF_INT, length, memory, used, nowNs);
            used += length > slotBytes ? length : 0;
            at += BitUtil.SIZE_OF_INT + length;
        }
    }

    /** @param memory has room for the message from {@code memoryOffset} on, if that is too long for the slot. */
    private void fill(
            Slot slot, DirectBuffer message, int offset, int length, byte[] memory, int memoryOffset, long nowNs) {
        slot.clear();
        if (length > slotBytes) {
            slot.extend(memory, memoryOffset, length);
        }
        slot.set(message, offset, length, nowNs);
    }

    /** What is claimed is published, whatever happened, and be it void: the sequencer would wait for it for ever. */
    private void publish(long first, long last, boolean areFilled, byte[] memory) {
        if (!areFilled) {
            for (long sequence = first; sequence <= last; sequence++) {
                ring.get(sequence).clear();
            }
            longInputs.giveBack(memory.length);
        }
        ring.publish(first, last);
    }

    @Override
    public int maxBatch() {
        return ring.getBufferSize();
    }

    private Offer refusal() {
        return open ? Offer.DISK_FULL : Offer.CLOSED;
    }

    /** Returns how many bytes those have that are too long for a slot. */
    private int checkFrames(DirectBuffer frames, int offset, int count) {
        if (count < 1 || count > ring.getBufferSize()) {
            throw new IllegalArgumentException("batch of " + count + " inputs, at most " + ring.getBufferSize());
        }
        int at = offset;
        long longBytes = 0;
        for (int i = 0; i < count; i++) {
            int length = frames.getInt(at, ByteOrder.LITTLE_ENDIAN);
            checkLength(length);
            longBytes += length > slotBytes ? length : 0;
            at += BitUtil.SIZE_OF_INT + length;
        }
        if (longBytes > longInputs.budgetBytes()) {
            throw new IllegalArgumentException(
                    "batch of " + longBytes + " bytes in long inputs, at most " + longInputs.budgetBytes());
        }
        return (int) longBytes;
    }

    private static void checkLength(int length) {
        if (length <= 0 || length > InputBatch.MAX_INPUT_LENGTH) {
            throw new IllegalArgumentException("input of " + length + " bytes, at most " + InputBatch.MAX_INPUT_LENGTH);
        }
    }
}
