package io.tocsin.engine.pipeline;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.tocsin.engine.Firing;
import io.tocsin.engine.FiringRun;
import io.tocsin.engine.Outputs;
import io.tocsin.engine.Tick;
import io.tocsin.engine.codec.AcknowledgeEventDecoder;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RecordDeliveryDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.host.StateMachine;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.port.SnapshotSource;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.state.StateSink;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochNanoClock;

/**
 * The stages of a {@link Pipeline} without its threads: whoever calls decides which of them works next, and for how
 * long. So a run can be stopped between any two steps, and gone through again. One thread.
 */
public final class SteppedPipeline implements Outputs, AutoCloseable {
    private static final int RING_SIZE = 1 << 9;
    private static final int SLOT_BYTES = 256;
    /** More than a ring of the longest outputs can take, for nobody would make room meanwhile. */
    private static final int LONG_BYTES = 1 << 22;

    private final Journal journal;
    private final List<OutputListener> listeners;
    private final StateMachine machine;
    private final Slot ingress = new Slot.Factory(1, SLOT_BYTES).newInstance();
    private final LongInputs longInputs = new LongInputs(LONG_BYTES);
    private final RingBuffer<Slot> ring = RingBuffer.createSingleProducer(
            new Slot.Factory(RING_SIZE, SLOT_BYTES), RING_SIZE, new BlockingWaitStrategy());
    private final Sequence consumed = new Sequence();
    private OutputPublisher publisher;
    private final SequencerStage sequencer;
    private final EgressStage egress;

    /** @param clock stamps the batches; it never goes back. */
    public SteppedPipeline(Limits limits, Journal journal, List<OutputListener> listeners, EpochNanoClock clock) {
        this(limits, journal, listeners, new InputClock(clock, clock::nanoTime));
    }

    /** @param clock stamps the batches. */
    SteppedPipeline(Limits limits, Journal journal, List<OutputListener> listeners, InputClock clock) {
        this.journal = journal;
        this.listeners = listeners;
        ring.addGatingSequences(consumed);
        machine = StateMachine.create(limits, symbols -> {
            publisher = new OutputPublisher(ring, symbols, LONG_BYTES);
            return this;
        });
        sequencer = new SequencerStage(limits, journal, machine.engine(), publisher, clock, longInputs, new Latency());
        egress = new EgressStage(
                journal.durability(), listeners.toArray(OutputListener[]::new), machine.symbols(), new Latency());
    }

    /** As {@link Pipeline#recover()}. */
    public void recover() {
        journal.replay(sequencer.lastSequence(), sequencer::onReplay);
        drain();
        sequencer.start();
    }

    /** As {@link Pipeline#recover(SnapshotSource)}. */
    public void recover(SnapshotSource snapshot) {
        sequencer.onSnapshot(snapshot);
        egress.onDurable(snapshot.sequence());
        machine.announceSymbols(snapshot.sequence(), snapshot.timestampNs());
        publisher.flush();
        drain();
        for (OutputListener listener : listeners) {
            listener.readState(snapshot);
        }
        recover();
    }

    /** Has the sequencer take one input; the last of a batch is journaled and applied with those before it. */
    public void offer(DirectBuffer message, int length, boolean endsBatch) {
        ingress.clear();
        if (length > SLOT_BYTES) {
            ingress.extend(longInputs.take(length), 0, length);
        }
        ingress.set(message, 0, length, 1);
        sequencer.onEvent(ingress, 0, endsBatch);
    }

    /** Lets the listeners see at most so many entries of the egress ring. */
    public void drain(int entries) {
        for (int i = 0; i < entries && consumed.get() < ring.getCursor(); i++) {
            long next = consumed.get() + 1;
            egress.onEvent(ring.get(next), next, next == ring.getCursor());
            consumed.set(next);
        }
    }

    private void drain() {
        drain(Integer.MAX_VALUE);
    }

    /** Asks for a snapshot: begun after the next batch, or when the pipeline stops. */
    public void snapshot(SnapshotSink sink) {
        sequencer.requestSnapshot(sink);
    }

    /** As {@link Pipeline#close}, but that the state can still be written. */
    public void stop() {
        sequencer.takeSnapshot();
        drain();
    }

    /** Writes the engine's state. */
    public void writeState(StateSink sink) {
        machine.engine().writeState(sink);
    }

    public long lastSequence() {
        return sequencer.lastSequence();
    }

    @Override
    public void close() {
        machine.close();
    }

    @Override
    public void onInput(long sequence, long timestampNs, long correlationId, int version) {
        publisher.onInput(sequence, timestampNs, correlationId, version);
    }

    @Override
    public void onTick(Tick tick, boolean opensDay) {
        makeRoom();
        publisher.onTick(tick, opensDay);
    }

    @Override
    public void onRejected(RejectReason reason, long bound) {
        makeRoom();
        publisher.onRejected(reason, bound);
    }

    @Override
    public void onSymbol(int symbolId, boolean solicited) {
        makeRoom();
        publisher.onSymbol(symbolId, solicited);
    }

    @Override
    public void onAlert(AlertChange change, AlertRecord alert, DirectBuffer definition) {
        makeRoom();
        publisher.onAlert(change, alert, definition);
    }

    @Override
    public void onDevice(DirectBuffer owner, DirectBuffer token, Platform platform) {
        makeRoom();
        publisher.onDevice(owner, token, platform);
    }

    @Override
    public void onAcknowledged(AcknowledgeEventDecoder acknowledgement) {
        makeRoom();
        publisher.onAcknowledged(acknowledgement);
    }

    @Override
    public void onDelivery(RecordDeliveryDecoder delivery) {
        makeRoom();
        publisher.onDelivery(delivery);
    }

    @Override
    public void onFiring(AlertRecord alert, Firing firing) {
        makeRoom();
        publisher.onFiring(alert, firing);
    }

    @Override
    public int onRun(int firstOrdinal, FiringRun run) {
        makeRoom();
        return publisher.onRun(firstOrdinal, run);
    }

    @Override
    public void awaitRuns() {
        publisher.flush();
        drain();
        publisher.awaitRuns();
    }

    /** With one thread, nobody else would. One entry more is for a snapshot. */
    private void makeRoom() {
        if (ring.remainingCapacity() < 2) {
            publisher.flush();
            drain();
        }
    }
}
