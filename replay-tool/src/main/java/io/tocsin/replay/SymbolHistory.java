package io.tocsin.replay;

import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.host.SilentOutputs;
import java.util.ArrayList;
import java.util.List;

/** What a journal says of its symbols, as the engine understood it: how each is in the end, and what changed when. */
final class SymbolHistory extends SilentOutputs {
    private final SymbolTable symbols;
    private final List<Settings> changes = new ArrayList<>();
    private long sequence;

    /** @param symbols of the engine that is heard. */
    SymbolHistory(SymbolTable symbols) {
        this.symbols = symbols;
    }

    /** A symbol; its scale is the one of all its ticks, as it is fixed from the first on. */
    record Symbol(String name, int decimals) {}

    /** What a symbol is set to from an input on. */
    record Settings(long sequence, int symbolId, long maxJumpPpm, long dayRollNs) {}

    /**
     * All that was seen.
     *
     * @param symbols by id.
     * @param changes in their order.
     */
    record Seen(List<Symbol> symbols, List<Settings> changes) {
        static final Seen NOTHING = new Seen(List.of(), List.of());

        int decimalsOf(String name) {
            return symbols.stream()
                    .filter(symbol -> symbol.name().equals(name))
                    .mapToInt(Symbol::decimals)
                    .findFirst()
                    .orElse(Decimals.DEFAULT_DECIMALS);
        }
    }

    @Override
    public void onInput(long inputSequence, long timestampNs, long correlationId, int version) {
        sequence = inputSequence;
    }

    @Override
    public void onSymbol(int symbolId, boolean solicited) {
        changes.add(new Settings(sequence, symbolId, symbols.maxJumpPpm(symbolId), symbols.dayRollNs(symbolId)));
    }

    /** What was seen so far, to be kept when the engine is gone. */
    Seen seen() {
        List<Symbol> all = new ArrayList<>();
        for (int id = 0; id < symbols.count(); id++) {
            all.add(new Symbol(EngineHost.nameOf(symbols, id), symbols.decimals(id)));
        }
        return new Seen(all, changes);
    }
}
