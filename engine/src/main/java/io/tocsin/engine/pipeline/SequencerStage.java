package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.wire.InputBatch;
import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The one thread that decides the order of things: gathers the inputs that are in the ingress ring, stamps them,
 * journals them as one record, and only then hands them to the engine. A request that fits into a record is never
 * divided.
 */
final class SequencerStage implements Stage {
    private final RingBuffer<InputSlot> ring;
    private final EventPoller<InputSlot> poller;
    private final EventPoller.Handler<InputSlot> onSlot = this::onSlot;
    private final Journal journal;
    private final InputClock clock;
    private final LongInputs longInputs;
    private final BatchSink engine;
    private final UnsafeBuffer frames = new UnsafeBuffer(0, 0);
    private JournaledBatch batch;
    private long lastSequence;

    /** @param ring gets one more consumer, this stage. */
    SequencerStage(
            RingBuffer<InputSlot> ring, Journal journal, InputClock clock, LongInputs longInputs, BatchSink engine) {
        this.ring = ring;
        this.journal = journal;
        this.clock = clock;
        this.longInputs = longInputs;
        this.engine = engine;
        poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
        batch = engine.next();
    }

    /** What was recovered is all: what comes now is stamped after it. Before the first input. */
    void start(long recoveredSequence, long recoveredTimestampNs) {
        lastSequence = recoveredSequence;
        clock.startFrom(recoveredTimestampNs);
    }

    @Override
    public int doWork() {
        try {
            return poller.poll(onSlot) == EventPoller.PollState.PROCESSING ? 1 : 0;
        } catch (Exception thrown) {
            // The signature is of Disruptor; nothing here throws a checked one.
            LangUtil.rethrowUnchecked(thrown);
            return 0;
        }
    }

    /** Whether all that was accepted is journaled and handed over. Any thread. */
    boolean isDrained() {
        return poller.getSequence().get() >= ring.getCursor();
    }

    private boolean onSlot(InputSlot slot, long ringSequence, boolean endOfBatch) {
        int length = slot.length();
        if (length > 0) {
            gather(slot, length);
        } else if (slot.isInMemory()) {
            gatherFrames(slot);
        }
        if (endOfBatch) {
            journalGathered();
        }
        return true;
    }

    private void gather(InputSlot slot, int length) {
        if (!batch.inputs().add(slot.slab(), slot.start(), length)) {
            journalGathered();
            batch.inputs().add(slot.slab(), slot.start(), length);
        }
        if (batch.inputs().count() == 1) {
            batch.ingressNs(slot.ingressNs());
        }
    }

    private void gatherFrames(InputSlot slot) {
        int count = slot.count();
        byte[] memory = slot.takeFrames();
        gather(memory, count, slot.ingressNs());
        longInputs.giveBack(memory.length, count);
    }

    private void gather(byte[] memory, int count, long ingressNs) {
        if (batch.inputs().addAll(memory, 0, memory.length, count)) {
            noteOldest(count, ingressNs);
            return;
        }
        journalGathered();
        if (batch.inputs().addAll(memory, 0, memory.length, count)) {
            noteOldest(count, ingressNs);
            return;
        }
        gatherOneByOne(memory, count, ingressNs);
    }

    /** What is too long for a record takes several. */
    private void gatherOneByOne(byte[] memory, int count, long ingressNs) {
        frames.wrap(memory);
        int at = 0;
        for (int i = 0; i < count; i++) {
            int length = frames.getInt(at, ByteOrder.LITTLE_ENDIAN);
            if (!batch.inputs().add(frames, at + BitUtil.SIZE_OF_INT, length)) {
                journalGathered();
                batch.inputs().add(frames, at + BitUtil.SIZE_OF_INT, length);
            }
            noteOldest(1, ingressNs);
            at += BitUtil.SIZE_OF_INT + length;
        }
        frames.wrap(0, 0);
    }

    private void noteOldest(int added, long ingressNs) {
        if (batch.inputs().count() == added) {
            batch.ingressNs(ingressNs);
        }
    }

    private void journalGathered() {
        InputBatch inputs = batch.inputs();
        if (inputs.isEmpty()) {
            return;
        }
        inputs.seal(lastSequence + 1, clock.nanoTime());
        journal.append(inputs.buffer(), 0, inputs.length());
        lastSequence += inputs.count();
        engine.onJournaled();
        batch = engine.next();
    }
}
