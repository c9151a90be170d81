package io.tocsin.engine;

import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.conditions.Families;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.Creation;
import io.tocsin.engine.rules.RuleStore;
import io.tocsin.engine.series.Values;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The one traversal of all that the engine knows, from which snapshots and hashes are made.
 *
 * <pre>
 *   layout ─► limits, next alert id ─► from layout 3 on: bounds of idempotency keys ─► layout 4: sources and how far
 *          they got ─► symbols by id: name, prices, derived values by key, windows by value and length, and in layout 4
 *          what speaks against its price, its session, its feed
 *          ─► what idempotency keys created, oldest first ─► push tokens by owner, oldest first ─► alerts by id
 * </pre>
 *
 * It writes what outputs can depend on, and nothing of how that is held: no handles, sets, guards, numbers of steps,
 * nor the timers of silences, which may be early. What follows from the rest is left out, too: counts, owners' lists,
 * timers, and peaks' groups; restoring makes them anew. Guards are made by the first tick, as a new line's guard lets
 * none pass.
 */
final class EngineState {
    static final int OLDEST_LAYOUT = 2;
    static final int NEWEST_LAYOUT = 4;

    /** From this layout on there are bounds of idempotency keys; without them a state is still written as before. */
    private static final int KEYS_LAYOUT = 3;
    /**
     * This one has sources that number their ticks, and says how far prices can be trusted; where there never was any of
     * that a state is still written as before.
     */
    private static final int HONEST_LAYOUT = 4;

    private final SymbolTable table;
    private final Symbols symbols;
    private final Sources sources;
    private final Values values;
    private final AlertCommands commands;
    private final Families families;
    private final ConditionMemory memory;
    private final RuleStore rules;
    private final AlertRecord alert = new AlertRecord();
    private final AlertWriter alerts;

    EngineState(
            SymbolTable table,
            Symbols symbols,
            Sources sources,
            AlertCommands commands,
            Families families,
            ConditionMemory memory,
            RuleStore rules) {
        this.table = table;
        this.symbols = symbols;
        this.sources = sources;
        values = memory.values();
        this.commands = commands;
        this.families = families;
        this.memory = memory;
        this.rules = rules;
        alerts = new AlertWriter(rules::read, families::complete);
    }

    /** Of the state as it is now. */
    int layout() {
        if (table.hasNotes() || !sources.isEmpty()) {
            return HONEST_LAYOUT;
        }
        return commands.keys().isBounded() ? KEYS_LAYOUT : OLDEST_LAYOUT;
    }

    void write(StateSink sink) {
        writeHead(sink);
        rules.forEachCreation(creationsTo(sink));
        endOwners(sink);
        rules.forEachDevice(devicesTo(sink));
        endOwners(sink);
        sink.putLong(rules.alertCount());
        alerts.write(1, commands.nextAlertId(), sink);
    }

    /** Writes limits and symbols, and leaves the rest as it is now for somebody else to write. */
    FrozenState freeze(StateSink head) {
        writeHead(head);
        return new FrozenEngine(
                rules.freeze(commands.nextAlertId()), memory.freezePeaks(), rules.alertCount(), commands.nextAlertId());
    }

    private void writeHead(StateSink sink) {
        int layout = layout();
        sink.putInt(layout);
        symbols.write(sink);
        commands.write(sink);
        if (layout >= KEYS_LAYOUT) {
            commands.keys().write(sink);
        }
        if (layout >= HONEST_LAYOUT) {
            sources.write(sink);
        }
        writeSymbols(sink, layout);
    }

    static RuleStore.CreationConsumer creationsTo(StateSink sink) {
        return (owner, key, creation) -> {
            sink.putText(owner, 0, owner.capacity());
            sink.putText(key, 0, key.capacity());
            sink.putBytes(creation.buffer(), 0, Creation.LENGTH);
        };
    }

    static RuleStore.DeviceConsumer devicesTo(StateSink sink) {
        return (owner, platform, token) -> {
            sink.putText(owner, 0, owner.capacity());
            sink.putText(token, 0, token.capacity());
            sink.putInt(platform.value());
        };
    }

    /** No owner's name is empty. */
    static void endOwners(StateSink sink) {
        sink.putInt(0);
    }

    void read(StateSource source) {
        if (table.count() > 0 || commands.nextAlertId() > 1) {
            throw new IllegalStateException("the engine has a state already");
        }
        int layout = source.getInt();
        if (layout < OLDEST_LAYOUT || layout > NEWEST_LAYOUT) {
            throw new IllegalStateException(
                    "a state of layout " + layout + ", not from " + OLDEST_LAYOUT + " to " + NEWEST_LAYOUT);
        }
        symbols.read(source);
        commands.read(source);
        if (layout >= KEYS_LAYOUT) {
            commands.keys().read(source);
        }
        if (layout >= HONEST_LAYOUT) {
            sources.read(source);
        }
        readSymbols(source, layout);
        readCreations(source);
        readDevices(source);
        readAlerts(source);
    }

    private void writeSymbols(StateSink sink, int layout) {
        sink.putInt(table.count());
        for (int id = 0; id < table.count(); id++) {
            sink.putText(table.names(), table.nameOffset(id), table.nameLength(id));
            values.write(id, sink);
            families.writeWindows(id, sink);
            if (layout >= HONEST_LAYOUT) {
                table.writeNotes(id, sink);
            }
        }
    }

    private void readSymbols(StateSource source, int layout) {
        UnsafeBuffer name = new UnsafeBuffer(0, 0);
        for (int left = source.getInt(); left > 0; left--) {
            readText(source, name);
            int id = table.add(name);
            values.read(id, source);
            families.readWindows(id, source);
            if (layout >= HONEST_LAYOUT) {
                table.readNotes(id, source);
            }
        }
    }

    private void readAlerts(StateSource source) {
        for (long left = source.getLong(); left > 0; left--) {
            alert.read(source);
            commands.restore(alert);
        }
    }

    private void readCreations(StateSource source) {
        UnsafeBuffer owner = new UnsafeBuffer(0, 0);
        UnsafeBuffer key = new UnsafeBuffer(0, 0);
        Creation creation = new Creation();
        while (readText(source, owner)) {
            readText(source, key);
            source.getBytes(creation.buffer(), 0, Creation.LENGTH);
            commands.keys().restore(owner, key, creation);
        }
    }

    private void readDevices(StateSource source) {
        UnsafeBuffer owner = new UnsafeBuffer(0, 0);
        UnsafeBuffer token = new UnsafeBuffer(0, 0);
        while (readText(source, owner)) {
            readText(source, token);
            rules.putDevice(owner, Platform.get((short) source.getInt()), token);
        }
    }

    /** Reads what {@link StateSink#putText} wrote; false when it is empty. */
    private static boolean readText(StateSource source, UnsafeBuffer into) {
        int length = source.getInt();
        into.wrap(new byte[length]);
        source.getBytes(into, 0, length);
        return length > 0;
    }
}
