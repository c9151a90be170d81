package io.tocsin.replay;

import io.tocsin.contract.value.Times;
import io.tocsin.engine.codec.AlertDefinitionDecoder;
import io.tocsin.engine.codec.AlertDefinitionDecoder.ConditionsDecoder;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueDecoder;
import java.util.Locale;
import org.agrona.DirectBuffer;

/**
 * Prints what an alert is to do. The members of joined conditions have their number in front, from 1:
 * {@code condition=all 1.condition=above 1.low=800}.
 */
final class DefinitionDescriber {
    private static final int PERCENT_DECIMALS = 4;

    private final RecordPrinter printer;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertDefinitionDecoder definition = new AlertDefinitionDecoder();

    DefinitionDescriber(RecordPrinter printer) {
        this.printer = printer;
    }

    void describe(DirectBuffer message) {
        definition.wrapAndApplyHeader(message, 0, header);
        boolean isCompound = definition.condition() == ConditionType.ALL || definition.condition() == ConditionType.ANY;
        if (isCompound) {
            printer.text("condition", word(definition.condition()));
        }
        ConditionsDecoder conditions = definition.conditions();
        int resetDecimals = 0;
        for (int number = 1; conditions.hasNext(); number++) {
            conditions.next();
            resetDecimals = number == 1 ? conditions.decimals() : resetDecimals;
            describe(conditions, isCompound ? number + "." : "");
        }
        printer.text("mode", word(definition.mode()));
        printer.decimal("reset", definition.reset(), resetDecimals, AlertDefinitionDecoder.resetNullValue());
        if (definition.cooldownNs() != 0) {
            duration("cooldown", definition.cooldownNs());
        }
        if (definition.holdsWhenStale() == Flag.YES) {
            printer.text("onStale", "hold");
        }
        printer.time("expiresAt", definition.expiresAtNs(), AlertDefinitionDecoder.expiresAtNsNullValue());
        printer.symbol(definition.symbolName());
        byte[] actions = new byte[definition.actionsLength()];
        definition.getActions(actions, 0, actions.length);
        printer.text("actions", Actions.describe(actions));
        String template = definition.message();
        if (!template.isEmpty()) {
            printer.text("message", template);
        }
    }

    private void describe(ConditionsDecoder condition, String prefix) {
        int decimals = condition.decimals();
        printer.text(prefix + "condition", word(condition.condition()));
        describe(condition.value(), prefix, "of", ValueKind.LAST);
        printer.decimal(prefix + "low", condition.low(), decimals, ConditionsDecoder.lowNullValue());
        printer.decimal(prefix + "high", condition.high(), decimals, ConditionsDecoder.highNullValue());
        describe(condition.levelValue(), prefix, "level", ValueKind.NULL_VAL);
        if (condition.unit() == DistanceUnit.PERCENT) {
            printer.text(prefix + "percent", RecordPrinter.decimal(condition.distance(), PERCENT_DECIMALS));
        } else if (condition.unit() == DistanceUnit.ABSOLUTE) {
            printer.text(prefix + "by", RecordPrinter.decimal(condition.distance(), decimals));
        }
        if (condition.direction() != Direction.NULL_VAL) {
            printer.text(prefix + "direction", word(condition.direction()));
        }
        if (condition.reference() != ReferenceType.NULL_VAL) {
            printer.text(prefix + "from", word(condition.reference()));
        }
        if (condition.withinNs() != ConditionsDecoder.withinNsNullValue()) {
            duration(prefix + (condition.condition() == ConditionType.SILENT ? "for" : "within"), condition.withinNs());
        }
        if (condition.holdNs() != 0) {
            duration(prefix + "within", condition.holdNs());
        }
        String symbol = condition.symbolName();
        if (!symbol.isEmpty()) {
            printer.text(prefix + "symbol", symbol);
        }
    }

    /** As {@code of=sma:50:PT1M}. */
    private void describe(WatchedValueDecoder value, String prefix, String name, ValueKind byDefault) {
        if (value.kind() != byDefault) {
            String bars = value.bar() == Bar.NULL_VAL ? "" : ":" + value.period() + ":" + value.bar();
            printer.text(prefix + name, word(value.kind()) + bars);
        }
    }

    private void duration(String name, long ns) {
        printer.text(name, Times.formatDuration(ns));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
