package io.tocsin.engine.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.Firing;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.Tick;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateBytes;
import io.tocsin.engine.state.StateHash;
import io.tocsin.engine.store.ChronicleRuleStore;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** The real engine with its real store, fed with encoded inputs. */
final class EngineSubject implements Subject {
    private static final int MAX_SYMBOLS = 1_024;
    private static final int MAX_ALERTS = 8_192;
    private static final int MAX_SERIES = 65_536;

    private final ConditionMemory memory = new ConditionMemory(MAX_ALERTS, MAX_SYMBOLS, MAX_SERIES);
    private final SymbolTable symbols = new SymbolTable(MAX_SYMBOLS, memory.series());
    private final ChronicleRuleStore rules;
    private final Collector collector = new Collector();
    private final AlertEngine engine;
    private final AlertRecord alert = new AlertRecord();

    EngineSubject() {
        this(new ChronicleRuleStore(MAX_ALERTS, 1));
    }

    private EngineSubject(ChronicleRuleStore rules) {
        this.rules = rules;
        engine = new AlertEngine(symbols, rules, memory, collector);
    }

    @Override
    public List<Output> onInput(long sequence, long timeNs, DirectBuffer input, int length) {
        collector.outputs.clear();
        engine.onInput(sequence, timeNs, input, 0, length);
        return List.copyOf(collector.outputs);
    }

    @Override
    public Output.AlertState state(long alertId) {
        return rules.reader().read(alertId, alert) ? stateOf(alert) : null;
    }

    @Override
    public long alertCount() {
        return rules.reader().alertCount();
    }

    @Override
    public void close() {
        rules.close();
        memory.close();
    }

    StateBytes state() {
        StateBytes state = new StateBytes();
        engine.writeState(state);
        return state;
    }

    FrozenState freeze(StateBytes head) {
        return engine.freeze(head);
    }

    /**
     * A new engine with this state in place of this one, which is closed. The store is emptied and used again, since
     * making one takes long; no scenario has anything but alerts in it.
     */
    EngineSubject restored(StateBytes state) {
        for (long alertId = 1; rules.alertCount() > 0; alertId++) {
            if (rules.read(alertId, alert)) {
                rules.delete(alert);
            }
        }
        EngineSubject successor = new EngineSubject(rules);
        successor.engine.readState(state);
        memory.close();
        return successor;
    }

    long stateHash() {
        StateHash hash = new StateHash();
        engine.writeState(hash);
        return hash.value();
    }

    private static Output.AlertState stateOf(AlertRecord alert) {
        return new Output.AlertState(
                alert.alertId(),
                alert.version(),
                alert.status(),
                alert.firedCount(),
                orAbsent(alert.lastFiredAtNs()),
                alert.createdAtNs(),
                alert.effectiveSequence());
    }

    private static Long orAbsent(long value) {
        return value == AlertRecord.NULL_VALUE ? null : value;
    }

    private static String text(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new String(bytes, UTF_8);
    }

    /** Copies what the engine emits, since it reuses the carriers. */
    private final class Collector extends SilentOutputs {
        private final List<Output> outputs = new ArrayList<>();
        private Output.Stamp at;
        private long correlationId;

        @Override
        public void onInput(long sequence, long timestampNs, long inputCorrelationId, int version) {
            at = new Output.Stamp(sequence, timestampNs);
            correlationId = inputCorrelationId;
        }

        @Override
        public void onTick(Tick tick, boolean opensDay) {
            outputs.add(new Output.Accepted(
                    at,
                    correlationId,
                    tick.symbolId(),
                    new Output.Range(tick.price(), tick.low(), tick.high(), tick.count()),
                    tick.size(),
                    new Input.Book(orAbsent(tick.bid()), orAbsent(tick.ask())),
                    orAbsent(tick.exchangeTimeNs())));
        }

        @Override
        public void onRejected(RejectReason reason, long bound) {
            outputs.add(new Output.Rejected(at, correlationId, reason));
        }

        @Override
        public void onSymbol(int symbolId, boolean solicited) {
            Output.SymbolKey symbol = symbol(symbolId);
            outputs.add(new Output.SymbolIs(
                    at,
                    solicited ? correlationId : 0,
                    symbol,
                    symbols.maxJumpPpm(symbolId),
                    symbols.dayRollNs(symbolId),
                    symbols.state(symbolId)));
        }

        @Override
        public void onAlert(AlertChange change, AlertRecord changed, DirectBuffer definition) {
            outputs.add(new Output.AlertIs(
                    at, change == AlertChange.EXPIRED ? 0 : correlationId, change, stateOf(changed)));
        }

        @Override
        public void onFiring(AlertRecord fired, Firing firing) {
            Output.Move move = new Output.Move(
                    orAbsent(firing.previous()),
                    firing.price(),
                    orAbsent(firing.exchangeTimeNs()),
                    firing.isLate(),
                    firing.isStale());
            Output.FiredAlert alertFields = new Output.FiredAlert(
                    fired.alertId(),
                    fired.version(),
                    fired.firedCount(),
                    fired.condition(),
                    fired.owner(),
                    fired.message(),
                    text(fired.buffer(), fired.actionsOffset(), fired.actionsLength()));
            Output.Decided decided =
                    new Output.Decided(orAbsent(firing.reference()), orAbsent(firing.value()), firing.valueDecimals());
            outputs.add(new Output.Fired(at, firing.ordinal(), symbol(firing.symbolId()), move, decided, alertFields));
        }

        private Output.SymbolKey symbol(int symbolId) {
            String name = text(symbols.names(), symbols.nameOffset(symbolId), symbols.nameLength(symbolId));
            return new Output.SymbolKey(symbolId, name, symbols.decimals(symbolId));
        }
    }
}
