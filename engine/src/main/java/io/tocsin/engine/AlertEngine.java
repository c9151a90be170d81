package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ClockDecoder;
import io.tocsin.engine.codec.ConfigureSymbolDecoder;
import io.tocsin.engine.codec.CreateAlertDecoder;
import io.tocsin.engine.codec.DeleteAlertDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RegisterDeviceDecoder;
import io.tocsin.engine.codec.RegisterSymbolDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.RemoveDeviceDecoder;
import io.tocsin.engine.codec.ReplaceAlertDecoder;
import io.tocsin.engine.codec.SetAlertStatusDecoder;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.codec.TickDecoder;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.rules.RuleStore;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The deterministic state machine: inputs in, outputs out, the same outputs for the same inputs in every host. It knows
 * no clock, thread, file or random number; time is an argument.
 * <p>
 * One thread calls it. Bad input is answered with {@link Outputs#onRejected}; an exception means a broken invariant, after
 * which the state must not be used any more. Nothing is allocated per tick, command or firing once buffers have grown.
 */
public final class AlertEngine {
    private final SymbolTable table;
    private final Outputs outputs;
    private final RuleStore rules;
    private final AlertBook book;
    private final Symbols symbols;
    private final AlertCommands alerts;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TickDecoder tick = new TickDecoder();
    private final SetLimitsDecoder setLimits = new SetLimitsDecoder();
    private final RegisterSymbolDecoder registerSymbol = new RegisterSymbolDecoder();
    private final ConfigureSymbolDecoder configureSymbol = new ConfigureSymbolDecoder();
    private final CreateAlertDecoder createAlert = new CreateAlertDecoder();
    private final ReplaceAlertDecoder replaceAlert = new ReplaceAlertDecoder();
    private final SetAlertStatusDecoder setAlertStatus = new SetAlertStatusDecoder();
    private final DeleteAlertDecoder deleteAlert = new DeleteAlertDecoder();
    private final RegisterDeviceDecoder registerDevice = new RegisterDeviceDecoder();
    private final RemoveDeviceDecoder removeDevice = new RemoveDeviceDecoder();
    private final UnsafeBuffer owner = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer token = new UnsafeBuffer(0, 0);

    /**
     * @param table shared with the outputs, which name symbols by it.
     * @param rules empty, and from now on written by this engine alone.
     * @param tree  the pool of all ordered sets.
     */
    public AlertEngine(final SymbolTable table, final RuleStore rules, final LevelTree tree, final Outputs outputs) {
        this.table = table;
        this.rules = rules;
        this.outputs = outputs;
        book = new AlertBook(table, rules, tree, outputs);
        symbols = new Symbols(table, outputs);
        alerts = new AlertCommands(table, symbols, rules, book, outputs);
    }

    /**
     * Applies one input.
     *
     * @param sequence    strictly increasing.
     * @param timestampNs never less than before.
     * @param message     an SBE header and one of the schema's inputs.
     */
    public void onInput(
            final long sequence,
            final long timestampNs,
            final DirectBuffer message,
            final int offset,
            final int length) {
        header.wrap(message, offset);
        final int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        outputs.onInput(sequence, timestampNs, correlationId(message, body));
        book.onInput(timestampNs);
        final int block = header.blockLength();
        final int version = header.version();
        switch (header.templateId()) {
            case TickDecoder.TEMPLATE_ID -> onTick(tick.wrap(message, body, block, version));
            case ClockDecoder.TEMPLATE_ID -> {
                // Its time is all it brings.
            }
            case CreateAlertDecoder.TEMPLATE_ID ->
                alerts.onCreate(sequence, createAlert.wrap(message, body, block, version));
            case ReplaceAlertDecoder.TEMPLATE_ID ->
                alerts.onReplace(sequence, replaceAlert.wrap(message, body, block, version));
            case SetAlertStatusDecoder.TEMPLATE_ID ->
                alerts.onSetStatus(sequence, setAlertStatus.wrap(message, body, block, version));
            case DeleteAlertDecoder.TEMPLATE_ID -> alerts.onDelete(deleteAlert.wrap(message, body, block, version));
            case RegisterSymbolDecoder.TEMPLATE_ID ->
                symbols.onRegister(registerSymbol.wrap(message, body, block, version));
            case ConfigureSymbolDecoder.TEMPLATE_ID ->
                symbols.onConfigure(configureSymbol.wrap(message, body, block, version));
            case RegisterDeviceDecoder.TEMPLATE_ID ->
                onRegisterDevice(registerDevice.wrap(message, body, block, version));
            case RemoveDeviceDecoder.TEMPLATE_ID -> onRemoveDevice(removeDevice.wrap(message, body, block, version));
            case SetLimitsDecoder.TEMPLATE_ID -> onSetLimits(setLimits.wrap(message, body, block, version));
            default -> outputs.onRejected(RejectReason.MALFORMED, header.templateId());
        }
    }

    private void onTick(final TickDecoder input) {
        final int symbolId = input.symbolId();
        final long price = input.price();
        if (symbolId < 0 || symbolId >= table.count()) {
            outputs.onRejected(RejectReason.UNKNOWN_SYMBOL, symbolId);
            return;
        }
        final long prev = table.last(symbolId);
        if (price <= 0) {
            outputs.onRejected(RejectReason.PRICE_NOT_POSITIVE, 0);
        } else if (price > PriceLevel.MAX_PRICE) {
            outputs.onRejected(RejectReason.PRICE_OUT_OF_RANGE, PriceLevel.MAX_PRICE);
        } else if (input.decimals() != table.decimals(symbolId)) {
            outputs.onRejected(RejectReason.DECIMALS_CHANGED, table.decimals(symbolId));
        } else if (table.maxJumpPpm(symbolId) > 0 && isJump(prev, price, table.maxJumpPpm(symbolId))) {
            outputs.onRejected(RejectReason.PRICE_JUMP, table.maxJumpPpm(symbolId));
        } else {
            table.price(symbolId, prev, price);
            book.onPrice(symbolId, prev, price, input.exchangeTimeNs());
            outputs.onTick(symbolId, price, input.size(), input.exchangeTimeNs());
        }
    }

    private void onSetLimits(final SetLimitsDecoder limits) {
        alerts.onSetLimits(limits);
        symbols.onSetLimits(limits);
    }

    private void onRegisterDevice(final RegisterDeviceDecoder command) {
        command.wrapOwner(owner);
        command.wrapToken(token);
        if (owner.capacity() == 0 || token.capacity() == 0 || command.platform() == Platform.NULL_VAL) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
        } else {
            rules.putDevice(owner, command.platform(), token);
            outputs.onDevice();
        }
    }

    private void onRemoveDevice(final RemoveDeviceDecoder command) {
        command.wrapOwner(owner);
        command.wrapToken(token);
        rules.removeDevice(owner, token);
        outputs.onDevice();
    }

    /** Every input's block begins with its correlation id. */
    private static long correlationId(final DirectBuffer message, final int body) {
        return message.getLong(body, ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether |v − prev| · 10⁶ > prev · ppm, in 128 bits. */
    private static boolean isJump(final long prev, final long v, final long ppm) {
        if (prev == NULL_VALUE) {
            return false;
        }
        final long distance = Math.abs(v - prev);
        return Wide.compareProducts(distance, 1_000_000, prev, ppm) > 0;
    }
}
