package io.tocsin.replay;

import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.Rejections;
import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.Firing;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.wire.OutputEncoder;
import io.tocsin.replay.SymbolHistory.Settings;
import io.tocsin.replay.SymbolHistory.Symbol;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Lets alerts watch ticks in an engine of their own, in which they are created just before the first tick, at its time.
 * Time moves on with ticks only. A tick of a symbol that no alert names brings nothing but its time. One thread.
 */
final class Backtest extends SilentOutputs implements AutoCloseable {
    /** The most values, windows and silences that one condition can need. */
    private static final int MAX_SERIES_PER_CONDITION = 4;

    private final List<AlertDefinition> alerts;
    private final List<Symbol> symbols;
    private final Map<String, Integer> watched = new HashMap<>();
    private final boolean[] isWatched;
    private final FiringListener listener;
    private final BacktestInputs inputs = new BacktestInputs();
    private final Queue<Settings> settings;
    private final Limits limits;
    private final EngineHost host;
    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer(512);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertFiredDecoder fired = new AlertFiredDecoder();
    private final Map<RejectReason, Long> rejections = new EnumMap<>(RejectReason.class);
    private OutputEncoder encoder;
    private int created;
    private Problem refusal;
    private long ticks;

    /** Receives firings. */
    interface FiringListener {
        /** An alert fired; the decoder shows the firing during the call. */
        void onFiring(int index, AlertFiredDecoder firing);

        /** Whether nobody listens any more. */
        boolean isClosed();
    }

    /** @param source what is known of the symbols whose ticks will come; ticks call them by the same ids. */
    Backtest(List<AlertDefinition> alerts, SymbolHistory.Seen source, FiringListener listener) {
        this.alerts = alerts;
        this.listener = listener;
        settings = new ArrayDeque<>(source.changes());
        symbols = new ArrayList<>(source.symbols());
        watch();
        isWatched = new boolean[symbols.size()];
        watched.values().forEach(id -> isWatched[id] = true);
        int conditions =
                alerts.stream().mapToInt(alert -> alert.conditions().size()).sum();
        int maxSeries = MAX_SERIES_PER_CONDITION * conditions;
        limits = new Limits(alerts.size(), symbols.size(), alerts.size(), maxSeries, maxSeries, 1, 1);
        host = new EngineHost(limits, table -> {
            encoder = new OutputEncoder(table);
            return this;
        });
    }

    /** Numbers the symbols that alerts name. */
    private void watch() {
        Map<String, Integer> ids = new HashMap<>();
        symbols.forEach(symbol -> ids.put(symbol.name(), ids.size()));
        alerts.forEach(alert -> {
            watch(alert.symbol(), ids);
            alert.conditions().stream()
                    .map(condition -> condition.symbol())
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> watch(name, ids));
        });
    }

    private void watch(String name, Map<String, Integer> ids) {
        int id = ids.computeIfAbsent(name, absent -> {
            symbols.add(new Symbol(name, Decimals.DEFAULT_DECIMALS));
            return symbols.size() - 1;
        });
        watched.put(name, id);
    }

    /** The ids of the symbols that alerts name, by name. */
    Map<String, Integer> watched() {
        return watched;
    }

    /**
     * The next tick, in the scale of its symbol.
     *
     * @param symbolId below 0 for a symbol that no alert names.
     */
    void onTick(long sequence, long timeNs, int symbolId, DirectBuffer tick, int offset, int length) {
        prepare(sequence, timeNs);
        if (isWatched(symbolId)) {
            host.engine().onInput(sequence, timeNs, tick, offset, length);
        } else {
            apply(sequence, timeNs, inputs.clock());
        }
    }

    /** As the other, a price without a quote. */
    void onTick(long sequence, long timeNs, int symbolId, long price, long size) {
        prepare(sequence, timeNs);
        apply(
                sequence,
                timeNs,
                isWatched(symbolId)
                        ? inputs.tick(symbolId, symbols.get(symbolId).decimals(), price, size)
                        : inputs.clock());
    }

    private boolean isWatched(int symbolId) {
        return symbolId >= 0 && symbolId < isWatched.length && isWatched[symbolId];
    }

    private void prepare(long sequence, long timeNs) {
        if (ticks++ == 0) {
            begin(sequence, timeNs);
        }
        while (isSettingsDue(sequence)) {
            Settings change = settings.remove();
            apply(change.sequence(), timeNs, encode(change));
        }
    }

    private boolean isSettingsDue(long sequence) {
        return !settings.isEmpty() && settings.element().sequence() < sequence;
    }

    /** What is to be there before the first tick is numbered so that it comes before. */
    private void begin(long firstSequence, long timeNs) {
        List<Settings> present = new ArrayList<>();
        while (isSettingsDue(firstSequence)) {
            present.add(settings.remove());
        }
        long sequence = firstSequence - 1 - symbols.size() - present.size() - alerts.size();
        apply(sequence++, timeNs, inputs.limits(limits));
        for (Symbol symbol : symbols) {
            apply(sequence++, timeNs, inputs.symbol(symbol.name(), symbol.decimals()));
        }
        for (Settings change : present) {
            apply(sequence++, timeNs, encode(change));
        }
        while (created < alerts.size() && refusal == null) {
            apply(sequence++, timeNs, inputs.alert(alerts.get(created)));
            created += refusal == null ? 1 : 0;
        }
    }

    private int encode(Settings change) {
        return inputs.settings(symbols.get(change.symbolId()).name(), change.maxJumpPpm(), change.dayRollNs());
    }

    private void apply(long sequence, long timeNs, int length) {
        host.engine().onInput(sequence, timeNs, inputs.buffer(), 0, length);
    }

    @Override
    public void onInput(long inputSequence, long timestampNs, long correlationId, int version) {
        encoder.onInput(inputSequence, timestampNs, correlationId, version);
    }

    @Override
    public void onRejected(RejectReason reason, long bound) {
        if (created < alerts.size()) {
            refusal = Rejections.problemOf(reason, bound, "");
        } else {
            rejections.merge(reason, 1L, Long::sum);
        }
    }

    /** Alerts have the ids that they were created in the order of. */
    @Override
    public void onFiring(AlertRecord alert, Firing firing) {
        encoder.encodeFiring(alert, firing, message, 0);
        fired.wrapAndApplyHeader(message, 0, header);
        listener.onFiring((int) alert.alertId() - 1, fired);
    }

    /** Why the engine does not take the alert after those that it has taken, if so; no further tick should come. */
    Optional<Problem> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Whether no further tick is wanted. */
    boolean isOver() {
        return refusal != null || listener.isClosed();
    }

    /** How many alerts the engine has taken. */
    int created() {
        return created;
    }

    /** How many ticks came. */
    long ticks() {
        return ticks;
    }

    /** How many of them were not accepted, by why. */
    Map<RejectReason, Long> rejections() {
        return rejections;
    }

    @Override
    public void close() {
        host.close();
    }
}
