package io.tocsin.replay;

import io.tocsin.engine.codec.ConfigureSymbolDecoder;
import io.tocsin.engine.codec.CreateAlertDecoder;
import io.tocsin.engine.codec.DeleteAlertDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.RegisterDeviceDecoder;
import io.tocsin.engine.codec.RegisterSymbolDecoder;
import io.tocsin.engine.codec.RemoveDeviceDecoder;
import io.tocsin.engine.codec.ReplaceAlertDecoder;
import io.tocsin.engine.codec.SetAlertStatusDecoder;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.codec.TickDecoder;
import java.time.Duration;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** Prints the inputs of the journal. */
final class InputDescriber {
    private static final int SIZE_DECIMALS = 8;

    private final RecordPrinter printer;
    private final Names names;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TickDecoder tick = new TickDecoder();

    InputDescriber(RecordPrinter printer, Names names) {
        this.printer = printer;
        this.names = names;
    }

    void onInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
        RecordType type = RecordType.of(header.wrap(message, offset).templateId());
        printer.begin(sequence, timestampNs, type);
        switch (type) {
            case TICK -> describe(tick.wrapAndApplyHeader(message, offset, header));
            case SET_LIMITS -> describe(new SetLimitsDecoder().wrapAndApplyHeader(message, offset, header));
            case REGISTER_SYMBOL ->
                printer.symbol(new RegisterSymbolDecoder()
                        .wrapAndApplyHeader(message, offset, header)
                        .symbolName());
            case CONFIGURE_SYMBOL -> describe(new ConfigureSymbolDecoder().wrapAndApplyHeader(message, offset, header));
            case CREATE_ALERT ->
                describe(sequence, new CreateAlertDecoder().wrapAndApplyHeader(message, offset, header));
            case REPLACE_ALERT -> describe(new ReplaceAlertDecoder().wrapAndApplyHeader(message, offset, header));
            case SET_ALERT_STATUS -> describe(new SetAlertStatusDecoder().wrapAndApplyHeader(message, offset, header));
            case DELETE_ALERT -> describe(new DeleteAlertDecoder().wrapAndApplyHeader(message, offset, header));
            case REGISTER_DEVICE -> describe(new RegisterDeviceDecoder().wrapAndApplyHeader(message, offset, header));
            case REMOVE_DEVICE -> describe(new RemoveDeviceDecoder().wrapAndApplyHeader(message, offset, header));
            case CLOCK -> {
                // Its time is all it brings.
            }
            case UNKNOWN, ALERT_FIRED -> printer.number("templateId", header.templateId());
        }
        printer.end();
    }

    private void describe(TickDecoder input) {
        printer.symbol(names.symbol(input.symbolId()));
        printer.decimal("price", input.price(), input.decimals(), TickDecoder.priceNullValue());
        printer.decimal("size", input.size(), SIZE_DECIMALS, 0);
        printer.time("exchangeTime", input.exchangeTimeNs(), TickDecoder.exchangeTimeNsNullValue());
    }

    private void describe(SetLimitsDecoder input) {
        printer.number("maxAlerts", input.maxAlerts());
        printer.number("maxSymbols", input.maxSymbols());
        printer.number("maxAlertsPerOwner", input.maxAlertsPerOwner());
    }

    private void describe(ConfigureSymbolDecoder input) {
        if (input.decimals() != ConfigureSymbolDecoder.decimalsNullValue()) {
            printer.number("decimals", input.decimals());
        }
        if (input.maxJumpPpm() != ConfigureSymbolDecoder.maxJumpPpmNullValue()) {
            printer.text("maxJumpPercent", RecordPrinter.decimal(input.maxJumpPpm(), 4));
        }
        if (input.dayRollNs() != ConfigureSymbolDecoder.dayRollNsNullValue()) {
            printer.text("dayRoll", Duration.ofNanos(input.dayRollNs()).toString());
        }
        printer.symbol(input.symbolName());
    }

    private void describe(long sequence, CreateAlertDecoder input) {
        long alertId = names.alertCreatedBy(sequence);
        if (alertId != Names.NO_ALERT) {
            printer.alert(alertId);
        }
        printer.text("condition", name(input.condition()));
        printer.decimal("low", input.low(), input.decimals(), CreateAlertDecoder.lowNullValue());
        printer.decimal("high", input.high(), input.decimals(), CreateAlertDecoder.highNullValue());
        printer.text("mode", name(input.mode()));
        printer.decimal("reset", input.reset(), input.decimals(), CreateAlertDecoder.resetNullValue());
        cooldown(input.cooldownNs());
        printer.time("expiresAt", input.expiresAtNs(), CreateAlertDecoder.expiresAtNsNullValue());
        printer.owner(input.owner());
        printer.symbol(input.symbolName());
        byte[] actions = new byte[input.actionsLength()];
        input.getActions(actions, 0, actions.length);
        alertTexts(actions, input.message());
        if (input.idempotencyKeyLength() > 0) {
            printer.text("idempotencyKey", input.idempotencyKey());
        }
    }

    private void describe(ReplaceAlertDecoder input) {
        printer.alert(input.alertId());
        if (input.expectedVersion() != ReplaceAlertDecoder.expectedVersionNullValue()) {
            printer.number("expectedVersion", input.expectedVersion());
        }
        printer.text("condition", name(input.condition()));
        printer.decimal("low", input.low(), input.decimals(), ReplaceAlertDecoder.lowNullValue());
        printer.decimal("high", input.high(), input.decimals(), ReplaceAlertDecoder.highNullValue());
        printer.text("mode", name(input.mode()));
        printer.decimal("reset", input.reset(), input.decimals(), ReplaceAlertDecoder.resetNullValue());
        cooldown(input.cooldownNs());
        printer.time("expiresAt", input.expiresAtNs(), ReplaceAlertDecoder.expiresAtNsNullValue());
        printer.owner(input.owner());
        printer.symbol(input.symbolName());
        byte[] actions = new byte[input.actionsLength()];
        input.getActions(actions, 0, actions.length);
        alertTexts(actions, input.message());
    }

    private void describe(SetAlertStatusDecoder input) {
        printer.alert(input.alertId());
        printer.text("status", name(input.status()));
        printer.owner(input.owner());
    }

    private void describe(DeleteAlertDecoder input) {
        printer.alert(input.alertId());
        printer.owner(input.owner());
    }

    private void describe(RegisterDeviceDecoder input) {
        printer.text("platform", name(input.platform()));
        printer.owner(input.owner());
        printer.text("token", input.token());
    }

    private void describe(RemoveDeviceDecoder input) {
        printer.owner(input.owner());
        printer.text("token", input.token());
    }

    private void cooldown(long cooldownNs) {
        if (cooldownNs != 0) {
            printer.text("cooldown", Duration.ofNanos(cooldownNs).toString());
        }
    }

    private void alertTexts(byte[] actions, String message) {
        printer.text("actions", Actions.describe(actions));
        if (!message.isEmpty()) {
            printer.text("message", message);
        }
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
