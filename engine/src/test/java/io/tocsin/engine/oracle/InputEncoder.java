package io.tocsin.engine.oracle;

import io.tocsin.engine.Tenants;
import io.tocsin.engine.codec.ClockEncoder;
import io.tocsin.engine.codec.ConfigureSymbolEncoder;
import io.tocsin.engine.codec.ConflatedTickEncoder;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.DeleteAlertEncoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MarkSymbolEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.PlainTickEncoder;
import io.tocsin.engine.codec.RecordGapEncoder;
import io.tocsin.engine.codec.RegisterSymbolEncoder;
import io.tocsin.engine.codec.ReplaceAlertEncoder;
import io.tocsin.engine.codec.SetAlertStatusEncoder;
import io.tocsin.engine.codec.SetLimitsEncoder;
import io.tocsin.engine.codec.TickEncoder;
import java.util.function.ToIntFunction;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Turns inputs into the messages that edges send. */
final class InputEncoder {
    private final MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final DefinitionEncoder definitions = new DefinitionEncoder();
    private final ToIntFunction<String> symbolIds;

    /** @param symbolIds the ids that the engine gave to the symbols. */
    InputEncoder(ToIntFunction<String> symbolIds) {
        this.symbolIds = symbolIds;
    }

    /** Holds the message, from offset 0, until the next call of {@link #encode}. */
    DirectBuffer buffer() {
        return buffer;
    }

    /** Returns the length of the message. */
    int encode(Input input) {
        int length;
        if (input instanceof Input.Tick tick) {
            length = encode(tick);
        } else if (input instanceof Input.Create create) {
            length = encode(create);
        } else if (input instanceof Input.Replace replace) {
            length = encode(replace);
        } else if (input instanceof Input.SetStatus setStatus) {
            length = encode(setStatus);
        } else if (input instanceof Input.Delete delete) {
            length = encode(delete);
        } else if (input instanceof Input.Register register) {
            length = encode(register);
        } else if (input instanceof Input.Configure configure) {
            length = encode(configure);
        } else if (input instanceof Input.Gap gap) {
            length = encode(gap);
        } else if (input instanceof Input.Mark mark) {
            length = encode(mark);
        } else if (input instanceof Input.SetLimits setLimits) {
            length = encode(setLimits);
        } else {
            length = new ClockEncoder()
                    .wrapAndApplyHeader(buffer, 0, header)
                    .correlationId(input.correlationId())
                    .encodedLength();
        }
        return MessageHeaderEncoder.ENCODED_LENGTH + length;
    }

    private int encode(Input.Tick tick) {
        if (tick.prices().isConflated()) {
            return encodeConflated(tick);
        }
        boolean isPlain = tick.correlationId() == 0
                && !tick.late()
                && tick.book().bid() == null
                && tick.book().ask() == null;
        return isPlain ? encodePlain(tick) : encodeQuoted(tick);
    }

    private int encodePlain(Input.Tick tick) {
        return new PlainTickEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .price(tick.prices().last())
                .size(tick.size())
                .exchangeTimeNs(orNull(tick.exchangeTimeNs()))
                .symbolId(symbolIds.applyAsInt(tick.symbol()))
                .decimals((short) tick.decimals())
                .encodedLength();
    }

    private int encodeQuoted(Input.Tick tick) {
        return new TickEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(tick.correlationId())
                .price(tick.prices().last())
                .size(tick.size())
                .exchangeTimeNs(orNull(tick.exchangeTimeNs()))
                .bid(orNull(tick.book().bid()))
                .ask(orNull(tick.book().ask()))
                .symbolId(symbolIds.applyAsInt(tick.symbol()))
                .decimals((short) tick.decimals())
                .late(tick.late() ? Flag.YES : Flag.NO)
                .encodedLength();
    }

    private int encodeConflated(Input.Tick tick) {
        Input.Prices prices = tick.prices();
        return new ConflatedTickEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(tick.correlationId())
                .first(prices.first())
                .min(prices.min())
                .max(prices.max())
                .last(prices.last())
                .volume(tick.size())
                .bid(orNull(tick.book().bid()))
                .ask(orNull(tick.book().ask()))
                .exchangeTimeNs(orNull(tick.exchangeTimeNs()))
                .count(prices.count())
                .symbolId(symbolIds.applyAsInt(tick.symbol()))
                .decimals((short) tick.decimals())
                .minFirst(prices.minFirst() ? Flag.YES : Flag.NO)
                .late(tick.late() ? Flag.YES : Flag.NO)
                .encodedLength();
    }

    private int encode(Input.SetLimits limits) {
        return new SetLimitsEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(limits.correlationId())
                .maxAlerts(limits.maxAlerts())
                .maxSymbols(limits.maxSymbols())
                .maxAlertsPerOwner(limits.maxAlertsPerOwner())
                .maxSeries(limits.series().inAll())
                .maxSeriesPerSymbol(limits.series().perSymbol())
                .maxKeysPerOwner(SetLimitsEncoder.maxKeysPerOwnerNullValue())
                .maxKeys(SetLimitsEncoder.maxKeysNullValue())
                .encodedLength();
    }

    private int encode(Input.Register register) {
        return new RegisterSymbolEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(register.correlationId())
                .symbolName(register.symbol())
                .encodedLength();
    }

    private int encode(Input.Configure configure) {
        return new ConfigureSymbolEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(configure.correlationId())
                .maxJumpPpm(orNull(configure.maxJumpPpm()))
                .dayRollNs(orNull(configure.dayRollNs()))
                .decimals(
                        configure.decimals() == null
                                ? ConfigureSymbolEncoder.decimalsNullValue()
                                : configure.decimals().shortValue())
                .symbolName(configure.symbol())
                .session("")
                .feed("")
                .encodedLength();
    }

    private int encode(Input.Gap gap) {
        return new RecordGapEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(gap.correlationId())
                .firstId(7)
                .lastId(8)
                .symbolId(symbolIds.applyAsInt(gap.symbol()))
                .change(gap.change())
                .encodedLength();
    }

    private int encode(Input.Mark mark) {
        return new MarkSymbolEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(mark.correlationId())
                .asOfNs(orNull(mark.asOfNs()))
                .symbolId(symbolIds.applyAsInt(mark.symbol()))
                .mark(mark.mark())
                .encodedLength();
    }

    private int encode(Input.Create create) {
        int definitionLength = definitions.encode(create.definition());
        return new CreateAlertEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(create.correlationId())
                .bodyHashHigh(0)
                .bodyHashLow(0)
                .batchIndex(0)
                .owner(Tenants.owner(create.owner()))
                .idempotencyKey("")
                .putDefinition(definitions.buffer(), 0, definitionLength)
                .tenant(Tenants.tenant(create.owner()))
                .encodedLength();
    }

    private int encode(Input.Replace replace) {
        int definitionLength = definitions.encode(replace.definition());
        return new ReplaceAlertEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(replace.correlationId())
                .alertId(replace.alertId())
                .expectedVersion(
                        replace.expectedVersion() == null
                                ? ReplaceAlertEncoder.expectedVersionNullValue()
                                : replace.expectedVersion())
                .owner(Tenants.owner(replace.owner()))
                .putDefinition(definitions.buffer(), 0, definitionLength)
                .tenant(Tenants.tenant(replace.owner()))
                .encodedLength();
    }

    private int encode(Input.SetStatus setStatus) {
        return new SetAlertStatusEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(setStatus.correlationId())
                .alertId(setStatus.alertId())
                .status(setStatus.status())
                .expectedVersion(SetAlertStatusEncoder.expectedVersionNullValue())
                .owner(Tenants.owner(setStatus.owner()))
                .tenant(Tenants.tenant(setStatus.owner()))
                .encodedLength();
    }

    private int encode(Input.Delete delete) {
        return new DeleteAlertEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(delete.correlationId())
                .alertId(delete.alertId())
                .expectedVersion(DeleteAlertEncoder.expectedVersionNullValue())
                .owner(Tenants.owner(delete.owner()))
                .tenant(Tenants.tenant(delete.owner()))
                .encodedLength();
    }

    private static long orNull(Long value) {
        return value == null ? Long.MIN_VALUE : value;
    }
}
