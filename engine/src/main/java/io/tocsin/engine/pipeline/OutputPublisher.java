package io.tocsin.engine.pipeline;

import com.lmax.disruptor.RingBuffer;
import io.tocsin.engine.Firing;
import io.tocsin.engine.FiringRun;
import io.tocsin.engine.Outputs;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.Tick;
import io.tocsin.engine.codec.AcknowledgeEventDecoder;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RecordDeliveryDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.wire.OutputEncoder;
import org.agrona.DirectBuffer;

/**
 * Encodes the engine's outputs straight into the egress ring. Engine thread only; when the ring is full, or the memory
 * for long ones, it waits for the egress stage, which never waits for the engine.
 * <p>
 * Entries become visible in groups, at {@link #flush} or when a group is full, because waking a consumer costs more
 * than encoding. A group is smaller than the ring, or a claim would wait for entries that only this thread can publish.
 * An entry that could not be encoded becomes visible all the same, as a void one.
 */
final class OutputPublisher implements Outputs {
    private static final int MAX_GROUP = 256;

    private final RingBuffer<OutputSlot> ring;
    private final int slotBytes;
    private final LongOutputs longOutputs;
    private final OutputEncoder encoder;
    private final Waker consumer;
    private final int group;
    private Runnable awaitRoom;
    private long sequence;
    private long timestampNs;
    private long claimed = -1;
    private long room;
    private int pending;
    private FiringRun lastRun;

    /**
     * @param longBytes memory for the outputs that are longer than a slot, a power of two.
     * @param consumer  wakes the egress stage.
     * @param awaitRoom as {@link #awaitRoomBy}.
     */
    OutputPublisher(
            RingBuffer<OutputSlot> ring, SymbolTable symbols, int longBytes, Waker consumer, Runnable awaitRoom) {
        this.ring = ring;
        this.consumer = consumer;
        this.awaitRoom = awaitRoom;
        slotBytes = ring.get(0).capacity();
        longOutputs = new LongOutputs(ring, longBytes);
        encoder = new OutputEncoder(symbols);
        group = Math.min(MAX_GROUP, ring.getBufferSize() / 2);
    }

    /**
     * How to wait for the egress stage: called again and again while there is no room, or a run is not emitted.
     *
     * @param newAwaitRoom throws when there never will be.
     */
    void awaitRoomBy(Runnable newAwaitRoom) {
        awaitRoom = newAwaitRoom;
    }

    /** Makes everything emitted so far visible. */
    void flush() {
        if (pending > 0) {
            ring.publish(claimed - pending + 1, claimed);
            pending = 0;
            consumer.wake();
        }
    }

    /**
     * As {@link #flush}; and when the last of it is consumed, the latency of a batch is known.
     *
     * @param ingressNs when the oldest input of the batch came in.
     */
    void endBatch(long ingressNs) {
        if (pending > 0) {
            ring.get(claimed).ingressNs(ingressNs);
            flush();
        }
    }

    /** Has the listeners complete a snapshot when they have seen everything emitted so far. */
    void onSnapshot(SnapshotSink snapshot) {
        claim().set(snapshot);
        onCommitted();
        flush();
    }

    @Override
    public void onInput(long inputSequence, long inputTimestampNs, long inputCorrelationId, int version) {
        sequence = inputSequence;
        timestampNs = inputTimestampNs;
        encoder.onInput(inputSequence, inputTimestampNs, inputCorrelationId, version);
    }

    @Override
    public void onTick(Tick accepted, boolean opensDay) {
        OutputSlot slot = claim();
        commit(slot, encoder.encodeTick(accepted, opensDay, slot.buffer(), slot.offset()));
    }

    @Override
    public void onRejected(RejectReason reason, long bound) {
        OutputSlot slot = claim();
        commit(slot, encoder.encodeRejection(reason, bound, slot.buffer(), slot.offset()));
    }

    @Override
    public void onSymbol(int symbolId, boolean solicited) {
        OutputSlot slot = claim(OutputEncoder.maxLengthOfSymbol());
        commit(slot, encoder.encodeSymbol(symbolId, solicited, slot.buffer(), slot.offset()));
    }

    @Override
    public void onAlert(AlertChange change, AlertRecord alert, DirectBuffer definition) {
        OutputSlot slot = claim(OutputEncoder.maxLength(alert, definition));
        commit(slot, encoder.encodeAlert(change, alert, definition, slot.buffer(), slot.offset()));
    }

    @Override
    public void onDevice(DirectBuffer owner, DirectBuffer token, Platform platform) {
        OutputSlot slot = claim(OutputEncoder.maxLengthOfDevice(owner, token));
        commit(slot, encoder.encodeDevice(owner, token, platform, slot.buffer(), slot.offset()));
    }

    @Override
    public void onAcknowledged(AcknowledgeEventDecoder acknowledgement) {
        OutputSlot slot = claim(OutputEncoder.maxLength(acknowledgement));
        commit(slot, encoder.encode(acknowledgement, slot.buffer(), slot.offset()));
    }

    @Override
    public void onDelivery(RecordDeliveryDecoder delivery) {
        OutputSlot slot = claim(OutputEncoder.maxLength(delivery));
        commit(slot, encoder.encode(delivery, slot.buffer(), slot.offset()));
    }

    @Override
    public void onSourceProgressed(DirectBuffer source, long sourceSequence) {
        OutputSlot slot = claim(OutputEncoder.maxLengthOfSource(source));
        commit(slot, encoder.encodeSource(source, sourceSequence, slot.buffer(), slot.offset()));
    }

    @Override
    public void onFiring(AlertRecord alert, Firing firing) {
        OutputSlot slot = claim(OutputEncoder.maxLength(alert));
        commit(slot, encoder.encodeFiring(alert, firing, slot.buffer(), slot.offset()));
    }

    /** The egress stage emits it. */
    @Override
    public int onRun(int firstOrdinal, FiringRun run) {
        OutputSlot slot = claim();
        slot.set(run, encoder.firstOfRun(firstOrdinal), timestampNs);
        lastRun = run;
        onCommitted();
        return 0;
    }

    @Override
    public void awaitRuns() {
        flush();
        while (!lastRun.isEmitted()) {
            awaitRoom.run();
        }
    }

    /** A slot that is void until it is committed. */
    private OutputSlot claim() {
        if (room == 0) {
            awaitRoom();
        }
        room--;
        claimed = ring.next();
        pending++;
        OutputSlot slot = ring.get(claimed);
        slot.clear(sequence);
        slot.longStart(longOutputs.end());
        return slot;
    }

    private void awaitRoom() {
        room = ring.remainingCapacity();
        if (room == 0) {
            flush();
            do {
                awaitRoom.run();
                room = ring.remainingCapacity();
            } while (room == 0);
        }
    }

    /** Waits for memory before it claims, while all that was emitted can be seen and so consumed. */
    private OutputSlot claim(int capacity) {
        if (capacity <= slotBytes) {
            return claim();
        }
        while (!longOutputs.hasRoomFor(capacity, claimed)) {
            flush();
            awaitRoom.run();
        }
        OutputSlot slot = claim();
        longOutputs.give(slot, capacity);
        return slot;
    }

    private void commit(OutputSlot slot, int length) {
        slot.set(length);
        onCommitted();
    }

    private void onCommitted() {
        if (pending == group) {
            flush();
        }
    }
}
