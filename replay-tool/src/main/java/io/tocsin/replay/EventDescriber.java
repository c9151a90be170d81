package io.tocsin.replay;

import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.DeliveryRecordedDecoder;
import io.tocsin.engine.codec.DeviceChangedDecoder;
import io.tocsin.engine.codec.EventAcknowledgedDecoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.Platform;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Prints the events of the outbox. */
final class EventDescriber {
    private final RecordPrinter printer;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertFiredDecoder fired = new AlertFiredDecoder();
    private final AlertChangedDecoder changed = new AlertChangedDecoder();
    private final UnsafeBuffer definition = new UnsafeBuffer(0, 0);
    private final DefinitionDescriber definitions;

    EventDescriber(RecordPrinter printer) {
        this.printer = printer;
        definitions = new DefinitionDescriber(printer);
    }

    void onEvent(DirectBuffer message, int offset) {
        switch (header.wrap(message, offset).templateId()) {
            case AlertFiredDecoder.TEMPLATE_ID -> describe(fired.wrapAndApplyHeader(message, offset, header));
            case AlertChangedDecoder.TEMPLATE_ID -> describe(changed.wrapAndApplyHeader(message, offset, header));
            case DeviceChangedDecoder.TEMPLATE_ID ->
                describe(new DeviceChangedDecoder().wrapAndApplyHeader(message, offset, header));
            case EventAcknowledgedDecoder.TEMPLATE_ID ->
                describe(new EventAcknowledgedDecoder().wrapAndApplyHeader(message, offset, header));
            case DeliveryRecordedDecoder.TEMPLATE_ID ->
                describe(new DeliveryRecordedDecoder().wrapAndApplyHeader(message, offset, header));
            default -> throw new IllegalStateException("the outbox holds the template " + header.templateId());
        }
        printer.end();
    }

    private void begin(long sequence, long timestampNs, int ordinal, RecordType type) {
        printer.begin(sequence, timestampNs, type);
        printer.text("event", sequence + "-" + ordinal);
    }

    private void describe(AlertChangedDecoder event) {
        begin(event.sequence(), event.timestampNs(), event.ordinal(), RecordType.ALERT_CHANGED);
        printer.alert(event.alertId());
        printer.text("change", name(event.change()));
        printer.text("status", name(event.status()));
        printer.number("version", event.version());
        printer.number("firedCount", event.firedCount());
        String tenant = event.tenant();
        printer.owner(tenant, event.owner());
        if (event.definitionLength() > 0) {
            event.wrapDefinition(definition);
            definitions.describe(definition);
        }
    }

    private void describe(DeviceChangedDecoder event) {
        begin(event.sequence(), event.timestampNs(), event.ordinal(), RecordType.DEVICE_CHANGED);
        printer.text("platform", event.platform() == Platform.NULL_VAL ? "removed" : name(event.platform()));
        String tenant = event.tenant();
        printer.owner(tenant, event.owner());
        printer.text("token", event.token());
    }

    private void describe(EventAcknowledgedDecoder event) {
        begin(event.sequence(), event.timestampNs(), event.ordinal(), RecordType.EVENT_ACKNOWLEDGED);
        printer.text("acknowledged", event.eventSequence() + "-" + event.eventOrdinal());
        printer.text("channel", name(event.channel()));
        String tenant = event.tenant();
        printer.owner(tenant, event.owner());
    }

    private void describe(DeliveryRecordedDecoder event) {
        begin(event.sequence(), event.timestampNs(), event.ordinal(), RecordType.DELIVERY_RECORDED);
        printer.text("delivered", event.eventSequence() + "-" + event.eventOrdinal());
        printer.text("channel", name(event.channel()));
        printer.text("outcome", name(event.outcome()));
        printer.number("attempts", event.attempts());
        String tenant = event.tenant();
        printer.owner(tenant, event.owner());
        printer.text("target", event.target());
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void describe(AlertFiredDecoder event) {
        int decimals = event.decimals();
        begin(event.sequence(), event.timestampNs(), event.ordinal(), RecordType.ALERT_FIRED);
        printer.alert(event.alertId());
        printer.number("version", event.version());
        printer.text("condition", name(event.condition()));
        printer.decimal("price", event.price(), decimals, AlertFiredDecoder.priceNullValue());
        printer.decimal("previous", event.previous(), decimals, AlertFiredDecoder.previousNullValue());
        int valueDecimals = event.valueDecimals();
        printer.decimal("level", event.reference(), valueDecimals, AlertFiredDecoder.referenceNullValue());
        printer.decimal("value", event.value(), valueDecimals, AlertFiredDecoder.valueNullValue());
        printer.time("exchangeTime", event.exchangeTimeNs(), AlertFiredDecoder.exchangeTimeNsNullValue());
        if (event.late() == Flag.YES) {
            printer.text("late", "yes");
        }
        if (event.stale() == Flag.YES) {
            printer.text("stale", "yes");
        }
        printer.number("firedCount", event.firedCount());
        printer.symbol(event.symbolName());
        String owner = event.owner();
        byte[] actions = new byte[event.actionsLength()];
        event.getActions(actions, 0, actions.length);
        String template = event.message();
        printer.owner(event.tenant(), owner);
        printer.text("actions", Actions.describe(actions));
        if (!template.isEmpty()) {
            printer.text("message", template);
        }
    }
}
