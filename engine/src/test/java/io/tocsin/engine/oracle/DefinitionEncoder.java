package io.tocsin.engine.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.codec.AlertDefinitionEncoder;
import io.tocsin.engine.codec.AlertDefinitionEncoder.ConditionsEncoder;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueEncoder;
import io.tocsin.engine.oracle.Definition.Condition;
import io.tocsin.engine.oracle.Definition.Distance;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Turns what an owner asks for into the message that is a part of two commands. */
final class DefinitionEncoder {
    private final MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AlertDefinitionEncoder encoder = new AlertDefinitionEncoder();

    /** Holds the message, from offset 0, until the next call of {@link #encode}. */
    DirectBuffer buffer() {
        return buffer;
    }

    /** Returns the length of the message with its header. */
    int encode(Definition definition) {
        byte[] actions = definition.actions().getBytes(UTF_8);
        encoder.wrapAndApplyHeader(buffer, 0, header)
                .reset(orNull(definition.trigger().reset()))
                .cooldownNs(definition.trigger().cooldownNs())
                .expiresAtNs(orNull(definition.expiresAtNs()))
                .condition(definition.type())
                .mode(definition.trigger().mode())
                .holdsWhenStale(definition.hold() ? Flag.YES : Flag.NO);
        ConditionsEncoder conditions =
                encoder.conditionsCount(definition.conditions().size());
        definition.conditions().forEach(condition -> encode(condition, conditions.next()));
        return MessageHeaderEncoder.ENCODED_LENGTH
                + encoder.symbolName(definition.symbol())
                        .putActions(actions, 0, actions.length)
                        .message(definition.message())
                        .encodedLength();
    }

    private static void encode(Condition condition, ConditionsEncoder target) {
        Distance distance = condition.distance();
        target.low(orNull(condition.level() == null ? null : condition.level().low()))
                .high(orNull(
                        condition.level() == null ? null : condition.level().high()))
                .distance(orNull(distance == null ? null : distance.size()))
                .withinNs(orNull(withinNs(condition)))
                .holdNs(condition.isEvent() ? condition.spanNs() : 0)
                .condition(condition.type())
                .unit(distance == null ? DistanceUnit.NULL_VAL : distance.unit())
                .direction(
                        Objects.requireNonNullElse(distance == null ? null : distance.direction(), Direction.NULL_VAL))
                .reference(
                        Objects.requireNonNullElse(distance == null ? null : distance.from(), ReferenceType.NULL_VAL))
                .decimals((short) condition.decimals());
        encode(condition.of(), target.value());
        encode(condition.levelValue(), target.levelValue());
        target.symbolName(condition.symbol());
    }

    /** A volume has a window by itself; otherwise it is that of the move, or how long the silence lasts. */
    private static Long withinNs(Condition condition) {
        if (condition.of().kind() == ValueKind.VOLUME) {
            return condition.of().withinNs();
        }
        return condition.isEvent() || condition.spanNs() == 0 ? null : Long.valueOf(condition.spanNs());
    }

    private static void encode(Watched value, WatchedValueEncoder target) {
        target.kind(value == null ? ValueKind.NULL_VAL : value.kind())
                .bar(value == null || value.bar() == null ? Bar.NULL_VAL : value.bar())
                .period(
                        value == null || value.period() == null
                                ? WatchedValueEncoder.periodNullValue()
                                : value.period());
    }

    private static long orNull(Long value) {
        return value == null ? Long.MIN_VALUE : value;
    }
}
