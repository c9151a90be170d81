package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.codec.AlertDefinitionEncoder;
import io.tocsin.engine.codec.AlertDefinitionEncoder.ConditionsEncoder;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ClockEncoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.ConfigureSymbolEncoder;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.SetAlertStatusEncoder;
import io.tocsin.engine.codec.SetLimitsEncoder;
import io.tocsin.engine.codec.SymbolMark;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueEncoder;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxAppender;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The data directory of a node that lived a short life:
 *
 * <pre>
 *  1      limits
 *  2, 3   BTCUSD and EURUSD with 2 and 5 decimals
 *  4, 5   alert 1: BTCUSD above 800, every time it comes from below 790; alert 2: EURUSD crosses 1.1
 *  6 ...  ticks in batches of two, a second apart: BTCUSD 780, EURUSD 1.05, BTCUSD 805.5, EURUSD 1.15, ...
 *  then   alert 1 is paused; a clock input
 * </pre>
 *
 * So every other batch of ticks lets alert 1 ring; alert 2 rings once.
 */
final class RecordedNode {
    static final long START_NS = 1_700_000_000_000_000_000L;
    static final int TICK_BATCHES = 20;

    private static final long SECOND_NS = 1_000_000_000;
    private static final Limits LIMITS = new Limits(1000, 100, 100, 50, 20, 100, 1_000);

    private final InputBatch batch = new InputBatch();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer definition = new UnsafeBuffer(new byte[1024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ChronicleJournal journal;
    private long timeNs = START_NS;
    private Flag holds = Flag.NO;

    private RecordedNode(ChronicleJournal journal) {
        this.journal = journal;
    }

    static void record(Path data) {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            journal.replay(0, (buffer, offset, length) -> {});
            new RecordedNode(journal).live();
        }
        recover(data);
    }

    /** Symbols with an alert each, by the ids from 1 on, which fires at the second of two ticks. */
    static void record(Path data, List<String> symbols) {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            journal.replay(0, (buffer, offset, length) -> {});
            RecordedNode node = new RecordedNode(journal);
            node.limit(LIMITS.maxAlerts());
            for (int id = 0; id < symbols.size(); id++) {
                node.configure(symbols.get(id), 2);
                node.create(symbols.get(id), ConditionType.ABOVE, 80_000, 79_000, 2);
                node.tick(id, 78_000, 2);
                node.tick(id, 80_550, 2);
                node.flush();
            }
        }
        recover(data);
    }

    /** BTCUSD is at 805.50 and stale; alert 1 would fire from 800 on, but holds; then the price is fresh again. */
    static void recordHeld(Path data) {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            journal.replay(0, (buffer, offset, length) -> {});
            RecordedNode node = new RecordedNode(journal);
            node.limit(LIMITS.maxAlerts());
            node.configure("BTCUSD", 2);
            node.tick(0, 80_550, 2);
            node.flush();
            node.mark(SymbolMark.STALE);
            node.holds = Flag.YES;
            node.create("BTCUSD", ConditionType.ABOVE, 80_000, AlertDefinitionEncoder.resetNullValue(), 2);
            node.flush();
            node.mark(SymbolMark.FRESH);
            node.flush();
        }
        recover(data);
    }

    private void mark(SymbolMark mark) {
        add(new InputEncoder().wrap(message, 0, 0).markSymbol(0, mark, timeNs));
    }

    /**
     * Starts the node once more with room for more alerts, a minute later: 48 limits, 49 XRPUSD with 4 decimals, 50
     * alert 3, 51 a tick of XRPUSD, 52 a clock input.
     */
    static void goOn(Path data) {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            journal.replay(0, (buffer, offset, length) -> {});
            RecordedNode node = new RecordedNode(journal);
            node.timeNs = START_NS + 60 * SECOND_NS;
            node.limit(2 * LIMITS.maxAlerts());
            node.configure("XRPUSD", 4);
            node.create("XRPUSD", ConditionType.ABOVE, 5_000, AlertDefinitionEncoder.resetNullValue(), 4);
            node.flush();
            node.tick(2, 4_000, 4);
            node.flush();
            node.clock();
            node.flush();
        }
    }

    /** Starts the node once more, as after a crash: the outbox gets what it lacks. */
    static void recover(Path data) {
        try (ChronicleJournal journal = new ChronicleJournal(data);
                Outbox outbox = new Outbox(data)) {
            OutboxAppender appender = new OutboxAppender(outbox);
            PipelineConfig config =
                    new PipelineConfig(64, 1024, PipelineConfig.Waiting.BLOCKING, PipelineConfig.Threads.TWO);
            try (Pipeline pipeline = new Pipeline(config, LIMITS, journal, List.of(appender), () -> {})) {
                pipeline.recover();
            }
            appender.onRecovered();
        }
    }

    private void live() {
        limit(LIMITS.maxAlerts());
        flush();
        configure("BTCUSD", 2);
        configure("EURUSD", 5);
        create("BTCUSD", ConditionType.ABOVE, 80_000, 79_000, 2);
        create("EURUSD", ConditionType.CROSSES, 110_000, AlertDefinitionEncoder.resetNullValue(), 5);
        flush();
        for (int i = 0; i < TICK_BATCHES; i++) {
            tick(0, i % 2 == 0 ? 78_000 : 80_550, 2);
            tick(1, i == 0 ? 105_000 : 115_000, 5);
            flush();
        }
        add(new SetAlertStatusEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .alertId(1)
                .status(AlertStatus.PAUSED)
                .expectedVersion(SetAlertStatusEncoder.expectedVersionNullValue())
                .owner("alice")
                .tenant("default")
                .limit());
        clock();
        flush();
    }

    private void limit(long maxAlerts) {
        add(new SetLimitsEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .maxAlerts(maxAlerts)
                .maxSymbols(LIMITS.maxSymbols())
                .maxAlertsPerOwner(LIMITS.maxAlertsPerOwner())
                .maxSeries(LIMITS.maxSeries())
                .maxSeriesPerSymbol(LIMITS.maxSeriesPerSymbol())
                .maxKeysPerOwner(LIMITS.maxKeysPerOwner())
                .maxKeys(LIMITS.maxKeys())
                .limit());
    }

    private void clock() {
        add(new ClockEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .limit());
    }

    private void configure(String symbol, int decimals) {
        add(new ConfigureSymbolEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .maxJumpPpm(ConfigureSymbolEncoder.maxJumpPpmNullValue())
                .dayRollNs(ConfigureSymbolEncoder.dayRollNsNullValue())
                .decimals((short) decimals)
                .symbolName(symbol)
                .session("")
                .feed("")
                .limit());
    }

    private void create(String symbol, ConditionType condition, long level, long reset, int decimals) {
        int definitionLength = define(symbol, condition, level, reset, decimals);
        add(new CreateAlertEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .bodyHashHigh(0)
                .bodyHashLow(0)
                .batchIndex(0)
                .owner("alice")
                .idempotencyKey("")
                .putDefinition(definition, 0, definitionLength)
                .tenant("default")
                .limit());
    }

    private int define(String symbol, ConditionType condition, long level, long reset, int decimals) {
        byte[] actions = "\1\3\24\0https://example.org/".getBytes(UTF_8);
        AlertDefinitionEncoder encoder = new AlertDefinitionEncoder()
                .wrapAndApplyHeader(definition, 0, header)
                .reset(reset)
                .cooldownNs(0)
                .expiresAtNs(AlertDefinitionEncoder.expiresAtNsNullValue())
                .condition(condition)
                .mode(condition == ConditionType.ABOVE ? TriggerMode.EVERY : TriggerMode.ONCE)
                .holdsWhenStale(holds);
        ConditionsEncoder only = encoder.conditionsCount(1)
                .next()
                .low(level)
                .high(ConditionsEncoder.highNullValue())
                .distance(ConditionsEncoder.distanceNullValue())
                .withinNs(ConditionsEncoder.withinNsNullValue())
                .holdNs(0)
                .condition(condition)
                .unit(DistanceUnit.NULL_VAL)
                .direction(Direction.NULL_VAL)
                .reference(ReferenceType.NULL_VAL);
        only.value().kind(ValueKind.LAST).bar(Bar.NULL_VAL).period(WatchedValueEncoder.periodNullValue());
        only.levelValue().kind(ValueKind.NULL_VAL).bar(Bar.NULL_VAL).period(WatchedValueEncoder.periodNullValue());
        only.decimals((short) decimals).symbolName("");
        return encoder.symbolName(symbol)
                .putActions(actions, 0, actions.length)
                .message("rang \"loud\"")
                .limit();
    }

    private void tick(int symbolId, long price, int decimals) {
        add(new InputEncoder()
                .wrap(message, 0, 0)
                .tick(symbolId, decimals, price, 150_000_000, timeNs - 1, InputEncoder.ABSENT, InputEncoder.ABSENT));
    }

    private void add(int length) {
        batch.add(message, 0, length);
    }

    private void flush() {
        batch.seal(journal.lastSequence() + 1, timeNs);
        journal.append(batch.buffer(), 0, batch.length());
        batch.clear();
        timeNs += SECOND_NS;
    }
}
