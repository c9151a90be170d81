package io.tocsin.replay;

import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.DefinitionFrame;
import io.tocsin.engine.codec.ClockEncoder;
import io.tocsin.engine.codec.ConfigureSymbolEncoder;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.SetLimitsEncoder;
import io.tocsin.engine.codec.TickEncoder;
import io.tocsin.engine.port.Limits;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Encodes what no journal holds, one input at a time. Each method returns the input's length. One thread. */
final class BacktestInputs {
    private static final String OWNER = "default\nbacktest";

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(512);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TickEncoder tick = new TickEncoder();
    private final ClockEncoder clock = new ClockEncoder();
    private final DefinitionFrame definition = new DefinitionFrame();

    /** Holds the last input, from its start on. */
    DirectBuffer buffer() {
        return buffer;
    }

    int limits(Limits limits) {
        return new SetLimitsEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(0)
                .maxAlerts(limits.maxAlerts())
                .maxSymbols(limits.maxSymbols())
                .maxAlertsPerOwner(limits.maxAlertsPerOwner())
                .maxSeries(limits.maxSeries())
                .maxSeriesPerSymbol(limits.maxSeriesPerSymbol())
                .limit();
    }

    /** Makes a symbol known. */
    int symbol(String name, int decimals) {
        return configure(
                name, ConfigureSymbolEncoder.maxJumpPpmNullValue(), ConfigureSymbolEncoder.dayRollNsNullValue(), (short)
                        decimals);
    }

    int settings(String name, long maxJumpPpm, long dayRollNs) {
        return configure(name, maxJumpPpm, dayRollNs, ConfigureSymbolEncoder.decimalsNullValue());
    }

    private int configure(String name, long maxJumpPpm, long dayRollNs, short decimals) {
        ConfigureSymbolEncoder encoder = new ConfigureSymbolEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(0)
                .maxJumpPpm(maxJumpPpm)
                .dayRollNs(dayRollNs)
                .decimals(decimals)
                .symbolName(name);
        return encoder.limit();
    }

    int alert(AlertDefinition alert) {
        int length = definition.encode(alert);
        CreateAlertEncoder encoder = new CreateAlertEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(0)
                .bodyHashHigh(0)
                .bodyHashLow(0)
                .owner(OWNER)
                .idempotencyKey("")
                .putDefinition(definition.buffer(), 0, length);
        return encoder.limit();
    }

    /** A price without a quote. */
    int tick(int symbolId, int decimals, long price, long size) {
        return tick.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(0)
                .price(price)
                .size(size)
                .exchangeTimeNs(TickEncoder.exchangeTimeNsNullValue())
                .bid(TickEncoder.bidNullValue())
                .ask(TickEncoder.askNullValue())
                .symbolId(symbolId)
                .decimals((short) decimals)
                .limit();
    }

    int clock() {
        return clock.wrapAndApplyHeader(buffer, 0, header).correlationId(0).limit();
    }
}
