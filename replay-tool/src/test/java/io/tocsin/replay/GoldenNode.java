package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.codec.AlertDefinitionEncoder;
import io.tocsin.engine.codec.AlertDefinitionEncoder.ConditionsEncoder;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.Channel;
import io.tocsin.engine.codec.ClockEncoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.ConfigureSymbolEncoder;
import io.tocsin.engine.codec.ConflatedTickEncoder;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.DeleteAlertEncoder;
import io.tocsin.engine.codec.DeliveryOutcome;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.GapChange;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.RegisterDeviceEncoder;
import io.tocsin.engine.codec.RegisterSymbolEncoder;
import io.tocsin.engine.codec.RemoveDeviceEncoder;
import io.tocsin.engine.codec.ReplaceAlertEncoder;
import io.tocsin.engine.codec.SetAlertStatusEncoder;
import io.tocsin.engine.codec.SetLimitsEncoder;
import io.tocsin.engine.codec.SymbolMark;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueEncoder;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.journal.inputs.ChronicleJournal;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A node whose journal holds every type of input that the schema has, every type of condition, and every kind of
 * watched value: what is kept as the golden journal of the schema's version. The same each time.
 */
final class GoldenNode {
    private static final String TENANT = "default";
    static final Limits LIMITS = new Limits(1000, 100, 100, 100, 50, 1_000, 10_000);

    private static final long SECOND_NS = 1_000_000_000;
    private static final int BATCHES = 320;
    private static final int GOLD = 0;
    private static final int EURUSD = 1;
    private static final int[] DECIMALS = {2, 5};

    private final Random random = new Random(7060);
    private final InputBatch batch = new InputBatch();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[4096]);
    private final UnsafeBuffer definition = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ChronicleJournal journal;
    private final long[] prices = {80_000, 110_000};
    private long timeNs = 1_700_000_000_000_000_000L;
    private int created;
    private int ticks;

    private GoldenNode(ChronicleJournal journal) {
        this.journal = journal;
    }

    static void record(Path data) {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            journal.replay(0, (buffer, offset, length) -> {});
            new GoldenNode(journal).live();
        }
        RecordedNode.recover(data);
    }

    private void live() {
        configure();
        createOneOfEach();
        registerDevices();
        acknowledgeAndDeliver();
        for (int i = 0; i < BATCHES; i++) {
            for (int ticks = random.nextInt(4); ticks >= 0; ticks--) {
                int symbol = random.nextInt(2);
                prices[symbol] += random.nextInt(121) - 60;
                if (random.nextInt(10) == 0) {
                    conflatedTick(symbol, prices[symbol]);
                } else {
                    tick(symbol, prices[symbol]);
                }
            }
            if (i == 100) {
                tick(77, 1);
                tick(GOLD, -5);
            } else if (i == 200) {
                replace(1, 1, only -> level(only, ConditionType.CROSSES, prices[GOLD] + 10));
                replace(1, 1, only -> level(only, ConditionType.CROSSES, prices[GOLD] + 10));
            } else if (i == 300) {
                setStatus(2, AlertStatus.PAUSED);
                delete(3);
                delete(3);
            } else if (i == 310) {
                doubtPrices(prices[GOLD]);
            } else if (i % 40 == 0) {
                for (int id = 1; id <= created; id++) {
                    setStatus(id, AlertStatus.ACTIVE);
                }
            } else if (i % 10 == 0) {
                add(new ClockEncoder()
                        .wrapAndApplyHeader(message, 0, header)
                        .correlationId(0)
                        .limit());
            }
            flush();
        }
    }

    private void configure() {
        add(new SetLimitsEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .maxAlerts(LIMITS.maxAlerts())
                .maxSymbols(LIMITS.maxSymbols())
                .maxAlertsPerOwner(LIMITS.maxAlertsPerOwner())
                .maxSeries(LIMITS.maxSeries())
                .maxSeriesPerSymbol(LIMITS.maxSeriesPerSymbol())
                .maxKeysPerOwner(LIMITS.maxKeysPerOwner())
                .maxKeys(LIMITS.maxKeys())
                .limit());
        add(new ConfigureSymbolEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(1)
                .maxJumpPpm(200_000)
                .dayRollNs(3_600 * SECOND_NS)
                .decimals((short) DECIMALS[GOLD])
                .symbolName("GOLD")
                .session("")
                .feed("")
                .limit());
        add(new RegisterSymbolEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(2)
                .symbolName("EURUSD")
                .limit());
        flush();
    }

    private void createOneOfEach() {
        for (ConditionType type : ConditionType.values()) {
            if (type == ConditionType.ALL || type == ConditionType.ANY) {
                create(
                        type,
                        TriggerMode.EVERY,
                        first -> level(first, ConditionType.ABOVE, 80_000),
                        second -> level(second, ConditionType.CROSSES, 80_020).holdNs(5 * SECOND_NS));
            } else if (type != ConditionType.NULL_VAL) {
                create(type, TriggerMode.EVERY, only -> condition(only, type));
                create(type, TriggerMode.ONCE, only -> condition(only, type));
            }
        }
        for (ValueKind kind : ValueKind.values()) {
            if (kind != ValueKind.LAST && kind != ValueKind.NULL_VAL) {
                create(ConditionType.ABOVE, TriggerMode.EVERY, only -> {
                    long level = kind == ValueKind.SPREAD ? 2 : kind == ValueKind.RSI ? 500_000 : 80_000;
                    level(only, ConditionType.ABOVE, level).withinNs(60 * SECOND_NS);
                    value(only.value(), kind);
                });
            }
        }
        create(ConditionType.CROSSES, TriggerMode.EVERY, only -> {
            level(only, ConditionType.CROSSES, 0);
            value(only.levelValue(), ValueKind.SMA);
        });
        flush();
    }

    private static void condition(ConditionsEncoder only, ConditionType type) {
        level(only, type, 80_000);
        switch (type) {
            case INSIDE, OUTSIDE, ENTERS, EXITS -> only.high(80_100);
            case MOVES_UP, MOVES_DOWN ->
                only.distance(1000).unit(DistanceUnit.PERCENT).withinNs(30 * SECOND_NS);
            case CHANGE ->
                only.distance(100)
                        .unit(DistanceUnit.ABSOLUTE)
                        .direction(Direction.EITHER)
                        .reference(ReferenceType.LAST_FIRE);
            case TRAILS -> only.distance(80).unit(DistanceUnit.ABSOLUTE).direction(Direction.DOWN);
            case SILENT -> only.withinNs(4 * SECOND_NS);
            default -> {
                // A level is all that the others have.
            }
        }
    }

    /** A condition on the last price that has no more than a level. */
    private static ConditionsEncoder level(ConditionsEncoder only, ConditionType type, long level) {
        only.low(level)
                .high(ConditionsEncoder.highNullValue())
                .distance(ConditionsEncoder.distanceNullValue())
                .withinNs(ConditionsEncoder.withinNsNullValue())
                .holdNs(0)
                .condition(type)
                .unit(DistanceUnit.NULL_VAL)
                .direction(Direction.NULL_VAL)
                .reference(ReferenceType.NULL_VAL)
                .decimals((short) DECIMALS[GOLD]);
        value(only.value(), ValueKind.LAST);
        value(only.levelValue(), ValueKind.NULL_VAL);
        return only;
    }

    private static void value(WatchedValueEncoder value, ValueKind kind) {
        boolean hasBars = switch (kind) {
            case SMA, EMA, RSI, VWAP -> true;
            default -> false;
        };
        value.kind(kind)
                .bar(hasBars ? Bar.PT1M : Bar.NULL_VAL)
                .period(hasBars ? 2 : WatchedValueEncoder.periodNullValue());
    }

    @SafeVarargs
    private void create(ConditionType type, TriggerMode mode, Consumer<ConditionsEncoder>... conditions) {
        created++;
        int definitionLength = define(type, mode, conditions);
        add(new CreateAlertEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(created)
                .bodyHashHigh(created)
                .bodyHashLow(-created)
                .batchIndex(0)
                .owner(owner(created))
                .idempotencyKey(created % 5 == 0 ? "key-" + created : "")
                .putDefinition(definition, 0, definitionLength)
                .tenant(TENANT)
                .limit());
    }

    private void replace(long alertId, int version, Consumer<ConditionsEncoder> condition) {
        int definitionLength = define(ConditionType.CROSSES, TriggerMode.EVERY, condition);
        add(new ReplaceAlertEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .alertId(alertId)
                .expectedVersion(version)
                .owner(owner(alertId))
                .putDefinition(definition, 0, definitionLength)
                .tenant(TENANT)
                .limit());
    }

    @SafeVarargs
    private int define(ConditionType type, TriggerMode mode, Consumer<ConditionsEncoder>... conditions) {
        byte[] actions = "\1\2\3\24\0https://example.org/".getBytes(UTF_8);
        AlertDefinitionEncoder encoder = new AlertDefinitionEncoder()
                .wrapAndApplyHeader(definition, 0, header)
                .reset(
                        type == ConditionType.ABOVE && mode == TriggerMode.EVERY && created % 3 == 1
                                ? 79_000
                                : AlertDefinitionEncoder.resetNullValue())
                .cooldownNs(created % 4 == 3 ? 10 * SECOND_NS : 0)
                .expiresAtNs(
                        created % 7 == 6 ? timeNs + 300 * SECOND_NS : AlertDefinitionEncoder.expiresAtNsNullValue())
                .condition(type)
                .mode(mode)
                .holdsWhenStale(Flag.NO);
        ConditionsEncoder group = encoder.conditionsCount(conditions.length);
        for (Consumer<ConditionsEncoder> condition : conditions) {
            condition.accept(group.next());
            group.symbolName("");
        }
        return encoder.symbolName("GOLD")
                .putActions(actions, 0, actions.length)
                .message("{{symbol}} \u2192 {{price}}")
                .limit();
    }

    private void setStatus(long alertId, AlertStatus status) {
        add(new SetAlertStatusEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .alertId(alertId)
                .status(status)
                .expectedVersion(SetAlertStatusEncoder.expectedVersionNullValue())
                .owner(owner(alertId))
                .tenant(TENANT)
                .limit());
    }

    private void delete(long alertId) {
        add(new DeleteAlertEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .alertId(alertId)
                .expectedVersion(DeleteAlertEncoder.expectedVersionNullValue())
                .owner(owner(alertId))
                .tenant(TENANT)
                .limit());
    }

    private void registerDevices() {
        for (String token : new String[] {"token-1", "token-2"}) {
            add(new RegisterDeviceEncoder()
                    .wrapAndApplyHeader(message, 0, header)
                    .correlationId(0)
                    .platform(Platform.ANDROID)
                    .owner(owner(0))
                    .token(token)
                    .tenant(TENANT)
                    .limit());
        }
        add(new RemoveDeviceEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .owner(owner(0))
                .token("token-1")
                .tenant(TENANT)
                .limit());
        flush();
    }

    private void acknowledgeAndDeliver() {
        InputEncoder.User user = new InputEncoder.User(TENANT, owner(1));
        InputEncoder.Event event = new InputEncoder.Event(100, 0);
        InputEncoder inputs = new InputEncoder();
        add(inputs.wrap(message, 0, 0).acknowledgeEvent(user, event, Channel.WEBSOCKET));
        add(inputs.wrap(message, 0, 0)
                .recordDelivery(user, event, Channel.PUSH, DeliveryOutcome.DELIVERED, 1, "token-2"));
        add(inputs.wrap(message, 0, 0).sourceProgress("tcp/default/golden/" + owner(1), 7));
        flush();
    }

    /** A gap that is filled, and a market that is silent, closed, and has prices again. */
    private void doubtPrices(long goldPrice) {
        InputEncoder inputs = new InputEncoder();
        add(inputs.wrap(message, 0, 0).recordGap(GOLD, GapChange.OPENED, 5, 6));
        add(inputs.wrap(message, 0, 0).lateTick(GOLD, DECIMALS[GOLD], goldPrice, 100_000_000, timeNs - SECOND_NS));
        add(inputs.wrap(message, 0, 0).recordGap(GOLD, GapChange.FILLED, 5, 6));
        flush();
        add(inputs.wrap(message, 0, 0).markSymbol(GOLD, SymbolMark.STALE, timeNs));
        add(inputs.wrap(message, 0, 0).markSymbol(EURUSD, SymbolMark.CLOSED, InputEncoder.ABSENT));
        add(inputs.wrap(message, 0, 0).markSymbol(EURUSD, SymbolMark.OPEN, InputEncoder.ABSENT));
        flush();
        add(inputs.wrap(message, 0, 0).markSymbol(GOLD, SymbolMark.FRESH, InputEncoder.ABSENT));
        flush();
    }

    /** With a quote or without one, in turn. */
    private void tick(int symbolId, long price) {
        boolean isQuoted = ++ticks % 2 == 0;
        add(new InputEncoder()
                .wrap(message, 0, 0)
                .tick(
                        symbolId,
                        symbolId == EURUSD ? DECIMALS[EURUSD] : DECIMALS[GOLD],
                        price,
                        150_000_000,
                        price % 3 == 0 ? InputEncoder.ABSENT : timeNs - 1,
                        isQuoted ? price - price % 4 : InputEncoder.ABSENT,
                        isQuoted ? price + 1 : InputEncoder.ABSENT));
    }

    private void conflatedTick(int symbolId, long price) {
        add(new ConflatedTickEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .correlationId(0)
                .first(price - 3)
                .min(price - 40)
                .max(price + 40)
                .last(price)
                .volume(450_000_000)
                .bid(ConflatedTickEncoder.bidNullValue())
                .ask(ConflatedTickEncoder.askNullValue())
                .exchangeTimeNs(timeNs - 1)
                .count(4)
                .symbolId(symbolId)
                .decimals((short) DECIMALS[symbolId])
                .minFirst(price % 2 == 0 ? Flag.YES : Flag.NO)
                .limit());
    }

    private static String owner(long number) {
        return number % 2 == 0 ? "alice" : "bob";
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
