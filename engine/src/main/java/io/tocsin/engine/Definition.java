package io.tocsin.engine;

import io.tocsin.engine.codec.AlertDefinitionDecoder;
import io.tocsin.engine.codec.AlertDefinitionDecoder.ConditionsDecoder;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueDecoder;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What an owner wants, as a command brings it. Reused: the names and texts are valid while the command is. */
final class Definition {
    private final AlertDefinitionDecoder decoder = new AlertDefinitionDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertRecord alert = new AlertRecord();
    private final ConditionRecord condition = new ConditionRecord();
    private final UnsafeBuffer symbolName = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer actions = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer[] symbolNames = new UnsafeBuffer[AlertRecord.MAX_CONDITIONS];

    Definition() {
        for (int i = 0; i < symbolNames.length; i++) {
            symbolNames[i] = new UnsafeBuffer(0, 0);
        }
    }

    /** Takes over a definition; false when it is none, or has too many conditions or none. */
    boolean decode(DirectBuffer message) {
        if (message.capacity() < MessageHeaderDecoder.ENCODED_LENGTH
                || header.wrap(message, 0).templateId() != AlertDefinitionDecoder.TEMPLATE_ID) {
            return false;
        }
        decoder.wrapAndApplyHeader(message, 0, header);
        alert.condition(decoder.condition());
        alert.mode(decoder.mode());
        alert.holdsWhenStale(decoder.holdsWhenStale() == Flag.YES);
        alert.reset(decoder.reset());
        alert.cooldownNs(decoder.cooldownNs());
        alert.expiresAtNs(decoder.expiresAtNs());
        ConditionsDecoder conditions = decoder.conditions();
        int count = conditions.count();
        if (count < 1 || count > AlertRecord.MAX_CONDITIONS) {
            return false;
        }
        alert.conditionCount(count);
        for (int i = 0; i < count; i++) {
            decode(conditions.next(), condition.wrap(alert, i));
            conditions.wrapSymbolName(symbolNames[i]);
        }
        decoder.wrapSymbolName(symbolName);
        decoder.wrapActions(actions);
        decoder.wrapMessage(this.message);
        return true;
    }

    /** The definition's part of the record; its symbols are set by who knows their ids. */
    AlertRecord alert() {
        return alert;
    }

    /** The symbol of the alert. */
    DirectBuffer symbolName() {
        return symbolName;
    }

    /** The symbol of a condition. */
    DirectBuffer symbolName(int index) {
        return symbolNames[index].capacity() == 0 ? symbolName : symbolNames[index];
    }

    DirectBuffer actions() {
        return actions;
    }

    DirectBuffer message() {
        return message;
    }

    private static void decode(ConditionsDecoder from, ConditionRecord into) {
        into.clear();
        into.type(from.condition());
        into.low(from.low());
        into.high(from.high());
        into.distance(from.distance());
        into.withinNs(from.withinNs());
        into.holdNs(from.holdNs());
        into.unit(from.unit());
        into.direction(from.direction());
        into.from(from.reference());
        into.decimals(from.decimals());
        WatchedValueDecoder value = from.value();
        into.kind(value.kind());
        into.bar(value.bar());
        into.period(period(value));
        WatchedValueDecoder level = from.levelValue();
        into.levelKind(level.kind());
        if (level.kind() != ValueKind.NULL_VAL) {
            into.levelBar(level.bar());
            into.levelPeriod(period(level));
            // What is watched is the difference, whose level is 0.
            into.low(0);
        }
    }

    private static int period(WatchedValueDecoder value) {
        int period = value.period();
        return value.bar() == Bar.NULL_VAL || period == WatchedValueDecoder.periodNullValue() ? 0 : period;
    }
}
