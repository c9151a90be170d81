package io.tocsin.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.codec.AlertDefinitionEncoder;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ClockEncoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.DeleteAlertEncoder;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.PlainTickEncoder;
import io.tocsin.engine.codec.RegisterSymbolEncoder;
import io.tocsin.engine.codec.SetAlertStatusEncoder;
import io.tocsin.engine.codec.SetLimitsEncoder;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueEncoder;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.wire.InputEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes inputs, each into {@link #buffer} from 0 unless said otherwise, and returns its length. Nothing is allocated.
 */
final class Inputs {
    static final int TICK_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PlainTickEncoder.BLOCK_LENGTH;

    private static final int OWNERS = 10_000;
    private static final int DIGITS = 5;
    private static final byte[] NONE = {};
    private static final byte[] ACTIONS = {1};

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer definitionBuffer = new UnsafeBuffer(new byte[512]);
    private final byte[] symbolName = new byte[1 + DIGITS];
    private final byte[] tenant = "default".getBytes(US_ASCII);
    private final byte[] owner = "u00000".getBytes(US_ASCII);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final InputEncoder encoder = new InputEncoder();
    private final ClockEncoder clock = new ClockEncoder();
    private final RegisterSymbolEncoder register = new RegisterSymbolEncoder();
    private final SetLimitsEncoder setLimits = new SetLimitsEncoder();
    private final CreateAlertEncoder create = new CreateAlertEncoder();
    private final DeleteAlertEncoder delete = new DeleteAlertEncoder();
    private final SetAlertStatusEncoder setStatus = new SetAlertStatusEncoder();
    private final AlertDefinitionEncoder definition = new AlertDefinitionEncoder();

    UnsafeBuffer buffer() {
        return buffer;
    }

    /** Encodes a tick elsewhere, as a feed without quotes does: {@link #TICK_LENGTH} bytes. */
    void tick(MutableDirectBuffer into, int offset, int symbolId, long price) {
        encoder.wrap(into, offset, 0)
                .tick(
                        symbolId,
                        SymbolTable.DEFAULT_DECIMALS,
                        price,
                        1,
                        InputEncoder.ABSENT,
                        InputEncoder.ABSENT,
                        InputEncoder.ABSENT);
    }

    int tick(int symbolId, long price) {
        tick(buffer, 0, symbolId, price);
        return TICK_LENGTH;
    }

    int clock() {
        return clock.wrapAndApplyHeader(buffer, 0, header).correlationId(0).limit();
    }

    int setLimits(long alerts, int symbols, int seriesPerSymbol) {
        return setLimits
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(0)
                .maxAlerts(alerts)
                .maxSymbols(symbols)
                .maxAlertsPerOwner(Integer.MAX_VALUE)
                .maxSeries(symbols * seriesPerSymbol)
                .maxSeriesPerSymbol(seriesPerSymbol)
                .maxKeysPerOwner(100)
                .maxKeys(1_000)
                .limit();
    }

    int registerSymbol(int symbolId) {
        register.wrapAndApplyHeader(buffer, 0, header).correlationId(0);
        return register.putSymbolName(nameOf(symbolId), 0, symbolName.length).limit();
    }

    /** @param number decides the owner. */
    int create(Rule rule, int number) {
        int definitionLength = define(rule);
        create.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(0)
                .bodyHashHigh(0)
                .bodyHashLow(0)
                .batchIndex(0);
        return create.putOwner(ownerOf(number), 0, owner.length)
                .putIdempotencyKey(NONE, 0, 0)
                .putDefinition(definitionBuffer, 0, definitionLength)
                .putTenant(tenant, 0, tenant.length)
                .limit();
    }

    /** @param number the one it was created with. */
    int delete(long alertId, int number) {
        delete.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(0)
                .alertId(alertId)
                .expectedVersion(DeleteAlertEncoder.expectedVersionNullValue());
        return delete.putOwner(ownerOf(number), 0, owner.length)
                .putTenant(tenant, 0, tenant.length)
                .limit();
    }

    /** @param number the one it was created with. */
    int rearm(long alertId, int number) {
        setStatus
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(0)
                .alertId(alertId)
                .status(AlertStatus.ACTIVE)
                .expectedVersion(SetAlertStatusEncoder.expectedVersionNullValue());
        return setStatus
                .putOwner(ownerOf(number), 0, owner.length)
                .putTenant(tenant, 0, tenant.length)
                .limit();
    }

    private int define(Rule rule) {
        definition
                .wrapAndApplyHeader(definitionBuffer, 0, header)
                .reset(AlertRecord.NULL_VALUE)
                .cooldownNs(0)
                .expiresAtNs(AlertRecord.NULL_VALUE)
                .condition(rule.type)
                .mode(rule.mode)
                .holdsWhenStale(Flag.NO);
        if (rule.type == ConditionType.ANY) {
            AlertDefinitionEncoder.ConditionsEncoder two = definition.conditionsCount(2);
            condition(two.next(), rule, ConditionType.ABOVE, rule.high, AlertRecord.NULL_VALUE);
            condition(two.next(), rule, ConditionType.BELOW, rule.low, AlertRecord.NULL_VALUE);
        } else {
            condition(definition.conditionsCount(1).next(), rule, rule.type, rule.low, rule.high);
        }
        return definition
                .putSymbolName(nameOf(rule.symbolId), 0, symbolName.length)
                .putActions(ACTIONS, 0, ACTIONS.length)
                .putMessage(NONE, 0, 0)
                .limit();
    }

    private static void condition(
            AlertDefinitionEncoder.ConditionsEncoder condition, Rule rule, ConditionType type, long low, long high) {
        condition
                .low(low)
                .high(high)
                .distance(rule.distancePpm)
                .withinNs(rule.withinNs)
                .holdNs(0)
                .condition(type)
                .unit(rule.distancePpm == AlertRecord.NULL_VALUE ? DistanceUnit.NULL_VAL : DistanceUnit.PERCENT)
                .direction(rule.direction)
                .reference(rule.from)
                .decimals((short) SymbolTable.DEFAULT_DECIMALS);
        value(condition.value(), ValueKind.LAST);
        value(condition.levelValue(), ValueKind.NULL_VAL);
        condition.putSymbolName(NONE, 0, 0);
    }

    private static void value(WatchedValueEncoder value, ValueKind kind) {
        value.kind(kind).bar(Bar.NULL_VAL).period(WatchedValueEncoder.periodNullValue());
    }

    private byte[] nameOf(int symbolId) {
        symbolName[0] = 'S';
        putDigits(symbolName, symbolId);
        return symbolName;
    }

    private byte[] ownerOf(int number) {
        putDigits(owner, number % OWNERS);
        return owner;
    }

    private static void putDigits(byte[] text, int number) {
        int rest = number;
        for (int i = text.length - 1; i >= text.length - DIGITS; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
