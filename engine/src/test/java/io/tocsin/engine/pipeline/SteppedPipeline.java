package io.tocsin.engine.pipeline;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import io.tocsin.engine.host.StateMachine;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.port.SnapshotSource;
import io.tocsin.engine.state.StateSink;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochNanoClock;

/**
 * The stages of a {@link Pipeline} without its threads: whoever calls decides which of them works next, and for how
 * long. So a run can be stopped between any two steps, and gone through again. One thread.
 */
public final class SteppedPipeline implements AutoCloseable {
    private static final int RING_SIZE = 1 << 9;
    private static final int LONG_BYTES = 1 << 22;

    private final Journal journal;
    private final List<OutputListener> listeners;
    private final StateMachine machine;
    private final IngressRing ingress;
    private OutputPublisher publisher;
    private final SequencerStage sequencer;
    private final EngineStage engine;
    private final EgressStage egress;

    /** @param clock stamps the batches; it never goes back. */
    public SteppedPipeline(Limits limits, Journal journal, List<OutputListener> listeners, EpochNanoClock clock) {
        this(limits, journal, listeners, new InputClock(clock, clock::nanoTime));
    }

    /** @param clock stamps the batches. */
    SteppedPipeline(Limits limits, Journal journal, List<OutputListener> listeners, InputClock clock) {
        this.journal = journal;
        this.listeners = listeners;
        RingBuffer<InputSlot> ingressRing = RingBuffer.createMultiProducer(
                new InputSlot.Factory(RING_SIZE, Pipeline.INGRESS_SLOT_BYTES), RING_SIZE, new BusySpinWaitStrategy());
        RingBuffer<OutputSlot> egressRing = RingBuffer.createSingleProducer(
                new OutputSlot.Factory(RING_SIZE, Pipeline.EGRESS_SLOT_BYTES), RING_SIZE, new BusySpinWaitStrategy());
        LongInputs longInputs = new LongInputs(LONG_BYTES, RING_SIZE);
        ingress = new IngressRing(ingressRing, longInputs, () -> {});
        machine = StateMachine.create(
                limits,
                symbols -> publisher = new OutputPublisher(egressRing, symbols, LONG_BYTES, () -> {}, this::drain));
        engine = new EngineStage(limits, machine.engine(), publisher, new Latency());
        sequencer = new SequencerStage(ingressRing, journal, clock, longInputs, new DirectHandOver(engine));
        egress = new EgressStage(
                egressRing, journal.durability(), () -> {}, listeners, machine.symbols(), new Latency());
    }

    /** As {@link Pipeline#recover()}. */
    public void recover() {
        journal.replay(engine.lastSequence(), engine::onReplay);
        drain();
        sequencer.start(engine.lastSequence(), engine.lastTimestampNs());
    }

    /** As {@link Pipeline#recover(SnapshotSource)}. */
    public void recover(SnapshotSource snapshot) {
        engine.onSnapshot(snapshot);
        egress.onDurable(snapshot.sequence());
        machine.announceSymbols(snapshot.sequence(), snapshot.timestampNs());
        publisher.flush();
        drain();
        for (OutputListener listener : listeners) {
            listener.readState(snapshot);
        }
        recover();
    }

    /** Brings one input; the last of a batch is journaled and applied with those before it. */
    public void offer(DirectBuffer message, int length, boolean endsBatch) {
        if (ingress.put(message, 0, length) != CommandSink.Offer.ACCEPTED) {
            throw new IllegalArgumentException("a batch of more inputs than the ring takes");
        }
        if (endsBatch) {
            sequencer.doWork();
        }
    }

    /** Lets the listeners see at most so many entries of the egress ring; of a run of firings some are one. */
    public void drain(int entries) {
        int left = entries;
        int taken = egress.doWork(left);
        while (taken > 0) {
            left -= taken;
            taken = egress.doWork(left);
        }
    }

    private void drain() {
        drain(Integer.MAX_VALUE);
    }

    /** Asks for a snapshot: begun after the next batch, or when the pipeline stops. */
    public void snapshot(SnapshotSink sink) {
        engine.requestSnapshot(sink);
    }

    /** As {@link Pipeline#close}, but that the state can still be written. */
    public void stop() {
        engine.takeSnapshot();
        drain();
    }

    /** Writes the engine's state. */
    public void writeState(StateSink sink) {
        machine.engine().writeState(sink);
    }

    public long lastSequence() {
        return engine.lastSequence();
    }

    @Override
    public void close() {
        machine.close();
    }
}
