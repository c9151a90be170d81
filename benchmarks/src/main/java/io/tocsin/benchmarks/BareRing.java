package io.tocsin.benchmarks;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.WaitStrategy;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The peer of the pipeline: a Disruptor with one producer, one consumer and the same event, which nobody acts on. */
final class BareRing implements TickSink {
    private static final int SLOT_BYTES = 128;

    private final RingBuffer<UnsafeBuffer> ring;
    private final BatchEventProcessor<UnsafeBuffer> processor;
    private final Thread thread;
    private final AtomicLong taken = new AtomicLong();
    private volatile Histogram latency;

    /** @param size a power of two. */
    BareRing(int size, WaitStrategy waiting) {
        UnsafeBuffer slab =
                new UnsafeBuffer(BufferUtil.allocateDirectAligned(size * SLOT_BYTES, BitUtil.CACHE_LINE_LENGTH));
        int[] next = new int[1];
        ring = RingBuffer.createSingleProducer(
                () -> new UnsafeBuffer(slab, SLOT_BYTES * next[0]++, SLOT_BYTES), size, waiting);
        processor = new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), new Taker());
        ring.addGatingSequences(processor.getSequence());
        thread = new Thread(processor, "bare-ring");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void offer(DirectBuffer message, int offset) {
        long sequence = ring.next();
        ring.get(sequence).putBytes(0, message, offset, Inputs.TICK_LENGTH);
        ring.publish(sequence);
    }

    @Override
    public long taken() {
        return taken.get();
    }

    @Override
    public void record(Histogram newLatency) {
        latency = newLatency;
    }

    @Override
    public void close() {
        processor.halt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Taker implements EventHandler<UnsafeBuffer> {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final PlainTickDecoder tick = new PlainTickDecoder();
        private long count;

        @Override
        public void onEvent(UnsafeBuffer event, long sequence, boolean endOfBatch) {
            tick.wrapAndApplyHeader(event, 0, header);
            Histogram histogram = latency;
            if (histogram != null) {
                Histograms.record(histogram, System.nanoTime() - tick.exchangeTimeNs());
            }
            count++;
            if (endOfBatch) {
                taken.setRelease(count);
            }
        }
    }
}
