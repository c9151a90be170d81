package io.tocsin.engine.wire;

import io.tocsin.engine.codec.AlertDefinitionEncoder;
import io.tocsin.engine.codec.AlertDefinitionEncoder.ConditionsEncoder;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ReplaceAlertEncoder;
import io.tocsin.engine.codec.SetLimitsEncoder;
import io.tocsin.engine.codec.TickEncoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueEncoder;
import io.tocsin.engine.codec.v1.CreateAlertDecoder;
import io.tocsin.engine.codec.v1.MessageHeaderDecoder;
import io.tocsin.engine.codec.v1.ReplaceAlertDecoder;
import io.tocsin.engine.codec.v1.SetLimitsDecoder;
import io.tocsin.engine.codec.v1.TickDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns the inputs that version 1 of the schema laid out otherwise into those of today, which say the same: an alert of
 * version 1 had one condition on the last price. They go on as inputs of version 2, which meant the same by them.
 * <p>
 * One thread. {@link #buffer} holds the last message translated, from its start.
 */
final class Version1 {
    /** What the headers of its messages say. */
    static final int VERSION = 1;

    private static final short NEXT_VERSION = 2;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final MessageHeaderEncoder newHeader = new MessageHeaderEncoder();
    private final AlertDefinitionEncoder definition = new AlertDefinitionEncoder();
    private final UnsafeBuffer definitionBuffer = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer owner = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer symbolName = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer actions = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private int length;

    /** Translates an input of version 1; false when it is laid out as it is today. */
    boolean translateInput(DirectBuffer input, int offset) {
        ensureCapacity();
        switch (header.wrap(input, offset).templateId()) {
            case TickDecoder.TEMPLATE_ID -> translate(new TickDecoder().wrapAndApplyHeader(input, offset, header));
            case SetLimitsDecoder.TEMPLATE_ID ->
                translate(new SetLimitsDecoder().wrapAndApplyHeader(input, offset, header));
            case CreateAlertDecoder.TEMPLATE_ID ->
                translate(new CreateAlertDecoder().wrapAndApplyHeader(input, offset, header));
            case ReplaceAlertDecoder.TEMPLATE_ID ->
                translate(new ReplaceAlertDecoder().wrapAndApplyHeader(input, offset, header));
            default -> {
                return false;
            }
        }
        buffer.putShort(MessageHeaderEncoder.versionEncodingOffset(), NEXT_VERSION, ByteOrder.LITTLE_ENDIAN);
        return true;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    private void translate(TickDecoder old) {
        length = new TickEncoder()
                .wrapAndApplyHeader(buffer, 0, newHeader)
                .correlationId(old.correlationId())
                .price(old.price())
                .size(old.size())
                .exchangeTimeNs(old.exchangeTimeNs())
                .bid(TickEncoder.bidNullValue())
                .ask(TickEncoder.askNullValue())
                .symbolId(old.symbolId())
                .decimals(old.decimals())
                .limit();
    }

    /** There were no series then, and no bound on them is needed. */
    private void translate(SetLimitsDecoder old) {
        length = new SetLimitsEncoder()
                .wrapAndApplyHeader(buffer, 0, newHeader)
                .correlationId(old.correlationId())
                .maxAlerts(old.maxAlerts())
                .maxSymbols(old.maxSymbols())
                .maxAlertsPerOwner(old.maxAlertsPerOwner())
                .maxSeries(0)
                .maxSeriesPerSymbol(0)
                .limit();
    }

    private void translate(CreateAlertDecoder old) {
        old.wrapOwner(owner);
        old.wrapSymbolName(symbolName);
        old.wrapActions(actions);
        old.wrapMessage(text);
        old.wrapIdempotencyKey(key);
        beginDefinition(old.reset(), old.cooldownNs(), old.expiresAtNs(), old.condition(), old.mode());
        int definitionLength = endDefinition(old.low(), old.high(), old.condition(), old.decimals());
        length = new CreateAlertEncoder()
                .wrapAndApplyHeader(buffer, 0, newHeader)
                .correlationId(old.correlationId())
                .bodyHashHigh(old.bodyHashHigh())
                .bodyHashLow(old.bodyHashLow())
                .putOwner(owner, 0, owner.capacity())
                .putIdempotencyKey(key, 0, key.capacity())
                .putDefinition(definitionBuffer, 0, definitionLength)
                .limit();
    }

    private void translate(ReplaceAlertDecoder old) {
        old.wrapOwner(owner);
        old.wrapSymbolName(symbolName);
        old.wrapActions(actions);
        old.wrapMessage(text);
        beginDefinition(old.reset(), old.cooldownNs(), old.expiresAtNs(), old.condition(), old.mode());
        int definitionLength = endDefinition(old.low(), old.high(), old.condition(), old.decimals());
        length = new ReplaceAlertEncoder()
                .wrapAndApplyHeader(buffer, 0, newHeader)
                .correlationId(old.correlationId())
                .alertId(old.alertId())
                .expectedVersion(old.expectedVersion())
                .putOwner(owner, 0, owner.capacity())
                .putDefinition(definitionBuffer, 0, definitionLength)
                .limit();
    }

    private void beginDefinition(long reset, long cooldownNs, long expiresAtNs, short condition, short mode) {
        definition
                .wrapAndApplyHeader(definitionBuffer, 0, newHeader)
                .reset(reset)
                .cooldownNs(cooldownNs)
                .expiresAtNs(expiresAtNs)
                .condition(ConditionType.get(condition))
                .mode(TriggerMode.get(mode));
    }

    private int endDefinition(long low, long high, short condition, short decimals) {
        ConditionsEncoder only = definition
                .conditionsCount(1)
                .next()
                .low(low)
                .high(high)
                .distance(ConditionsEncoder.distanceNullValue())
                .withinNs(ConditionsEncoder.withinNsNullValue())
                .holdNs(0)
                .condition(ConditionType.get(condition))
                .unit(DistanceUnit.NULL_VAL)
                .direction(Direction.NULL_VAL)
                .reference(ReferenceType.NULL_VAL);
        only.value().kind(ValueKind.LAST).bar(Bar.NULL_VAL).period(WatchedValueEncoder.periodNullValue());
        only.levelValue().kind(ValueKind.NULL_VAL).bar(Bar.NULL_VAL).period(WatchedValueEncoder.periodNullValue());
        only.decimals(decimals).symbolName("");
        return definition
                .putSymbolName(symbolName, 0, symbolName.capacity())
                .putActions(actions, 0, actions.capacity())
                .putMessage(text, 0, text.capacity())
                .limit();
    }

    /** Few ever meet version 1. */
    private void ensureCapacity() {
        if (buffer.capacity() == 0) {
            buffer.wrap(new byte[2 * InputBatch.MAX_INPUT_LENGTH]);
            definitionBuffer.wrap(new byte[2 * InputBatch.MAX_INPUT_LENGTH]);
        }
    }
}
