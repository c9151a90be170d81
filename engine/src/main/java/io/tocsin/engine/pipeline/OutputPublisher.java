package io.tocsin.engine.pipeline;

import com.lmax.disruptor.RingBuffer;
import io.tocsin.engine.Firing;
import io.tocsin.engine.FiringRun;
import io.tocsin.engine.Outputs;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.Tick;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertChangedEncoder;
import io.tocsin.engine.codec.DeviceChangedEncoder;
import io.tocsin.engine.codec.InputRejectedEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SymbolChangedEncoder;
import io.tocsin.engine.codec.TickAcceptedEncoder;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.wire.FiringEncoder;

/**
 * Encodes the engine's outputs straight into the egress ring. Engine thread only; when the ring is full it waits for the
 * egress stage, which never waits for the engine.
 * <p>
 * Entries become visible in groups, at {@link #flush} or when a group is full, because waking a consumer costs more than
 * encoding. A group is smaller than the ring, or a claim would wait for entries that only this thread can publish.
 */
final class OutputPublisher implements Outputs {
    private static final int MAX_GROUP = 256;
    private static final int SMALL = 128;

    private final RingBuffer<Slot> ring;
    private final SymbolTable symbols;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TickAcceptedEncoder tick = new TickAcceptedEncoder();
    private final InputRejectedEncoder rejected = new InputRejectedEncoder();
    private final SymbolChangedEncoder symbol = new SymbolChangedEncoder();
    private final AlertChangedEncoder alertChanged = new AlertChangedEncoder();
    private final DeviceChangedEncoder device = new DeviceChangedEncoder();
    private final FiringEncoder firings;

    private final int group;
    private long sequence;
    private long timestampNs;
    private long correlationId;
    private long ingressNs;
    private long claimed;
    private int pending;
    private FiringRun lastRun;

    OutputPublisher(final RingBuffer<Slot> ring, final SymbolTable symbols) {
        this.ring = ring;
        this.symbols = symbols;
        firings = new FiringEncoder(symbols);
        group = Math.min(MAX_GROUP, ring.getBufferSize() / 2);
    }

    /** When the next input came in: what its outputs' latency is measured from. */
    void ingressNs(final long nanoTime) {
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
    void onSnapshot(final SnapshotSink snapshot) {
        claim().set(snapshot);
        onCommitted();
        flush();
    }

    @Override
    public void onInput(final long inputSequence, final long inputTimestampNs, final long inputCorrelationId) {
        sequence = inputSequence;
        timestampNs = inputTimestampNs;
        correlationId = inputCorrelationId;
    }

    @Override
    public void onTick(final Tick accepted) {
        final Slot slot = claim();
        tick.wrapAndApplyHeader(slot.reserve(SMALL), 0, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(correlationId)
                .price(accepted.price())
                .size(accepted.size())
                .exchangeTimeNs(accepted.exchangeTimeNs())
                .low(accepted.low())
                .high(accepted.high())
                .bid(accepted.bid())
                .ask(accepted.ask())
                .count(accepted.count())
                .symbolId(accepted.symbolId());
        commit(slot, tick.limit());
    }

    @Override
    public void onRejected(final RejectReason reason, final long bound) {
        final Slot slot = claim();
        rejected.wrapAndApplyHeader(slot.reserve(SMALL), 0, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(correlationId)
                .bound(bound)
                .reason(reason);
        commit(slot, rejected.limit());
    }

    @Override
    public void onSymbol(final int symbolId, final boolean solicited) {
        final Slot slot = claim();
        symbol.wrapAndApplyHeader(slot.reserve(SMALL), 0, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(solicited ? correlationId : 0)
                .maxJumpPpm(symbols.maxJumpPpm(symbolId))
                .dayRollNs(symbols.dayRollNs(symbolId))
                .symbolId(symbolId)
                .decimals((short) symbols.decimals(symbolId))
                .putSymbolName(symbols.names(), symbols.nameOffset(symbolId), symbols.nameLength(symbolId));
        commit(slot, symbol.limit());
    }

    @Override
    public void onAlert(final AlertChange change, final AlertRecord alert) {
        final Slot slot = claim();
        alertChanged
                .wrapAndApplyHeader(slot.reserve(SMALL), 0, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(correlationId)
                .alertId(alert.alertId())
                .createdAtNs(alert.createdAtNs())
                .effectiveSequence(alert.effectiveSequence())
                .lastFiredAtNs(alert.lastFiredAtNs())
                .version(alert.version())
                .firedCount(alert.firedCount())
                .change(change)
                .status(alert.status());
        commit(slot, alertChanged.limit());
    }

    @Override
    public void onDevice() {
        final Slot slot = claim();
        device.wrapAndApplyHeader(slot.reserve(SMALL), 0, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .correlationId(correlationId);
        commit(slot, device.limit());
    }

    @Override
    public void onFiring(final AlertRecord alert, final Firing firing) {
        final Slot slot = claim();
        firings.onInput(sequence, timestampNs);
        commit(slot, firings.encode(alert, firing, slot.reserve(FiringEncoder.maxLength(alert))));
    }

    /** The egress stage tells it. */
    @Override
    public int onRun(final int firstOrdinal, final FiringRun run) {
        final Slot slot = claim();
        slot.set(0, ingressNs);
        slot.set(run, firstOrdinal, sequence, timestampNs);
        lastRun = run;
        onCommitted();
        return 0;
    }

    @Override
    public void awaitRuns() {
        flush();
        while (!lastRun.isTold()) {
            Thread.onSpinWait();
        }
    }

    private Slot claim() {
        claimed = ring.next();
        return ring.get(claimed);
    }

    private void commit(final Slot slot, final int length) {
        slot.set(length, ingressNs);
        onCommitted();
    }

    private void onCommitted() {
        if (++pending == group) {
            flush();
        }
    }
}
