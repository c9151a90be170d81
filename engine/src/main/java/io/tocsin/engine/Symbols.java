package io.tocsin.engine;

import io.tocsin.engine.codec.ConfigureSymbolDecoder;
import io.tocsin.engine.codec.RegisterSymbolDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Registers and configures symbols. Each command is checked whole before it changes anything. */
final class Symbols {
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final DirectBuffer NOTHING = new UnsafeBuffer(0, 0);
    private static final long MAX_JUMP_BOUND_PPM = 1_000_000_000_000L;

    private final SymbolTable table;
    private final Outputs outputs;
    private final ConditionRecord condition = new ConditionRecord();
    private final UnsafeBuffer name = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer session = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer feed = new UnsafeBuffer(0, 0);
    private int maxSymbols;

    Symbols(SymbolTable table, Outputs outputs) {
        this.table = table;
        this.outputs = outputs;
        maxSymbols = table.capacity();
    }

    void onSetLimits(SetLimitsDecoder limits) {
        maxSymbols = limits.maxSymbols();
    }

    /** Writes the limit in force. */
    void write(StateSink sink) {
        sink.putInt(maxSymbols);
    }

    void read(StateSource source) {
        maxSymbols = source.getInt();
    }

    void onRegister(RegisterSymbolDecoder command) {
        command.wrapSymbolName(name);
        int id = table.find(name);
        if (id != SymbolTable.NULL_ID) {
            outputs.onSymbol(id, true);
        } else if (canAdd(name, command.actingVersion())) {
            outputs.onSymbol(table.add(name), true);
        }
    }

    void onConfigure(ConfigureSymbolDecoder command) {
        command.wrapSymbolName(name);
        command.wrapSession(session);
        command.wrapFeed(feed);
        int known = table.find(name);
        if (!isValid(command)
                || session.capacity() > SymbolTable.MAX_SESSION_LENGTH
                || feed.capacity() > SymbolTable.MAX_NAME_LENGTH) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
        } else if (known == SymbolTable.NULL_ID && canAdd(name, command.actingVersion())) {
            configure(table.add(name), command);
        } else if (known != SymbolTable.NULL_ID) {
            if (changesScaleInUse(known, command)) {
                outputs.onRejected(RejectReason.SYMBOL_IN_USE, table.decimals(known));
            } else {
                configure(known, command);
            }
        }
    }

    /**
     * Whether all symbols of a definition are known or can be added, and its prices are in their scale; the input is
     * rejected when not. The conditions know the ids of their symbols from then on; new symbols have ids below 0.
     *
     * @param version of the schema that the input was written in.
     */
    boolean areUsable(Definition definition, int version) {
        AlertRecord wanted = definition.alert();
        int wantedSymbols = isNew(definition, -1) ? 1 : 0;
        if (!isName(definition.symbolName(), version)) {
            return false;
        }
        for (int i = 0; i < wanted.conditionCount(); i++) {
            DirectBuffer symbolName = definition.symbolName(i);
            if (!isName(symbolName, version)) {
                return false;
            }
            int id = table.find(symbolName);
            int scale = id == SymbolTable.NULL_ID ? SymbolTable.DEFAULT_DECIMALS : table.decimals(id);
            condition.wrap(wanted, i).symbolId(id == SymbolTable.NULL_ID ? newId(definition, i) : id);
            if (condition.valueDecimals(scale) != condition.decimals()) {
                outputs.onRejected(RejectReason.DECIMALS_CHANGED, scale);
                return false;
            }
            wantedSymbols += isNew(definition, i) ? 1 : 0;
        }
        return hasRoomFor(wantedSymbols);
    }

    /** An id below 0, the same for all conditions on the same new symbol. */
    private static int newId(Definition definition, int index) {
        int first = 0;
        while (!definition.symbolName(first).equals(definition.symbolName(index))) {
            first++;
        }
        return SymbolTable.NULL_ID - first;
    }

    /** Whether the symbol of a condition, or of the alert at −1, is neither known nor one of those before it. */
    private boolean isNew(Definition definition, int index) {
        DirectBuffer symbolName = index < 0 ? definition.symbolName() : definition.symbolName(index);
        boolean known = table.find(symbolName) != SymbolTable.NULL_ID;
        for (int i = -1; i < index && !known; i++) {
            known = symbolName.equals(i < 0 ? definition.symbolName() : definition.symbolName(i));
        }
        return !known;
    }

    /** The id of a name that {@link #areUsable} approved. */
    int findOrAdd(DirectBuffer symbolName) {
        int known = table.find(symbolName);
        if (known != SymbolTable.NULL_ID) {
            return known;
        }
        int id = table.add(symbolName);
        outputs.onSymbol(id, false);
        return id;
    }

    private boolean canAdd(DirectBuffer symbolName, int version) {
        return isName(symbolName, version) && hasRoomFor(1);
    }

    private boolean isName(DirectBuffer symbolName, int version) {
        if (!SymbolTable.isName(symbolName, version)) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
            return false;
        }
        return true;
    }

    private boolean hasRoomFor(int newSymbols) {
        if (newSymbols > 0 && table.count() + newSymbols > maxSymbols) {
            outputs.onRejected(RejectReason.SYMBOL_CAPACITY, maxSymbols);
            return false;
        }
        return true;
    }

    private static boolean isValid(ConfigureSymbolDecoder command) {
        long maxJumpPpm = command.maxJumpPpm();
        long dayRollNs = command.dayRollNs();
        short decimals = command.decimals();
        return (maxJumpPpm == ConfigureSymbolDecoder.maxJumpPpmNullValue()
                        || (maxJumpPpm >= 0 && maxJumpPpm <= MAX_JUMP_BOUND_PPM))
                && (dayRollNs == ConfigureSymbolDecoder.dayRollNsNullValue()
                        || (dayRollNs > -DAY_NS && dayRollNs < DAY_NS))
                && (decimals == ConfigureSymbolDecoder.decimalsNullValue() || decimals <= SymbolTable.MAX_DECIMALS);
    }

    /** Prices and levels are held in units of the scale, so it is fixed once there are any. */
    private boolean changesScaleInUse(int id, ConfigureSymbolDecoder command) {
        short decimals = command.decimals();
        return decimals != ConfigureSymbolDecoder.decimalsNullValue()
                && decimals != table.decimals(id)
                && (table.hasPrice(id) || table.alertCount(id) > 0);
    }

    private void configure(int id, ConfigureSymbolDecoder command) {
        if (command.maxJumpPpm() != ConfigureSymbolDecoder.maxJumpPpmNullValue()) {
            table.maxJumpPpm(id, command.maxJumpPpm());
        }
        if (command.dayRollNs() != ConfigureSymbolDecoder.dayRollNsNullValue()) {
            table.dayRollNs(id, command.dayRollNs());
        }
        if (command.decimals() != ConfigureSymbolDecoder.decimalsNullValue()) {
            table.decimals(id, command.decimals());
        }
        if (session.capacity() > 0) {
            table.session(id, isNone(session) ? NOTHING : session);
        }
        if (feed.capacity() > 0) {
            table.feed(id, isNone(feed) ? NOTHING : feed);
        }
        outputs.onSymbol(id, true);
    }

    private static boolean isNone(DirectBuffer text) {
        return text.capacity() == 1 && text.getByte(0) == '-';
    }
}
