package io.tocsin.engine.host;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.Outputs;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.engine.rules.RuleStore;
import io.tocsin.engine.store.ChronicleRuleStore;
import java.util.function.Function;

/**
 * The engine with all the memory that it works on, made in one way for every host: the pipeline of a node, the replay
 * tool, tests, benchmarks. One thread, but for {@link #alertReader}.
 */
public final class StateMachine implements AutoCloseable {
    private final RuleStore rules;
    private final ConditionMemory memory;
    private final SymbolTable symbols;
    private final Outputs outputs;
    private final AlertEngine engine;

    private StateMachine(Limits limits, Function<SymbolTable, ? extends Outputs> makeOutputs) {
        rules = new ChronicleRuleStore(limits.maxAlerts(), limits.maxKeys());
        memory = new ConditionMemory(limits.maxAlerts(), limits.maxSymbols(), limits.maxSeries());
        symbols = new SymbolTable(limits.maxSymbols(), memory.series());
        outputs = makeOutputs.apply(symbols);
        engine = new AlertEngine(symbols, rules, memory, outputs);
    }

    /**
     * A machine without any state yet.
     *
     * @param limits      size its memory.
     * @param makeOutputs makes what receives its outputs, given the table that they name symbols by.
     */
    public static StateMachine create(Limits limits, Function<SymbolTable, ? extends Outputs> makeOutputs) {
        return new StateMachine(limits, makeOutputs);
    }

    public AlertEngine engine() {
        return engine;
    }

    public SymbolTable symbols() {
        return symbols;
    }

    /**
     * Emits every symbol that there is, as of an input: what the listeners of an engine with a state must know first.
     */
    public void announceSymbols(long sequence, long timestampNs) {
        outputs.onInput(sequence, timestampNs, 0, 0);
        for (int id = 0; id < symbols.count(); id++) {
            outputs.onSymbol(id, false);
        }
    }

    /** The alerts, for any thread; valid until {@link #close}. */
    public AlertReader alertReader() {
        return rules.reader();
    }

    public ConditionMemory memory() {
        return memory;
    }

    @Override
    public void close() {
        rules.close();
        memory.close();
    }
}
