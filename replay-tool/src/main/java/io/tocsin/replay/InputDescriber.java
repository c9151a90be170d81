package io.tocsin.replay;

import io.tocsin.contract.value.Times;
import io.tocsin.engine.codec.AcknowledgeEventDecoder;
import io.tocsin.engine.codec.ConfigureSymbolDecoder;
import io.tocsin.engine.codec.ConflatedTickDecoder;
import io.tocsin.engine.codec.CreateAlertDecoder;
import io.tocsin.engine.codec.DeleteAlertDecoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MarkSymbolDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.engine.codec.RecordDeliveryDecoder;
import io.tocsin.engine.codec.RecordGapDecoder;
import io.tocsin.engine.codec.RegisterDeviceDecoder;
import io.tocsin.engine.codec.RegisterSymbolDecoder;
import io.tocsin.engine.codec.RemoveDeviceDecoder;
import io.tocsin.engine.codec.ReplaceAlertDecoder;
import io.tocsin.engine.codec.SetAlertStatusDecoder;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.codec.SourceProgressDecoder;
import io.tocsin.engine.codec.TickDecoder;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Prints the inputs of the journal. */
final class InputDescriber {
    private static final int SIZE_DECIMALS = 8;

    private final RecordPrinter printer;
    private final Names names;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TickDecoder tick = new TickDecoder();
    private final PlainTickDecoder plainTick = new PlainTickDecoder();
    private final DefinitionDescriber definitions;
    private final UnsafeBuffer definition = new UnsafeBuffer(0, 0);

    InputDescriber(RecordPrinter printer, Names names) {
        this.printer = printer;
        this.names = names;
        definitions = new DefinitionDescriber(printer);
    }

    void onInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
        RecordType type = RecordType.of(header.wrap(message, offset).templateId());
        printer.begin(sequence, timestampNs, type);
        switch (type) {
            case TICK -> describeTick(message, offset);
            case CONFLATED_TICK -> describe(new ConflatedTickDecoder().wrapAndApplyHeader(message, offset, header));
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
            case ACKNOWLEDGE_EVENT ->
                describe(new AcknowledgeEventDecoder().wrapAndApplyHeader(message, offset, header));
            case RECORD_DELIVERY -> describe(new RecordDeliveryDecoder().wrapAndApplyHeader(message, offset, header));
            case RECORD_GAP -> describe(new RecordGapDecoder().wrapAndApplyHeader(message, offset, header));
            case MARK_SYMBOL -> describe(new MarkSymbolDecoder().wrapAndApplyHeader(message, offset, header));
            case SOURCE_PROGRESS -> describe(new SourceProgressDecoder().wrapAndApplyHeader(message, offset, header));
            default -> printer.number("templateId", header.templateId());
        }
        printer.end();
    }

    private void describeTick(DirectBuffer message, int offset) {
        if (header.templateId() == PlainTickDecoder.TEMPLATE_ID) {
            describe(plainTick.wrapAndApplyHeader(message, offset, header));
        } else {
            describe(tick.wrapAndApplyHeader(message, offset, header));
        }
    }

    private void describe(PlainTickDecoder input) {
        printer.symbol(names.symbol(input.symbolId()));
        printer.decimal("price", input.price(), input.decimals(), PlainTickDecoder.priceNullValue());
        printer.decimal("size", input.size(), SIZE_DECIMALS, 0);
        printer.time("exchangeTime", input.exchangeTimeNs(), PlainTickDecoder.exchangeTimeNsNullValue());
    }

    private void describe(TickDecoder input) {
        printer.symbol(names.symbol(input.symbolId()));
        printer.decimal("price", input.price(), input.decimals(), TickDecoder.priceNullValue());
        printer.decimal("size", input.size(), SIZE_DECIMALS, 0);
        printer.decimal("bid", input.bid(), input.decimals(), TickDecoder.bidNullValue());
        printer.decimal("ask", input.ask(), input.decimals(), TickDecoder.askNullValue());
        printer.time("exchangeTime", input.exchangeTimeNs(), TickDecoder.exchangeTimeNsNullValue());
        late(input.late());
    }

    private void late(Flag late) {
        if (late == Flag.YES) {
            printer.text("late", name(late));
        }
    }

    private void describe(RecordGapDecoder input) {
        printer.symbol(names.symbol(input.symbolId()));
        printer.text("change", name(input.change()));
        printer.text("firstId", Long.toString(input.firstId()));
        printer.text("lastId", Long.toString(input.lastId()));
    }

    private void describe(MarkSymbolDecoder input) {
        printer.symbol(names.symbol(input.symbolId()));
        printer.text("mark", name(input.mark()));
        printer.time("asOf", input.asOfNs(), MarkSymbolDecoder.asOfNsNullValue());
    }

    private void describe(ConflatedTickDecoder input) {
        int decimals = input.decimals();
        printer.symbol(names.symbol(input.symbolId()));
        printer.text("first", RecordPrinter.decimal(input.first(), decimals));
        printer.text("min", RecordPrinter.decimal(input.min(), decimals));
        printer.text("max", RecordPrinter.decimal(input.max(), decimals));
        printer.text("last", RecordPrinter.decimal(input.last(), decimals));
        printer.text("minFirst", name(input.minFirst()));
        printer.decimal("volume", input.volume(), SIZE_DECIMALS, 0);
        printer.number("count", input.count());
        printer.decimal("bid", input.bid(), decimals, ConflatedTickDecoder.bidNullValue());
        printer.decimal("ask", input.ask(), decimals, ConflatedTickDecoder.askNullValue());
        printer.time("exchangeTime", input.exchangeTimeNs(), ConflatedTickDecoder.exchangeTimeNsNullValue());
        late(input.late());
    }

    private void describe(SetLimitsDecoder input) {
        printer.number("maxAlerts", input.maxAlerts());
        printer.number("maxSymbols", input.maxSymbols());
        printer.number("maxAlertsPerOwner", input.maxAlertsPerOwner());
        printer.number("maxSeries", input.maxSeries());
        printer.number("maxSeriesPerSymbol", input.maxSeriesPerSymbol());
        if (input.maxKeysPerOwner() != SetLimitsDecoder.maxKeysPerOwnerNullValue()) {
            printer.number("maxKeysPerOwner", input.maxKeysPerOwner());
        }
        if (input.maxKeys() != SetLimitsDecoder.maxKeysNullValue()) {
            printer.number("maxKeys", input.maxKeys());
        }
    }

    private void describe(ConfigureSymbolDecoder input) {
        if (input.decimals() != ConfigureSymbolDecoder.decimalsNullValue()) {
            printer.number("decimals", input.decimals());
        }
        if (input.maxJumpPpm() != ConfigureSymbolDecoder.maxJumpPpmNullValue()) {
            printer.text("maxJumpPercent", RecordPrinter.decimal(input.maxJumpPpm(), 4));
        }
        if (input.dayRollNs() != ConfigureSymbolDecoder.dayRollNsNullValue()) {
            printer.text("dayRoll", Times.formatDuration(input.dayRollNs()));
        }
        printer.symbol(input.symbolName());
        textUnlessEmpty("session", input.session());
        textUnlessEmpty("feed", input.feed());
    }

    private void textUnlessEmpty(String name, String text) {
        if (!text.isEmpty()) {
            printer.text(name, text);
        }
    }

    private void describe(long sequence, CreateAlertDecoder input) {
        long alertId = names.alertCreatedBy(sequence);
        if (alertId != Names.NO_ALERT) {
            printer.alert(alertId);
        }
        String owner = input.owner();
        String key = input.idempotencyKey();
        input.wrapDefinition(definition);
        printer.owner(input.tenant(), owner);
        if (!key.isEmpty()) {
            printer.text("idempotencyKey", key);
        }
        definitions.describe(definition);
    }

    private void describe(ReplaceAlertDecoder input) {
        printer.alert(input.alertId());
        expectedVersion(input.expectedVersion());
        String owner = input.owner();
        input.wrapDefinition(definition);
        printer.owner(input.tenant(), owner);
        definitions.describe(definition);
    }

    private void describe(SetAlertStatusDecoder input) {
        printer.alert(input.alertId());
        printer.text("status", name(input.status()));
        expectedVersion(input.expectedVersion());
        String owner = input.owner();
        printer.owner(input.tenant(), owner);
    }

    private void describe(DeleteAlertDecoder input) {
        printer.alert(input.alertId());
        expectedVersion(input.expectedVersion());
        String owner = input.owner();
        printer.owner(input.tenant(), owner);
    }

    private void expectedVersion(int version) {
        if (version != ReplaceAlertDecoder.expectedVersionNullValue()) {
            printer.number("expectedVersion", version);
        }
    }

    private void describe(RegisterDeviceDecoder input) {
        printer.text("platform", name(input.platform()));
        String owner = input.owner();
        String token = input.token();
        printer.owner(input.tenant(), owner);
        printer.text("token", token);
    }

    private void describe(RemoveDeviceDecoder input) {
        String owner = input.owner();
        String token = input.token();
        printer.owner(input.tenant(), owner);
        printer.text("token", token);
    }

    private void describe(AcknowledgeEventDecoder input) {
        printer.text("acknowledged", input.eventSequence() + "-" + input.eventOrdinal());
        printer.text("channel", name(input.channel()));
        String tenant = input.tenant();
        printer.owner(tenant, input.owner());
    }

    private void describe(RecordDeliveryDecoder input) {
        printer.text("delivered", input.eventSequence() + "-" + input.eventOrdinal());
        printer.text("channel", name(input.channel()));
        printer.text("outcome", name(input.outcome()));
        printer.number("attempts", input.attempts());
        String tenant = input.tenant();
        printer.owner(tenant, input.owner());
        printer.text("target", input.target());
    }

    private void describe(SourceProgressDecoder input) {
        printer.number("sourceSequence", input.sourceSequence());
        printer.text("source", input.source());
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
