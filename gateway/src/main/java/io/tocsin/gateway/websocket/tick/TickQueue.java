package io.tocsin.gateway.websocket.tick;

import org.agrona.BufferUtil;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Ticks on their way from the egress thread to one event loop.
 * <p>
 * Bounded, and it never makes the egress thread wait: once the ring is full, further ticks are conflated by symbol
 * until the event loop has emptied the ring and taken the conflated ones as well. So the ticks of a symbol keep their
 * order. The lock is taken only then, for as long as it takes to add one tick or to exchange the tables.
 */
final class TickQueue {
    /** Receives what was queued, on the event loop. */
    interface Consumer {
        void onTick(TickRecord tick);

        void onConflated(int symbolId, Conflation ticks);
    }

    private static final int TICK = 1;

    private final OneToOneRingBuffer ring;
    private final MessageHandler onRecord;
    private final Consumer consumer;
    private final TickRecord polled = new TickRecord();
    private final Object overflowLock = new Object();
    private volatile boolean overflowing;
    private Overflow filling = new Overflow();
    private Overflow emptying = new Overflow();

    /**
     * @param capacityBytes of the ring; a power of two.
     */
    TickQueue(int capacityBytes, Consumer consumer) {
        this.ring = new OneToOneRingBuffer(new UnsafeBuffer(
                BufferUtil.allocateDirectAligned(capacityBytes + RingBufferDescriptor.TRAILER_LENGTH, 64)));
        this.consumer = consumer;
        this.onRecord = (type, buffer, index, length) -> consumer.onTick(polled.wrap(buffer, index, length));
    }

    /** Egress thread only. */
    void offer(TickRecord tick) {
        if (overflowing && conflate(tick)) {
            return;
        }
        if (!ring.write(TICK, tick.buffer(), tick.offset(), tick.length())) {
            synchronized (overflowLock) {
                overflowing = true;
                filling.add(tick);
            }
        }
    }

    /**
     * Hands what is queued to the consumer; it may stop after {@code limit} ticks. Event loop only.
     *
     * @return false when nothing was left.
     */
    boolean drain(int limit) {
        boolean overflowed = overflowing;
        int drained = 0;
        while (drained < limit && ring.size() > 0) {
            drained += ring.read(onRecord, limit - drained);
        }
        if (overflowed && ring.size() == 0) {
            takeOverflow();
        }
        return ring.size() > 0 || overflowing;
    }

    private boolean conflate(TickRecord tick) {
        synchronized (overflowLock) {
            if (overflowing) {
                filling.add(tick);
            }
            return overflowing;
        }
    }

    /** While overflowing nothing enters the ring: once seen empty it stays so, and what is conflated came after it. */
    private void takeOverflow() {
        synchronized (overflowLock) {
            Overflow full = filling;
            filling = emptying;
            emptying = full;
            overflowing = false;
        }
        emptying.drainTo(consumer);
    }

    /** Conflated ticks in the order in which their symbols came; its tables are kept for the next time. */
    private static final class Overflow {
        private final Int2ObjectHashMap<Conflation> bySymbol = new Int2ObjectHashMap<>();
        private final IntArrayList order = new IntArrayList();

        void add(TickRecord tick) {
            int symbolId = tick.symbolId();
            Conflation ticks = bySymbol.get(symbolId);
            if (ticks == null) {
                ticks = new Conflation();
                bySymbol.put(symbolId, ticks);
            }
            if (ticks.isEmpty()) {
                order.addInt(symbolId);
            }
            ticks.add(tick);
        }

        void drainTo(Consumer consumer) {
            for (int i = 0; i < order.size(); i++) {
                int symbolId = order.getInt(i);
                Conflation ticks = bySymbol.get(symbolId);
                consumer.onConflated(symbolId, ticks);
                ticks.clear();
            }
            order.clear();
        }
    }
}
