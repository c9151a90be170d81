package io.tocsin.contract.alert;

import io.tocsin.engine.codec.AlertDefinitionEncoder;
import io.tocsin.engine.codec.AlertDefinitionEncoder.ConditionsEncoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueEncoder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** A definition as the part of a command that it is. One thread. */
public final class DefinitionFrame {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(512);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AlertDefinitionEncoder definition = new AlertDefinitionEncoder();

    /** Holds what was encoded last. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Encodes a definition into {@link #buffer()}, with its header; returns its length. */
    public int encode(AlertDefinition alert) {
        byte[] actions = ActionsCodec.encode(alert.actions());
        ConditionsEncoder conditions = definition
                .wrapAndApplyHeader(buffer, 0, header)
                .reset(alert.reset())
                .cooldownNs(alert.cooldownNs())
                .expiresAtNs(alert.expiresAtNs())
                .condition(alert.condition())
                .mode(alert.mode())
                .holdsWhenStale(alert.onStale() == OnStale.HOLD ? Flag.YES : Flag.NO)
                .conditionsCount(alert.conditions().size());
        alert.conditions().forEach(condition -> encode(condition, conditions.next()));
        return definition
                .symbolName(alert.symbol())
                .putActions(actions, 0, actions.length)
                .message(alert.message())
                .limit();
    }

    private static void encode(ConditionDefinition condition, ConditionsEncoder into) {
        ConditionDefinition.Bounds bounds = condition.bounds();
        ConditionDefinition.Distance distance = condition.distance();
        boolean isOfVolume = condition.value().kind() == ValueKind.VOLUME;
        into.low(bounds.low())
                .high(bounds.high())
                .distance(distance.amount())
                .withinNs(isOfVolume ? condition.value().withinNs() : condition.durationNs())
                .holdNs(condition.holdNs())
                .condition(condition.type())
                .unit(distance.unit())
                .direction(distance.direction())
                .reference(distance.from());
        encode(condition.value(), into.value());
        encode(bounds.value(), into.levelValue());
        into.decimals((short) condition.decimals()).symbolName(condition.symbol());
    }

    private static void encode(ValueDefinition value, WatchedValueEncoder into) {
        into.kind(value.kind())
                .bar(value.bar())
                .period(value.period() == 0 ? WatchedValueEncoder.periodNullValue() : value.period());
    }
}
