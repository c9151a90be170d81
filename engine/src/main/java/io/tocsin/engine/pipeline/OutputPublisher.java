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
import java.util.concurrent.locks.LockSupport;
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
    private static final long ROOM_POLL_NS = 1_000;

    private final RingBuffer<Slot> ring;
    private final int slotBytes;
    private final LongOutputs longOutputs;
    private final OutputEncoder encoder;

    private final int group;
    private long sequence;
    private long timestampNs;
    private long ingressNs;
    private long claimed = -1;
    private int pending;
    private FiringRun lastRun;

    /** @param longBytes memory for the outputs that are longer than a slot, a power of two. */
    OutputPublisher(RingBuffer<Slot> ring, SymbolTable symbols, int longBytes) {
        this.ring = ring;
        slotBytes = ring.get(0).capacity();
        longOutputs = new LongOutputs(ring, longBytes);
        encoder = new OutputEncoder(symbols);
        group = Math.min(MAX_GROUP, ring.getBufferSize() / 2);
    }

    /** When the next input came in: what its outputs' latency is measured from. */
    void ingressNs(long nanoTime) {
        ingressNs = nanoTime;
    }

    /** Makes everything emitted so far visible. */
    void flush() {
        if (pending > 0) {
            ring.publish(claimed - pending + 1, claimed);
            pending = 0;
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
        Slot slot = claim();
        commit(slot, encoder.encodeTick(accepted, opensDay, slot.buffer()));
    }

    @Override
    public void onRejected(RejectReason reason, long bound) {
        Slot slot = claim();
        commit(slot, encoder.encodeRejection(reason, bound, slot.buffer()));
    }

    @Override
    public void onSymbol(int symbolId, boolean solicited) {
        Slot slot = claim();
        commit(slot, encoder.encodeSymbol(symbolId, solicited, slot.buffer()));
    }

    @Override
    public void onAlert(AlertChange change, AlertRecord alert, DirectBuffer definition) {
        Slot slot = claim(OutputEncoder.maxLength(alert, definition));
        commit(slot, encoder.encodeAlert(change, alert, definition, slot.buffer()));
    }

    @Override
    public void onDevice(DirectBuffer owner, DirectBuffer token, Platform platform) {
        Slot slot = claim(OutputEncoder.maxLengthOfDevice(owner, token));
        commit(slot, encoder.encodeDevice(owner, token, platform, slot.buffer()));
    }

    @Override
    public void onAcknowledged(AcknowledgeEventDecoder acknowledgement) {
        Slot slot = claim(OutputEncoder.maxLength(acknowledgement));
        commit(slot, encoder.encode(acknowledgement, slot.buffer()));
    }

    @Override
    public void onDelivery(RecordDeliveryDecoder delivery) {
        Slot slot = claim(OutputEncoder.maxLength(delivery));
        commit(slot, encoder.encode(delivery, slot.buffer()));
    }

    @Override
    public void onFiring(AlertRecord alert, Firing firing) {
        Slot slot = claim(OutputEncoder.maxLength(alert));
        commit(slot, encoder.encodeFiring(alert, firing, slot.buffer()));
    }

    /** The egress stage emits it. */
    @Override
    public int onRun(int firstOrdinal, FiringRun run) {
        Slot slot = claim();
        slot.set(0, ingressNs);
        slot.set(run, encoder.firstOfRun(firstOrdinal), sequence, timestampNs);
        lastRun = run;
        onCommitted();
        return 0;
    }

    @Override
    public void awaitRuns() {
        flush();
        while (!lastRun.isEmitted()) {
            Thread.onSpinWait();
        }
    }

    /** A slot that is void until it is committed. */
    private Slot claim() {
        claimed = ring.next();
        pending++;
        Slot slot = ring.get(claimed);
        slot.clear();
        slot.longStart(longOutputs.end());
        return slot;
    }

    /** Waits for memory before it claims, while all that was emitted can be seen and so consumed. */
    private Slot claim(int capacity) {
        if (capacity <= slotBytes) {
            return claim();
        }
        while (!longOutputs.hasRoomFor(capacity, claimed)) {
            flush();
            LockSupport.parkNanos(ROOM_POLL_NS);
        }
        Slot slot = claim();
        longOutputs.give(slot, capacity);
        return slot;
    }

    private void commit(Slot slot, int length) {
        slot.set(length, ingressNs);
        onCommitted();
    }

    private void onCommitted() {
        if (pending == group) {
            flush();
        }
    }
}
