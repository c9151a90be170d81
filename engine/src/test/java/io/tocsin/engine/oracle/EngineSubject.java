package io.tocsin.engine.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.Firing;
import io.tocsin.engine.Outputs;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.index.NodePool;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.store.ChronicleRuleStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/** The real engine with its real store, fed with encoded inputs. */
final class EngineSubject implements Subject {
    private static final int MAX_SYMBOLS = 1_024;
    private static final int MAX_ALERTS = 8_192;
    private static final long INDEX_BYTES = 16L << 20;

    private final SymbolTable symbols = new SymbolTable(MAX_SYMBOLS);
    private final ChronicleRuleStore rules = new ChronicleRuleStore(MAX_ALERTS);
    private final NodePool nodes = new NodePool(INDEX_BYTES);
    private final Collector collector = new Collector();
    private final AlertEngine engine = new AlertEngine(symbols, rules, new LevelTree(nodes), collector);
    private final InputEncoder encoder = new InputEncoder(collector.symbolIds::get);
    private final AlertRecord alert = new AlertRecord();

    @Override
    public List<Output> onInput(final long sequence, final long timeNs, final Input input) {
        collector.outputs.clear();
        engine.onInput(sequence, timeNs, encoder.buffer(), 0, encoder.encode(input));
        return List.copyOf(collector.outputs);
    }

    @Override
    public Output.AlertState state(final long alertId) {
        return rules.reader().read(alertId, alert) ? stateOf(alert) : null;
    }

    @Override
    public long alertCount() {
        return rules.reader().alertCount();
    }

    @Override
    public void close() {
        rules.close();
        nodes.close();
    }

    private static Output.AlertState stateOf(final AlertRecord alert) {
        return new Output.AlertState(
                alert.alertId(),
                alert.version(),
                alert.status(),
                alert.firedCount(),
                orAbsent(alert.lastFiredAtNs()),
                alert.createdAtNs(),
                alert.effectiveSequence());
    }

    private static Long orAbsent(final long value) {
        return value == AlertRecord.NULL_VALUE ? null : value;
    }

    private static String text(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new String(bytes, UTF_8);
    }

    /** Copies what the engine emits, since it reuses the carriers. */
    private final class Collector implements Outputs {
        private final List<Output> outputs = new ArrayList<>();
        private final Map<String, Integer> symbolIds = new HashMap<>();
        private Output.Stamp at;
        private long correlationId;

        @Override
        public void onInput(final long sequence, final long timestampNs, final long inputCorrelationId) {
            at = new Output.Stamp(sequence, timestampNs);
            correlationId = inputCorrelationId;
        }

        @Override
        public void onTick(final int symbolId, final long price, final long size, final long exchangeTimeNs) {
            outputs.add(new Output.Accepted(at, correlationId, symbolId, price, size, orAbsent(exchangeTimeNs)));
        }

        @Override
        public void onRejected(final RejectReason reason, final long bound) {
            outputs.add(new Output.Rejected(at, correlationId, reason));
        }

        @Override
        public void onSymbol(final int symbolId, final boolean solicited) {
            final Output.SymbolKey symbol = symbol(symbolId);
            symbolIds.put(symbol.name(), symbolId);
            outputs.add(new Output.SymbolIs(
                    at,
                    solicited ? correlationId : 0,
                    symbol,
                    symbols.maxJumpPpm(symbolId),
                    symbols.dayRollNs(symbolId)));
        }

        @Override
        public void onAlert(final AlertChange change, final AlertRecord changed) {
            outputs.add(new Output.AlertIs(at, correlationId, change, stateOf(changed)));
        }

        @Override
        public void onDevice() {
            throw new AssertionError("no scenario has devices");
        }

        @Override
        public void onFiring(final AlertRecord fired, final Firing firing) {
            final Output.Move move =
                    new Output.Move(orAbsent(firing.previous()), firing.price(), orAbsent(firing.exchangeTimeNs()));
            final Output.FiredAlert alertFields = new Output.FiredAlert(
                    fired.alertId(),
                    fired.version(),
                    fired.firedCount(),
                    fired.condition(),
                    fired.owner(),
                    fired.message(),
                    text(fired.buffer(), fired.actionsOffset(), fired.actionsLength()));
            outputs.add(new Output.Fired(
                    at, firing.ordinal(), symbol(fired.symbolId()), move, firing.reference(), alertFields));
        }

        private Output.SymbolKey symbol(final int symbolId) {
            final String name = text(symbols.names(), symbols.nameOffset(symbolId), symbols.nameLength(symbolId));
            return new Output.SymbolKey(symbolId, name, symbols.decimals(symbolId));
        }
    }
}
