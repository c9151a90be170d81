package io.tocsin.replay;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.Outputs;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.host.StateMachine;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.SnapshotSource;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** The engine of a node without rings and threads around it. One thread. */
final class EngineHost implements AutoCloseable {
    private final StateMachine machine;

    /** @param outputs made with the engine's symbols. */
    EngineHost(Limits limits, Function<SymbolTable, Outputs> outputs) {
        machine = StateMachine.create(limits, outputs);
    }

    /** Takes over the state of a snapshot, and announces its symbols. */
    void restore(SnapshotSource snapshot) {
        machine.engine().readState(snapshot);
        machine.announceSymbols(snapshot.sequence(), snapshot.timestampNs());
    }

    AlertEngine engine() {
        return machine.engine();
    }

    SymbolTable symbols() {
        return machine.symbols();
    }

    static String nameOf(SymbolTable symbols, int symbolId) {
        byte[] name = new byte[symbols.nameLength(symbolId)];
        symbols.names().getBytes(symbols.nameOffset(symbolId), name);
        return new String(name, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        machine.close();
    }
}
