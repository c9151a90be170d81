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
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.engine.wire.OutputEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.BitUtil;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts the engine between two rings.
 *
 * <pre>
 *   edges ──► ingress ring ──► sequencer ──► engine ──► egress ring ──► egress: listeners
 *             many producers   stamp,                   one producer
 *                              journal
 * </pre>
 *
 * One thread, two or three have the stages behind the ingress ring, see {@link PipelineConfig.Threads}; during a
 * recovery it is the caller that reads the journal and applies it, and another thread that has the egress.
 * <p>
 * The order of calls is {@link #recover}, {@link #start}, {@link #stop}, {@link #close}, on one thread; {@code close}
 * alone stops, too.
 */
public final class Pipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    /** Room for a tick; a ring is small enough to stay in the cache, and what is longer goes beside it. */
    static final int INGRESS_SLOT_BYTES = 2 * BitUtil.CACHE_LINE_LENGTH;

    static final int EGRESS_SLOT_BYTES = BitUtil.align(OutputEncoder.TICK_LENGTH, BitUtil.CACHE_LINE_LENGTH);
    static final int LONG_INPUTS_BYTES = 16 << 20;
    /** Of requests of several inputs so many may wait for each entry of the ring; more would wait too long. */
    private static final int INPUTS_PER_ENTRY = 16;

    static final int LONG_OUTPUTS_BYTES = 4 << 20;
    private static final long CLOCK_PERIOD_NS = 100_000_000;
    private static final long DRAIN_POLL_NS = 50_000;
    private static final long ROOM_POLL_NS = 1_000;
    /** Longer than anybody waits. */
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final Limits limits;
    private final Journal journal;
    private final StateMachine machine;
    private final RingBuffer<InputSlot> ingressRing;
    private final RingBuffer<OutputSlot> egressRing;
    private final IngressRing ingress;
    private final List<OutputListener> listeners;
    private OutputPublisher outputs;
    private final SequencerStage sequencer;
    private final EngineStage engine;
    private final EgressStage egress;
    private final PipelineConfig.Threads form;
    /** What the engine's own thread works at, where it has one; else null. */
    private final BatchRing batches;

    private final IdleStrategy sequencerIdle;
    private final IdleStrategy engineIdle;
    private final IdleStrategy egressIdle;
    private final List<StageThread> running = new ArrayList<>();
    private final Latency ingressToEngine = new Latency();
    private final Latency ingressToEgress = new Latency();
    private final InputClock inputClock = new InputClock(new SystemEpochNanoClock(), System::nanoTime);
    private final Thread clock = new Thread(this::offerClockWhenQuiet, "tocsin-clock");
    private final UnsafeBuffer clockInput = clockInput();
    private final Fault fault;
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
        form = config.threads();
        fault = new Fault(cause -> onFault(cause, onFailure));
        clock.setDaemon(true);

        // 1. How its threads wait.
        sequencerIdle = config.waiting().idle();
        engineIdle = config.waiting().idle();
        egressIdle = config.waiting().idle();
        Waker wakeSequencer = Waker.of(sequencerIdle);
        Waker wakeEgress = Waker.of(egressIdle);

        // 2. Rings. Nobody waits at them: a thread can have several stages, each with a ring of its own.
        ingressRing = RingBuffer.createMultiProducer(
                new InputSlot.Factory(config.ingressRingSize(), INGRESS_SLOT_BYTES),
                config.ingressRingSize(),
                new BusySpinWaitStrategy());
        egressRing = RingBuffer.createSingleProducer(
                new OutputSlot.Factory(config.egressRingSize(), EGRESS_SLOT_BYTES),
                config.egressRingSize(),
                new BusySpinWaitStrategy());
        LongInputs longInputs = new LongInputs(LONG_INPUTS_BYTES, INPUTS_PER_ENTRY * config.ingressRingSize());
        ingress = new IngressRing(ingressRing, longInputs, wakeSequencer);

        // 3. The state machine.
        machine = StateMachine.create(
                limits,
                symbols -> outputs =
                        new OutputPublisher(egressRing, symbols, LONG_OUTPUTS_BYTES, wakeEgress, this::awaitNextStage));

        // 4. The stages.
        engine = new EngineStage(limits, machine.engine(), outputs, ingressToEngine);
        batches = form == PipelineConfig.Threads.THREE
                ? new BatchRing(engine::onBatch, Waker.of(engineIdle), this::awaitNextStage)
                : null;
        sequencer = new SequencerStage(
                ingressRing, journal, inputClock, longInputs, batches == null ? new DirectHandOver(engine) : batches);
        egress = new EgressStage(
                egressRing,
                journal.durability(),
                form == PipelineConfig.Threads.ONE ? wakeEgress.and(wakeSequencer) : wakeEgress,
                this.listeners,
                machine.symbols(),
                ingressToEgress);
    }

    private void onFault(Throwable cause, Runnable onFailure) {
        ingress.open(false);
        if (started) {
            LOG.error("failed at input {}; the node stops", engine.lastSequence(), cause);
            onFailure.run();
        }
    }

    /**
     * Replays the journal through the engine and all listeners, and returns when they have seen everything. What a
     * listener throws, it throws.
     *
     * @throws io.tocsin.engine.rules.CapacityExceededException when the limits are too low for what the journal holds.
     */
    public void recover() {
        run("tocsin-egress", egressIdle, egress);
        replayTail();
    }

    /**
     * As {@link #recover()}, from a snapshot on: the listeners hear of its symbols, and of no other output before it.
     */
    public void recover(SnapshotSource snapshot) {
        egress.onDurable(snapshot.sequence());
        run("tocsin-egress", egressIdle, egress);
        engine.onSnapshot(snapshot);
        machine.announceSymbols(snapshot.sequence(), snapshot.timestampNs());
        outputs.flush();
        awaitHeard();
        for (OutputListener listener : listeners) {
            listener.readState(snapshot);
        }
        replayTail();
    }

    private void run(String name, IdleStrategy idle, Stage... stages) {
        StageThread thread = new StageThread(name, idle, fault, stages);
        running.add(thread);
        thread.start();
    }

    private void endThreads() {
        running.forEach(StageThread::end);
        running.clear();
    }

    private void replayTail() {
        journal.replay(engine.lastSequence(), (batch, offset, length) -> {
            fault.rethrow();
            engine.onReplay(batch, offset, length);
        });
        awaitHeard();
    }

    private void awaitHeard() {
        while (!egress.isDrained()) {
            fault.rethrow();
            LockSupport.parkNanos(DRAIN_POLL_NS);
        }
        fault.rethrow();
    }

    private void awaitNextStage() {
        fault.rethrow();
        LockSupport.parkNanos(ROOM_POLL_NS);
    }

    /** Where nobody else would make room. */
    private void emitMeanwhile() {
        if (egress.doWork() == 0) {
            LockSupport.parkNanos(ROOM_POLL_NS);
        }
    }

    /**
     * Asks for a snapshot of a pipeline that runs: begun between two batches, within the period of the clock. One that
     * has not been begun yet is dropped for it, and by {@link #stop}. It must be over before {@link #close}. Any
     * thread.
     */
    public void snapshot(SnapshotSink sink) {
        engine.requestSnapshot(sink);
    }

    /** Writes the engine's state, between the batches of a recovery. On the thread that recovers. */
    public void writeState(StateSink sink) {
        machine.engine().writeState(sink);
    }

    /** Opens the ingress ring. */
    public void start() {
        started = true;
        sequencer.start(engine.lastSequence(), engine.lastTimestampNs());
        switch (form) {
            case ONE -> {
                endThreads();
                outputs.awaitRoomBy(this::emitMeanwhile);
                run("tocsin-pipeline", sequencerIdle, sequencer, egress);
            }
            case TWO -> run("tocsin-sequencer", sequencerIdle, sequencer);
            case THREE -> {
                run("tocsin-sequencer", sequencerIdle, sequencer);
                run("tocsin-engine", engineIdle, batches);
            }
        }
        ingress.open(true);
        offerLimits();
        clock.start();
    }

    /** Takes no further input, applies all that was accepted, and lets the listeners see the outputs. */
    public void stop() {
        stop(NO_LIMIT);
    }

    /**
     * As {@link #stop()}, if that can be done within a time; if not, its threads go on with what they have.
     *
     * @return whether the pipeline has stopped.
     */
    public boolean stop(Duration atMost) {
        if (stopped) {
            return true;
        }
        clock.interrupt();
        ingress.open(false);
        if (!awaitDrained(System.nanoTime() + atMost.toNanos())) {
            return false;
        }
        stopped = true;
        endThreads();
        return true;
    }

    /** False when that is not so by then. */
    private boolean awaitDrained(long deadlineNs) {
        while (!isDrained()) {
            if (fault.isThere()) {
                stopped = true;
                endThreads();
                if (started) {
                    throw new IllegalStateException("the pipeline has stopped", fault.cause());
                }
                return true;
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(DRAIN_POLL_NS);
        }
        return true;
    }

    /** From the first stage to the last, so that nothing can come from one that was looked at. */
    private boolean isDrained() {
        return (!started || sequencer.isDrained()) && (batches == null || batches.isDrained()) && egress.isDrained();
    }

    /** Writes a snapshot of a pipeline that rests: that has recovered and not been started, or has stopped. */
    public void writeSnapshot(SnapshotSink sink) {
        if (fault.isThere() || (started && !stopped)) {
            throw new IllegalStateException("the pipeline does not rest");
        }
        engine.writeState(sink);
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
        return engine.lastSequence();
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
        return ingressRing.remainingCapacity();
    }

    /** Free entries of the egress ring; any thread. */
    public long egressCapacity() {
        return egressRing.remainingCapacity();
    }

    /** Of each batch: from the offer of its oldest input until the engine has applied it. */
    public Latency ingressToEngine() {
        return ingressToEngine;
    }

    /** Of each batch that has outputs: from the offer of its oldest input until all listeners have seen the last one. */
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
            long sequence = engine.lastSequence();
            if (sequence == sequenceBefore) {
                ingress.offer(clockInput, 0, clockInput.capacity());
            }
            sequenceBefore = sequence;
            LockSupport.parkNanos(CLOCK_PERIOD_NS);
        }
    }

    private static UnsafeBuffer clockInput() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[EGRESS_SLOT_BYTES]);
        int length = new InputEncoder().wrap(buffer, 0, 0).clock();
        return new UnsafeBuffer(buffer, 0, length);
    }
}
