package io.tocsin.benchmarks;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.Firing;
import io.tocsin.engine.Outputs;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.TickEncoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.index.NodePool;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.store.ChronicleRuleStore;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The engine as the pipeline runs it, without rings and journal. Prices start at {@link #BASE} and move by less than
 * {@link #BAND}; half of the alerts wait above that, half below.
 */
final class EngineRig implements AutoCloseable {
    static final long BASE = 100_000_000L;
    static final long BAND = 1_000_000L;
    private static final int LEVELS = 10_000;
    private static final long LEVEL_STEP = 100;

    private final ChronicleRuleStore rules;
    private final NodePool nodes;
    private final Counter outputs = new Counter();
    private final AlertEngine engine;
    private final SymbolStream stream;
    private final int symbols;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TickEncoder tick = new TickEncoder();
    private final CreateAlertEncoder create = new CreateAlertEncoder();
    private long sequence;

    EngineRig(final int symbols, final int alerts) {
        this.symbols = symbols;
        stream = new SymbolStream(symbols);
        rules = new ChronicleRuleStore(alerts);
        nodes = new NodePool(1L << 33);
        final SymbolTable table = new SymbolTable(symbols);
        engine = new AlertEngine(table, rules, new LevelTree(nodes), outputs);
        for (int i = 0; i < alerts; i++) {
            createAlert(i);
        }
        for (int id = 0; id < symbols; id++) {
            tick(id, BASE);
        }
    }

    /** Applies a tick within the band to the next symbol of the stream. */
    long quietTick() {
        return tick(stream.next(), BASE - BAND / 2 + ((sequence * 7919) & ((1 << 19) - 1)));
    }

    /** Moves every symbol over and under all its alerts. */
    void sweep() {
        for (int id = 0; id < symbols; id++) {
            tick(id, BASE + BAND + (LEVELS + 1) * LEVEL_STEP);
            tick(id, BASE - BAND - (LEVELS + 1) * LEVEL_STEP);
        }
    }

    long fired() {
        return outputs.fired;
    }

    @Override
    public void close() {
        rules.close();
        nodes.close();
    }

    private long tick(final int symbolId, final long price) {
        tick.wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .price(price)
                .size(1)
                .exchangeTimeNs(sequence)
                .symbolId(symbolId)
                .decimals((short) SymbolTable.DEFAULT_DECIMALS);
        apply(tick.limit());
        return outputs.lastPrice;
    }

    private void createAlert(final int i) {
        final boolean up = ((i + i / symbols) & 1) == 0;
        final long distance = BAND + (1 + i * 31L % LEVELS) * LEVEL_STEP;
        create.wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .low(up ? BASE + distance : BASE - distance)
                .high(AlertRecord.NULL_VALUE)
                .reset(AlertRecord.NULL_VALUE)
                .cooldownNs(0)
                .expiresAtNs(AlertRecord.NULL_VALUE)
                .condition(up ? ConditionType.ABOVE : ConditionType.BELOW)
                .mode(TriggerMode.ONCE)
                .decimals((short) SymbolTable.DEFAULT_DECIMALS);
        create.owner("default\nuser" + i % 1_000)
                .symbolName("S" + i % symbols)
                .putActions(new byte[] {1}, 0, 1)
                .message("")
                .idempotencyKey("");
        apply(create.limit());
    }

    private void apply(final int length) {
        sequence++;
        engine.onInput(sequence, sequence, message, 0, length);
    }

    /** Counts, so that nothing can be optimised away and the outcome can be checked. */
    private static final class Counter implements Outputs {
        private long fired;
        private long lastPrice;

        @Override
        public void onInput(final long sequence, final long timestampNs, final long correlationId) {
            // Every output is counted by itself.
        }

        @Override
        public void onTick(final int symbolId, final long price, final long size, final long exchangeTimeNs) {
            lastPrice = price;
        }

        @Override
        public void onRejected(final RejectReason reason, final long bound) {
            throw new IllegalStateException("rejected: " + reason + ' ' + bound);
        }

        @Override
        public void onSymbol(final int symbolId, final boolean solicited) {
            // Symbols are created in the order of their ids.
        }

        @Override
        public void onAlert(final AlertChange change, final AlertRecord alert) {
            // The store holds it.
        }

        @Override
        public void onDevice() {
            // None are registered.
        }

        @Override
        public void onFiring(final AlertRecord alert, final Firing firing) {
            fired++;
        }
    }
}
