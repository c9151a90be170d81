package io.tocsin.replay;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** Prints the firings of the outbox. */
final class FiringDescriber {
    private final RecordPrinter printer;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertFiredDecoder fired = new AlertFiredDecoder();

    FiringDescriber(RecordPrinter printer) {
        this.printer = printer;
    }

    void onFiring(DirectBuffer message, int offset) {
        fired.wrapAndApplyHeader(message, offset, header);
        int decimals = fired.decimals();
        printer.begin(fired.sequence(), fired.timestampNs(), RecordType.ALERT_FIRED);
        printer.text("event", fired.sequence() + "-" + fired.ordinal());
        printer.alert(fired.alertId());
        printer.number("version", fired.version());
        printer.text("condition", fired.condition().name().toLowerCase(Locale.ROOT));
        printer.decimal("price", fired.price(), decimals, AlertFiredDecoder.priceNullValue());
        printer.decimal("previous", fired.previous(), decimals, AlertFiredDecoder.previousNullValue());
        int valueDecimals = fired.valueDecimals();
        printer.decimal("level", fired.reference(), valueDecimals, AlertFiredDecoder.referenceNullValue());
        printer.decimal("value", fired.value(), valueDecimals, AlertFiredDecoder.valueNullValue());
        printer.time("exchangeTime", fired.exchangeTimeNs(), AlertFiredDecoder.exchangeTimeNsNullValue());
        printer.number("firedCount", fired.firedCount());
        printer.symbol(fired.symbolName());
        printer.owner(fired.owner());
        byte[] actions = new byte[fired.actionsLength()];
        fired.getActions(actions, 0, actions.length);
        printer.text("actions", Actions.describe(actions));
        String template = fired.message();
        if (!template.isEmpty()) {
            printer.text("message", template);
        }
        printer.end();
    }
}
