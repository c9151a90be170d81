package io.tocsin.engine.pipeline;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.tocsin.engine.wire.InputBatch;
import java.util.function.Consumer;

/** Brings journaled batches to an engine that has a thread of its own: few of them, as each can be long. */
final class BatchRing implements BatchSink, Stage {
    private static final int SIZE = 4;
    /** Of its memory, off the heap. */
    static final int BYTES = SIZE * InputBatch.MAX_LENGTH;

    // The way of waiting is that of the stages' threads: nobody waits at the ring itself.
    private final RingBuffer<JournaledBatch> ring =
            RingBuffer.createSingleProducer(JournaledBatch::new, SIZE, new BusySpinWaitStrategy());
    private final Sequence consumed = new Sequence();
    private final Consumer<JournaledBatch> engine;
    private final Waker consumer;
    private final Runnable awaitRoom;
    private long claimed = -1;

    /**
     * @param engine    takes the batches, on its own thread.
     * @param consumer  wakes that.
     * @param awaitRoom called, on the sequencer's thread, as long as the engine has all batches.
     */
    BatchRing(Consumer<JournaledBatch> engine, Waker consumer, Runnable awaitRoom) {
        this.engine = engine;
        this.consumer = consumer;
        this.awaitRoom = awaitRoom;
        ring.addGatingSequences(consumed);
    }

    @Override
    public JournaledBatch next() {
        while (!ring.hasAvailableCapacity(1)) {
            awaitRoom.run();
        }
        claimed = ring.next();
        JournaledBatch batch = ring.get(claimed);
        batch.inputs().clear();
        return batch;
    }

    @Override
    public void onJournaled() {
        ring.publish(claimed);
        consumer.wake();
    }

    @Override
    public int doWork() {
        int taken = 0;
        long published = ring.getCursor();
        for (long next = consumed.get() + 1; next <= published; next++) {
            engine.accept(ring.get(next));
            consumed.set(next);
            taken++;
        }
        return taken;
    }

    /** Whether the engine has applied all that was handed over. Any thread. */
    boolean isDrained() {
        return consumed.get() >= ring.getCursor();
    }
}
