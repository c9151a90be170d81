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
    private volatile boolean open;
    private volatile boolean diskFull;

    IngressRing(final RingBuffer<Slot> ring) {
        this.ring = ring;
    }

    void open(final boolean isOpen) {
        open = isOpen;
    }

    void diskFull(final boolean isFull) {
        diskFull = isFull;
    }

    @Override
    public Offer offer(final DirectBuffer message, final int offset, final int length) {
        checkLength(length);
        return open && !diskFull ? put(message, offset, length) : refusal();
    }

    /** Takes an input of the node itself, whatever is refused to others. */
    Offer put(final DirectBuffer message, final int offset, final int length) {
        final long sequence;
        try {
            sequence = ring.tryNext();
        } catch (final InsufficientCapacityException full) {
            return Offer.BACK_PRESSURED;
        }
        ring.get(sequence).set(message, offset, length, System.nanoTime());
        ring.publish(sequence);
        return Offer.ACCEPTED;
    }

    @Override
    public Offer offerAll(final DirectBuffer frames, final int offset, final int count) {
        checkFrames(frames, offset, count);
        if (!open || diskFull) {
            return refusal();
        }
        final long last;
        try {
            last = ring.tryNext(count);
        } catch (final InsufficientCapacityException full) {
            return Offer.BACK_PRESSURED;
        }
        final long nowNs = System.nanoTime();
        int at = offset;
        for (long sequence = last - count + 1; sequence <= last; sequence++) {
            final int length = frames.getInt(at, ByteOrder.LITTLE_ENDIAN);
            ring.get(sequence).set(frames, at + BitUtil.SIZE_OF_INT, length, nowNs);
            at += BitUtil.SIZE_OF_INT + length;
        }
        ring.publish(last - count + 1, last);
        return Offer.ACCEPTED;
    }

    @Override
    public int maxBatch() {
        return ring.getBufferSize();
    }

    private Offer refusal() {
        return open ? Offer.DISK_FULL : Offer.CLOSED;
    }

    private void checkFrames(final DirectBuffer frames, final int offset, final int count) {
        if (count < 1 || count > ring.getBufferSize()) {
            throw new IllegalArgumentException("batch of " + count + " inputs, at most " + ring.getBufferSize());
        }
        int at = offset;
        for (int i = 0; i < count; i++) {
            final int length = frames.getInt(at, ByteOrder.LITTLE_ENDIAN);
            checkLength(length);
            at += BitUtil.SIZE_OF_INT + length;
        }
    }

    private static void checkLength(final int length) {
        if (length <= 0 || length > InputBatch.MAX_INPUT_LENGTH) {
            throw new IllegalArgumentException("input of " + length + " bytes, at most " + InputBatch.MAX_INPUT_LENGTH);
        }
    }
}
