package io.tocsin.replay;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.Outputs;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.SnapshotSource;
import io.tocsin.engine.store.ChronicleRuleStore;
import java.util.function.Function;

/** The engine of a node without rings and threads around it. One thread. */
final class EngineHost implements AutoCloseable {
    private final ConditionMemory memory;
    private final SymbolTable symbols;
    private final ChronicleRuleStore rules;
    private final Outputs outputs;
    private final AlertEngine engine;

    /** @param outputs made with the engine's symbols. */
    EngineHost(Limits limits, Function<SymbolTable, Outputs> outputs) {
        memory = new ConditionMemory(limits.maxAlerts(), limits.maxSymbols(), limits.maxSeries());
        symbols = new SymbolTable(limits.maxSymbols(), memory.series());
        rules = new ChronicleRuleStore(limits.maxAlerts());
        this.outputs = outputs.apply(symbols);
        engine = new AlertEngine(symbols, rules, memory, this.outputs);
    }

    /** Takes over the state of a snapshot, and announces its symbols. */
    void restore(SnapshotSource snapshot) {
        engine.readState(snapshot);
        outputs.onInput(snapshot.sequence(), snapshot.timestampNs(), 0);
        for (int id = 0; id < symbols.count(); id++) {
            outputs.onSymbol(id, false);
        }
    }

    AlertEngine engine() {
        return engine;
    }

    SymbolTable symbols() {
        return symbols;
    }

    static String nameOf(SymbolTable symbols, int symbolId) {
        return symbols.names().getStringWithoutLengthAscii(symbols.nameOffset(symbolId), symbols.nameLength(symbolId));
    }

    @Override
    public void close() {
        rules.close();
        memory.close();
    }
}
