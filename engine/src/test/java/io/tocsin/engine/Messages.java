package io.tocsin.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.codec.AlertDefinitionEncoder;
import io.tocsin.engine.codec.AlertDefinitionEncoder.ConditionsEncoder;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.DeleteAlertEncoder;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueEncoder;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.wire.InputEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes inputs for tests without allocating: {@link #buffer} from 0 holds the last one. */
public final class Messages {
    private static final byte[] OWNER = "alice".getBytes(UTF_8);
    private static final byte[] TENANT = "default".getBytes(UTF_8);
    private static final byte[] NONE = {};

    public final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final InputEncoder inputs = new InputEncoder();
    private final UnsafeBuffer nested = new UnsafeBuffer(new byte[2048]);
    private final AlertDefinitionEncoder definition = new AlertDefinitionEncoder();
    private final CreateAlertEncoder create = new CreateAlertEncoder();
    private final DeleteAlertEncoder delete = new DeleteAlertEncoder();

    /** Returns the length. */
    public int tick(long correlationId, int symbolId, long price) {
        return inputs.wrap(buffer, 0, correlationId)
                .tick(
                        symbolId,
                        SymbolTable.DEFAULT_DECIMALS,
                        price,
                        1,
                        InputEncoder.ABSENT,
                        InputEncoder.ABSENT,
                        InputEncoder.ABSENT);
    }

    /** Returns the length. */
    public int create(ConditionType condition, TriggerMode mode, byte[] symbol, long level) {
        begin(condition, mode).condition(condition).low(level).putSymbolName(NONE, 0, 0);
        return create(symbol);
    }

    /** A {@code moves_up}, {@code moves_down}, {@code trails} or {@code change}; returns the length. */
    public int createDistance(
            ConditionType condition,
            Direction direction,
            ReferenceType from,
            byte[] symbol,
            long distancePpm,
            long withinNs) {
        begin(condition, TriggerMode.EVERY)
                .condition(condition)
                .low(AlertRecord.NULL_VALUE)
                .distance(distancePpm)
                .unit(DistanceUnit.PERCENT)
                .direction(direction)
                .reference(from)
                .withinNs(withinNs)
                .putSymbolName(NONE, 0, 0);
        return create(symbol);
    }

    /** The price crosses its 5-bar average of minutes, every time; returns the length. */
    public int createAverageCross(byte[] symbol) {
        ConditionsEncoder first = begin(ConditionType.CROSSES, TriggerMode.EVERY);
        first.condition(ConditionType.CROSSES).low(AlertRecord.NULL_VALUE);
        first.levelValue().kind(ValueKind.SMA).bar(Bar.PT1M).period(5);
        first.putSymbolName(NONE, 0, 0);
        return create(symbol);
    }

    /** Any of two symbols crosses a level, every time; returns the length. */
    public int createCompound(byte[] symbol, byte[] other, long level) {
        ConditionsEncoder first = begin(ConditionType.ANY, TriggerMode.EVERY, 2);
        first.condition(ConditionType.CROSSES).low(level).putSymbolName(NONE, 0, 0);
        clear(first.next()).condition(ConditionType.CROSSES).low(level).putSymbolName(other, 0, other.length);
        return create(symbol);
    }

    /** No price for some time, every time; returns the length. */
    public int createSilence(byte[] symbol, long forNs) {
        begin(ConditionType.SILENT, TriggerMode.EVERY)
                .condition(ConditionType.SILENT)
                .low(AlertRecord.NULL_VALUE)
                .withinNs(forNs)
                .putSymbolName(NONE, 0, 0);
        return create(symbol);
    }

    private ConditionsEncoder begin(ConditionType condition, TriggerMode mode) {
        return begin(condition, mode, 1);
    }

    private ConditionsEncoder begin(ConditionType condition, TriggerMode mode, int conditions) {
        definition
                .wrapAndApplyHeader(nested, 0, header)
                .reset(AlertRecord.NULL_VALUE)
                .cooldownNs(0)
                .expiresAtNs(AlertRecord.NULL_VALUE)
                .condition(condition)
                .mode(mode)
                .holdsWhenStale(Flag.NO);
        return clear(definition.conditionsCount(conditions).next());
    }

    private static ConditionsEncoder clear(ConditionsEncoder first) {
        first.high(AlertRecord.NULL_VALUE)
                .distance(AlertRecord.NULL_VALUE)
                .withinNs(AlertRecord.NULL_VALUE)
                .holdNs(0)
                .unit(DistanceUnit.NULL_VAL)
                .direction(Direction.NULL_VAL)
                .reference(ReferenceType.NULL_VAL)
                .decimals((short) SymbolTable.DEFAULT_DECIMALS);
        first.value().kind(ValueKind.LAST).bar(Bar.NULL_VAL).period(WatchedValueEncoder.periodNullValue());
        first.levelValue().kind(ValueKind.NULL_VAL).bar(Bar.NULL_VAL).period(WatchedValueEncoder.periodNullValue());
        return first;
    }

    private int create(byte[] symbol) {
        return create(symbol, OWNER, TENANT, NONE, 0, 0);
    }

    /** An {@code above}, under an idempotency key; returns the length. */
    public int createOnce(byte[] symbol, long level, byte[] owner, byte[] key, long bodyHash, int batchIndex) {
        begin(ConditionType.ABOVE, TriggerMode.ONCE)
                .condition(ConditionType.ABOVE)
                .low(level)
                .putSymbolName(NONE, 0, 0);
        return create(symbol, Tenants.owner(owner), Tenants.tenant(owner), key, bodyHash, batchIndex);
    }

    private int create(byte[] symbol, byte[] name, byte[] tenant, byte[] key, long bodyHash, int batchIndex) {
        definition
                .putSymbolName(symbol, 0, symbol.length)
                .putActions(NONE, 0, 0)
                .putMessage(NONE, 0, 0);
        create.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(1)
                .bodyHashHigh(0)
                .bodyHashLow(bodyHash)
                .batchIndex(batchIndex);
        create.putOwner(name, 0, name.length)
                .putIdempotencyKey(key, 0, key.length)
                .putDefinition(nested, 0, definition.limit())
                .putTenant(tenant, 0, tenant.length);
        return create.limit();
    }

    /** Returns the length. */
    public int delete(long alertId) {
        delete.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(1)
                .alertId(alertId)
                .expectedVersion(DeleteAlertEncoder.expectedVersionNullValue());
        return delete.putOwner(OWNER, 0, OWNER.length)
                .putTenant(TENANT, 0, TENANT.length)
                .limit();
    }
}
