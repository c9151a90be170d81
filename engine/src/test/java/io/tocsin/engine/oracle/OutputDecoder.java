package io.tocsin.engine.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import org.agrona.DirectBuffer;

/** Reads the messages that the pipeline hands to its listeners. */
final class OutputDecoder {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    Output decode(DirectBuffer message, int offset) {
        int templateId = header.wrap(message, offset).templateId();
        return switch (templateId) {
            case TickAcceptedDecoder.TEMPLATE_ID -> tickAccepted(message, offset);
            case InputRejectedDecoder.TEMPLATE_ID -> inputRejected(message, offset);
            case SymbolChangedDecoder.TEMPLATE_ID -> symbolChanged(message, offset);
            case AlertChangedDecoder.TEMPLATE_ID -> alertChanged(message, offset);
            case AlertFiredDecoder.TEMPLATE_ID -> alertFired(message, offset);
            default -> throw new IllegalArgumentException("no scenario gives message " + templateId);
        };
    }

    private Output tickAccepted(DirectBuffer message, int offset) {
        TickAcceptedDecoder tick = new TickAcceptedDecoder().wrapAndApplyHeader(message, offset, header);
        return new Output.Accepted(
                new Output.Stamp(tick.sequence(), tick.timestampNs()),
                tick.correlationId(),
                tick.symbolId(),
                new Output.Range(tick.price(), tick.low(), tick.high(), tick.count()),
                tick.size(),
                new Input.Book(orAbsent(tick.bid()), orAbsent(tick.ask())),
                orAbsent(tick.exchangeTimeNs()));
    }

    private Output inputRejected(DirectBuffer message, int offset) {
        InputRejectedDecoder rejected = new InputRejectedDecoder().wrapAndApplyHeader(message, offset, header);
        return new Output.Rejected(
                new Output.Stamp(rejected.sequence(), rejected.timestampNs()),
                rejected.correlationId(),
                rejected.reason());
    }

    private Output symbolChanged(DirectBuffer message, int offset) {
        SymbolChangedDecoder symbol = new SymbolChangedDecoder().wrapAndApplyHeader(message, offset, header);
        return new Output.SymbolIs(
                new Output.Stamp(symbol.sequence(), symbol.timestampNs()),
                symbol.correlationId(),
                new Output.SymbolKey(symbol.symbolId(), symbol.symbolName(), symbol.decimals()),
                symbol.maxJumpPpm(),
                symbol.dayRollNs(),
                symbol.state());
    }

    private Output alertChanged(DirectBuffer message, int offset) {
        AlertChangedDecoder alert = new AlertChangedDecoder().wrapAndApplyHeader(message, offset, header);
        return new Output.AlertIs(
                new Output.Stamp(alert.sequence(), alert.timestampNs()),
                alert.correlationId(),
                alert.change(),
                new Output.AlertState(
                        alert.alertId(),
                        alert.version(),
                        alert.status(),
                        alert.firedCount(),
                        orAbsent(alert.lastFiredAtNs()),
                        alert.createdAtNs(),
                        alert.effectiveSequence()));
    }

    /** The texts have to be read in the order of the schema. */
    private Output alertFired(DirectBuffer message, int offset) {
        AlertFiredDecoder fired = new AlertFiredDecoder().wrapAndApplyHeader(message, offset, header);
        String symbol = fired.symbolName();
        String owner = fired.owner();
        byte[] actions = new byte[fired.actionsLength()];
        fired.getActions(actions, 0, actions.length);
        String template = fired.message();
        String tenant = fired.tenant();
        String key = tenant.isEmpty() ? owner : tenant + "\n" + owner;
        Long previous = orAbsent(fired.previous());
        return new Output.Fired(
                new Output.Stamp(fired.sequence(), fired.timestampNs()),
                fired.ordinal(),
                new Output.SymbolKey(fired.symbolId(), symbol, fired.decimals()),
                new Output.Move(
                        previous,
                        fired.price(),
                        orAbsent(fired.exchangeTimeNs()),
                        fired.late() == Flag.YES,
                        fired.stale() == Flag.YES),
                new Output.Decided(orAbsent(fired.reference()), orAbsent(fired.value()), fired.valueDecimals()),
                new Output.FiredAlert(
                        fired.alertId(),
                        fired.version(),
                        fired.firedCount(),
                        fired.condition(),
                        key,
                        template,
                        new String(actions, UTF_8)));
    }

    private static Long orAbsent(long value) {
        return value == AlertFiredDecoder.previousNullValue() ? null : value;
    }
}
