package io.tocsin.engine;

import io.tocsin.engine.codec.ConfigureSymbolDecoder;
import io.tocsin.engine.codec.RegisterSymbolDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SetLimitsDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Registers and configures symbols. Each command is checked whole before it changes anything. */
final class Symbols {
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final long MAX_JUMP_BOUND_PPM = 1_000_000_000_000L;

    private final SymbolTable table;
    private final Outputs outputs;
    private final UnsafeBuffer name = new UnsafeBuffer(0, 0);
    private int maxSymbols;

    Symbols(final SymbolTable table, final Outputs outputs) {
        this.table = table;
        this.outputs = outputs;
        maxSymbols = table.capacity();
    }

    void onSetLimits(final SetLimitsDecoder limits) {
        maxSymbols = limits.maxSymbols();
    }

    void onRegister(final RegisterSymbolDecoder command) {
        command.wrapSymbolName(name);
        final int id = table.find(name);
        if (id != SymbolTable.NULL_ID) {
            outputs.onSymbol(id, true);
        } else if (canAdd(name)) {
            outputs.onSymbol(table.add(name), true);
        }
    }

    void onConfigure(final ConfigureSymbolDecoder command) {
        command.wrapSymbolName(name);
        final int known = table.find(name);
        if (!isValid(command)) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
        } else if (known == SymbolTable.NULL_ID && canAdd(name)) {
            configure(table.add(name), command);
        } else if (known != SymbolTable.NULL_ID) {
            if (changesScaleInUse(known, command)) {
                outputs.onRejected(RejectReason.SYMBOL_IN_USE, table.decimals(known));
            } else {
                configure(known, command);
            }
        }
    }

    /** Whether an alert with prices of this scale can name the symbol; the input is rejected when not. */
    boolean isUsable(final DirectBuffer symbolName, final int decimals) {
        final int id = table.find(symbolName);
        if (id == SymbolTable.NULL_ID && !canAdd(symbolName)) {
            return false;
        }
        final int scale = id == SymbolTable.NULL_ID ? SymbolTable.DEFAULT_DECIMALS : table.decimals(id);
        if (scale != decimals) {
            outputs.onRejected(RejectReason.DECIMALS_CHANGED, scale);
            return false;
        }
        return true;
    }

    /** The id of a name that {@link #isUsable} approved. */
    int findOrAdd(final DirectBuffer symbolName) {
        final int known = table.find(symbolName);
        if (known != SymbolTable.NULL_ID) {
            return known;
        }
        final int id = table.add(symbolName);
        outputs.onSymbol(id, false);
        return id;
    }

    private boolean canAdd(final DirectBuffer symbolName) {
        if (!SymbolTable.isName(symbolName)) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
            return false;
        }
        if (table.count() >= maxSymbols) {
            outputs.onRejected(RejectReason.SYMBOL_CAPACITY, maxSymbols);
            return false;
        }
        return true;
    }

    private static boolean isValid(final ConfigureSymbolDecoder command) {
        final long maxJumpPpm = command.maxJumpPpm();
        final long dayRollNs = command.dayRollNs();
        final short decimals = command.decimals();
        return (maxJumpPpm == ConfigureSymbolDecoder.maxJumpPpmNullValue()
                        || (maxJumpPpm >= 0 && maxJumpPpm <= MAX_JUMP_BOUND_PPM))
                && (dayRollNs == ConfigureSymbolDecoder.dayRollNsNullValue()
                        || (dayRollNs > -DAY_NS && dayRollNs < DAY_NS))
                && (decimals == ConfigureSymbolDecoder.decimalsNullValue() || decimals <= SymbolTable.MAX_DECIMALS);
    }

    /** Prices and levels are held in units of the scale, so it is fixed once there are any. */
    private boolean changesScaleInUse(final int id, final ConfigureSymbolDecoder command) {
        final short decimals = command.decimals();
        return decimals != ConfigureSymbolDecoder.decimalsNullValue()
                && decimals != table.decimals(id)
                && (table.hasPrice(id) || table.alertCount(id) > 0);
    }

    private void configure(final int id, final ConfigureSymbolDecoder command) {
        if (command.maxJumpPpm() != ConfigureSymbolDecoder.maxJumpPpmNullValue()) {
            table.maxJumpPpm(id, command.maxJumpPpm());
        }
        if (command.dayRollNs() != ConfigureSymbolDecoder.dayRollNsNullValue()) {
            table.dayRollNs(id, command.dayRollNs());
        }
        if (command.decimals() != ConfigureSymbolDecoder.decimalsNullValue()) {
            table.decimals(id, command.decimals());
        }
        outputs.onSymbol(id, true);
    }
}
