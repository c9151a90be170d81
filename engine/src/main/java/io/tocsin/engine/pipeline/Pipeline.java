package io.tocsin.engine.pipeline;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.host.StateMachine;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.port.SnapshotSource;
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.wire.InputEncoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.LangUtil;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts the engine between two rings.
 *
 * <pre>
 *   edges ──► ingress ring ──► sequencer: stamp, journal, engine ──► egress ring ──► listeners
 *             many producers   one thread                           one producer    one thread
 * </pre>
 *
 * The order of calls is {@link #recover}, {@link #start}, {@link #stop}, {@link #close}, on one thread; {@code close}
 * alone stops, too.
 */
public final class Pipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    static final int INGRESS_SLOT_BYTES = 128;
    static final int EGRESS_SLOT_BYTES = 256;
    /** More than the longest request can bring, that of a thousand alerts. */
    static final int LONG_INPUTS_BYTES = 16 << 20;

    static final int LONG_OUTPUTS_BYTES = 4 << 20;
    private static final long CLOCK_PERIOD_NS = 100_000_000;
    private static final long DRAIN_POLL_NS = 50_000;
    /** Longer than anybody waits. */
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final Limits limits;
    private final Journal journal;
    private final StateMachine machine;
    private final Disruptor<Slot> ingressDisruptor;
    private final Disruptor<Slot> egressDisruptor;
    private final IngressRing ingress;
    private final List<OutputListener> listeners;
    private OutputPublisher outputs;
    private final SequencerStage sequencer;
    private final EgressStage egress;
    private final FailStop guardedSequencer;
    private final FailStop guardedEgress;
    private final Latency ingressToEngine = new Latency();
    private final Latency ingressToEgress = new Latency();
    private final InputClock inputClock = new InputClock(new SystemEpochNanoClock(), System::nanoTime);
    private final Thread clock = daemon(this::offerClockWhenQuiet, "tocsin-clock");
    private final UnsafeBuffer clockInput = clockInput();
    private volatile Throwable failure;
    private volatile boolean started;
    private boolean stopped;

    /**
     * @param journal   read by {@link #recover}, then written; closed by the caller.
     * @param listeners called in this order for each output.
     * @param onFailure called once, on the failing thread, when a stage that was started has stopped for good.
     */
    public Pipeline(
            PipelineConfig config, Limits limits, Journal journal, List<OutputListener> listeners, Runnable onFailure) {
        this.limits = limits;
        this.journal = journal;
        this.listeners = List.copyOf(listeners);

        // 1. Rings.
        ingressDisruptor = new Disruptor<>(
                new Slot.Factory(config.ingressRingSize(), INGRESS_SLOT_BYTES),
                config.ingressRingSize(),
                task -> daemon(task, "tocsin-sequencer"),
                ProducerType.MULTI,
                config.waiting().strategy());
        egressDisruptor = new Disruptor<>(
                new Slot.Factory(config.egressRingSize(), EGRESS_SLOT_BYTES),
                config.egressRingSize(),
                task -> daemon(task, "tocsin-egress"),
                ProducerType.SINGLE,
                config.waiting().strategy());
        LongInputs longInputs = new LongInputs(LONG_INPUTS_BYTES);
        ingress = new IngressRing(ingressDisruptor.getRingBuffer(), longInputs);

        // 2. The state machine.
        RingBuffer<Slot> egressRing = egressDisruptor.getRingBuffer();
        machine = StateMachine.create(
                limits, symbols -> outputs = new OutputPublisher(egressRing, symbols, LONG_OUTPUTS_BYTES));
        AlertEngine engine = machine.engine();

        // 3. The two stages around it.
        sequencer = new SequencerStage(limits, journal, engine, outputs, inputClock, longInputs, ingressToEngine);
        egress = new EgressStage(
                journal.durability(), listeners.toArray(OutputListener[]::new), machine.symbols(), ingressToEgress);
        Consumer<Throwable> stop = exception -> {
            failure = exception;
            ingress.open(false);
            if (started) {
                LOG.error("failed at input {}; the node stops", sequencer.lastSequence(), exception);
                onFailure.run();
            }
        };
        guardedSequencer = new FailStop(sequencer, stop);
        guardedEgress = new FailStop(egress, stop);
        ingressDisruptor.setDefaultExceptionHandler(guardedSequencer);
        egressDisruptor.setDefaultExceptionHandler(guardedEgress);
        ingressDisruptor.handleEventsWith(guardedSequencer);
        egressDisruptor.handleEventsWith(guardedEgress);
    }

    /**
     * Replays the journal through the engine and all listeners, and returns when they have seen everything. What a
     * listener throws, it throws.
     *
     * @throws io.tocsin.engine.rules.CapacityExceededException when the limits are too low for what the journal holds.
     */
    public void recover() {
        egressDisruptor.start();
        replayTail();
    }

    /**
     * As {@link #recover()}, from a snapshot on: the listeners hear of its symbols, and of no other output before it.
     */
    public void recover(SnapshotSource snapshot) {
        egress.onDurable(snapshot.sequence());
        egressDisruptor.start();
        sequencer.onSnapshot(snapshot);
        machine.announceSymbols(snapshot.sequence(), snapshot.timestampNs());
        outputs.flush();
        awaitHeard();
        for (OutputListener listener : listeners) {
            listener.readState(snapshot);
        }
        replayTail();
    }

    private void replayTail() {
        journal.replay(sequencer.lastSequence(), (batch, offset, length) -> {
            rethrowFailure();
            sequencer.onReplay(batch, offset, length);
        });
        awaitHeard();
    }

    private void awaitHeard() {
        awaitConsumed(egressDisruptor, guardedEgress, System.nanoTime() + NO_LIMIT.toNanos());
        rethrowFailure();
    }

    private void rethrowFailure() {
        if (failure != null) {
            LangUtil.rethrowUnchecked(failure);
        }
    }

    /**
     * Asks for a snapshot of a pipeline that runs: begun between two batches, within the period of the clock. One that
     * has not been begun yet is dropped for it, and by {@link #stop}. It must be over before {@link #close}. Any
     * thread.
     */
    public void snapshot(SnapshotSink sink) {
        sequencer.requestSnapshot(sink);
    }

    /** Writes the engine's state, between the batches of a recovery. On the thread that recovers. */
    public void writeState(StateSink sink) {
        machine.engine().writeState(sink);
    }

    /** Opens the ingress ring. */
    @SuppressWarnings("FutureReturnValueIgnored") // offering a clock input has no way to fail
    public void start() {
        started = true;
        sequencer.start();
        ingressDisruptor.start();
        ingress.open(true);
        offerLimits();
        clock.start();
    }

    /** Takes no further input, applies all that was accepted, and lets the listeners see the outputs. */
    public void stop() {
        stop(NO_LIMIT);
    }

    /**
     * As {@link #stop()}, if that can be done within a time; if not, both threads go on with what they have.
     *
     * @return whether the pipeline has stopped.
     */
    public boolean stop(Duration atMost) {
        if (stopped) {
            return true;
        }
        long deadlineNs = System.nanoTime() + atMost.toNanos();
        clock.interrupt();
        ingress.open(false);
        if (started && !awaitConsumed(ingressDisruptor, guardedSequencer, deadlineNs)) {
            return false;
        }
        if (failure == null && !awaitConsumed(egressDisruptor, guardedEgress, deadlineNs)) {
            return false;
        }
        stopped = true;
        if (started) {
            ingressDisruptor.halt();
        }
        egressDisruptor.halt();
        return true;
    }

    /** Writes a snapshot of a pipeline that rests: that has recovered and not been started, or has stopped. */
    public void writeSnapshot(SnapshotSink sink) {
        if (failure != null || (started && !stopped)) {
            throw new IllegalStateException("the pipeline does not rest");
        }
        sequencer.writeState(sink);
        egress.complete(sink);
    }

    /** Stops, and frees memory. */
    @Override
    public void close() {
        stop();
        machine.close();
    }

    /**
     * Whether inputs are refused for want of room on the disk; what was accepted is applied all the same. Any
     * thread.
     */
    public void onDiskFull(boolean isFull) {
        ingress.diskFull(isFull);
    }

    public CommandSink commandSink() {
        return ingress;
    }

    /** Valid until {@link #close}. */
    public AlertReader alertReader() {
        return machine.alertReader();
    }

    /** Sequence of the input that is being applied, or was last: no output is of a later one. Any thread. */
    public long lastSequence() {
        return sequencer.lastSequence();
    }

    /** Sequence of the last output that all listeners have seen. Any thread. */
    public long emittedSequence() {
        return egress.lastSequence();
    }

    /** How far the time of the last input is ahead of the wall clock, which was set back then; else 0. Any thread. */
    public long clockAheadNs() {
        return inputClock.aheadNs();
    }

    /** Free entries of the ingress ring; any thread. */
    public long ingressCapacity() {
        return ingressDisruptor.getRingBuffer().remainingCapacity();
    }

    /** Free entries of the egress ring; any thread. */
    public long egressCapacity() {
        return egressDisruptor.getRingBuffer().remainingCapacity();
    }

    /** From the offer of an input until the engine has applied its batch. */
    public Latency ingressToEngine() {
        return ingressToEngine;
    }

    /** From the offer of an input until all listeners have seen each of its outputs. */
    public Latency ingressToEgress() {
        return ingressToEgress;
    }

    private void offerLimits() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[EGRESS_SLOT_BYTES]);
        int length = new InputEncoder().wrap(buffer, 0, 0).setLimits(limits);
        if (ingress.put(buffer, 0, length) != CommandSink.Offer.ACCEPTED) {
            throw new IllegalStateException("an empty ingress ring took no input");
        }
    }

    /** In a market that brings nothing, time must pass all the same; a busy one brings its own. */
    private void offerClockWhenQuiet() {
        long sequenceBefore = -1;
        while (!Thread.currentThread().isInterrupted()) {
            long sequence = sequencer.lastSequence();
            if (sequence == sequenceBefore) {
                ingress.offer(clockInput, 0, clockInput.capacity());
            }
            sequenceBefore = sequence;
            LockSupport.parkNanos(CLOCK_PERIOD_NS);
        }
    }

    /** False when that is not so by then. */
    private boolean awaitConsumed(Disruptor<Slot> disruptor, FailStop stage, long deadlineNs) {
        while (disruptor.getSequenceValueFor(stage) < disruptor.getRingBuffer().getCursor()) {
            if (started && failure != null) {
                stopped = true;
                throw new IllegalStateException("the pipeline has stopped", failure);
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(DRAIN_POLL_NS);
        }
        return true;
    }

    private static UnsafeBuffer clockInput() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[EGRESS_SLOT_BYTES]);
        int length = new InputEncoder().wrap(buffer, 0, 0).clock();
        return new UnsafeBuffer(buffer, 0, length);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
