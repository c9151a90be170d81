package io.tocsin.gateway.market;

import io.tocsin.contract.value.SymbolNames;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.SymbolState;
import io.tocsin.engine.port.OutputListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;

/**
 * All symbols that the engine knows, by name and by id.
 * <p>
 * The egress thread writes, as {@code SymbolChanged} outputs pass; any thread reads without waiting. A symbol found by
 * name is also found by id.
 */
public final class SymbolDirectory implements OutputListener {
    private static final int INITIAL_CAPACITY = 64;

    private final ConcurrentMap<String, Symbol> byName = new ConcurrentHashMap<>();
    private final SymbolNameTable byBytes = new SymbolNameTable();
    private volatile AtomicReferenceArray<Symbol> byId = new AtomicReferenceArray<>(INITIAL_CAPACITY);

    @Override
    public void onSymbol(SymbolChangedDecoder changed) {
        Symbol symbol = Symbol.of(changed);
        Optional<Symbol> before = find(symbol.id());
        if (before.isPresent()) {
            boolean isSame = before.get().state() == symbol.state();
            symbol = symbol.since(isSame ? before.get().stateSinceNs() : changed.timestampNs());
        }
        put(symbol);
    }

    /** The symbol of that exact name, if it is registered. */
    public Optional<Symbol> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The symbol whose name these bytes are in UTF-8. Allocates nothing.
     *
     * @return null when it must be looked for by the {@code String}: it is not registered, or has a name that no longer
     *     could be registered, or one that collides with those of many others.
     */
    public Symbol find(byte[] text, int start, int end) {
        return byBytes.find(text, start, end);
    }

    /** The symbol with that id, if there is one. */
    public Optional<Symbol> find(int id) {
        AtomicReferenceArray<Symbol> symbols = byId;
        return id >= 0 && id < symbols.length() ? Optional.ofNullable(symbols.get(id)) : Optional.empty();
    }

    /**
     * The scale that the prices of a symbol have now. Allocates nothing.
     *
     * @throws IllegalArgumentException when there is no such symbol.
     */
    public int decimals(int id) {
        AtomicReferenceArray<Symbol> symbols = byId;
        Symbol symbol = id >= 0 && id < symbols.length() ? symbols.get(id) : null;
        if (symbol == null) {
            throw new IllegalArgumentException("no symbol has the id " + id);
        }
        return symbol.decimals();
    }

    /** Whether there is a bound for how far a price may be from the one before it; as {@link #decimals}. */
    public boolean isBounded(int id) {
        AtomicReferenceArray<Symbol> symbols = byId;
        return id >= 0 && id < symbols.length() && symbols.get(id).maxJumpPpm() > 0;
    }

    /** All symbols in the order of their ids; a copy. */
    public List<Symbol> all() {
        AtomicReferenceArray<Symbol> symbols = byId;
        List<Symbol> all = new ArrayList<>(byName.size());
        for (int id = 0; id < symbols.length(); id++) {
            Symbol symbol = symbols.get(id);
            if (symbol != null) {
                all.add(symbol);
            }
        }
        return all;
    }

    /** How many symbols are in each state. */
    public Map<SymbolState, Long> countsByState() {
        return all().stream().collect(Collectors.groupingBy(Symbol::state, Collectors.counting()));
    }

    private void put(Symbol symbol) {
        AtomicReferenceArray<Symbol> symbols = byId;
        if (symbol.id() >= symbols.length()) {
            symbols = grown(symbols, symbol.id() + 1);
            byId = symbols;
        }
        symbols.set(symbol.id(), symbol);
        byName.put(symbol.name(), symbol);
        if (SymbolNames.isValid(symbol.name())) {
            byBytes.put(symbol);
        }
    }

    private static AtomicReferenceArray<Symbol> grown(AtomicReferenceArray<Symbol> symbols, int capacity) {
        AtomicReferenceArray<Symbol> larger = new AtomicReferenceArray<>(Math.max(capacity, 2 * symbols.length()));
        for (int id = 0; id < symbols.length(); id++) {
            larger.set(id, symbols.get(id));
        }
        return larger;
    }
}
