package io.tocsin.gateway.command;

import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.DefinitionFrame;
import io.tocsin.contract.tick.TickRequest;
import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.ConfigureSymbolEncoder;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.DeleteAlertEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RegisterDeviceEncoder;
import io.tocsin.engine.codec.RegisterSymbolEncoder;
import io.tocsin.engine.codec.RemoveDeviceEncoder;
import io.tocsin.engine.codec.ReplaceAlertEncoder;
import io.tocsin.engine.codec.SetAlertStatusEncoder;
import io.tocsin.engine.codec.TickEncoder;
import io.tocsin.gateway.market.Symbol;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Encodes the inputs of one request, each after its length, and numbers them: the correlation ids of a request are
 * consecutive. One thread.
 */
final class InputFrames {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(512);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final DefinitionFrame definitions = new DefinitionFrame();
    private final long firstCorrelationId;
    private int length;
    private int count;

    InputFrames(long firstCorrelationId) {
        this.firstCorrelationId = firstCorrelationId;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int count() {
        return count;
    }

    void createAlert(String owner, AlertDefinition alert, Idempotency idempotency) {
        int definitionLength = definitions.encode(alert);
        CreateAlertEncoder encoder = new CreateAlertEncoder()
                .wrapAndApplyHeader(buffer, next(), header)
                .correlationId(correlationId())
                .bodyHashHigh(idempotency.hashHigh())
                .bodyHashLow(idempotency.hashLow())
                .owner(owner)
                .idempotencyKey(idempotency.key())
                .putDefinition(definitions.buffer(), 0, definitionLength);
        end(encoder.limit());
    }

    /** @param expectedVersion 0 for whatever it is. */
    void replaceAlert(String owner, long alertId, int expectedVersion, AlertDefinition alert) {
        int definitionLength = definitions.encode(alert);
        ReplaceAlertEncoder encoder = new ReplaceAlertEncoder()
                .wrapAndApplyHeader(buffer, next(), header)
                .correlationId(correlationId())
                .alertId(alertId)
                .expectedVersion(
                        expectedVersion == 0 ? ReplaceAlertEncoder.expectedVersionNullValue() : expectedVersion)
                .owner(owner)
                .putDefinition(definitions.buffer(), 0, definitionLength);
        end(encoder.limit());
    }

    void setAlertStatus(String owner, long alertId, AlertStatus status) {
        SetAlertStatusEncoder encoder = new SetAlertStatusEncoder()
                .wrapAndApplyHeader(buffer, next(), header)
                .correlationId(correlationId())
                .alertId(alertId)
                .status(status)
                .owner(owner);
        end(encoder.limit());
    }

    void deleteAlert(String owner, long alertId) {
        DeleteAlertEncoder encoder = new DeleteAlertEncoder()
                .wrapAndApplyHeader(buffer, next(), header)
                .correlationId(correlationId())
                .alertId(alertId)
                .owner(owner);
        end(encoder.limit());
    }

    void registerSymbol(String name) {
        RegisterSymbolEncoder encoder = new RegisterSymbolEncoder()
                .wrapAndApplyHeader(buffer, next(), header)
                .correlationId(correlationId())
                .symbolName(name);
        end(encoder.limit());
    }

    void configureSymbol(String name, SymbolSettings settings) {
        ConfigureSymbolEncoder encoder = new ConfigureSymbolEncoder()
                .wrapAndApplyHeader(buffer, next(), header)
                .correlationId(correlationId())
                .maxJumpPpm(settings.maxJumpPpm().orElse(ConfigureSymbolEncoder.maxJumpPpmNullValue()))
                .dayRollNs(settings.dayRollNs().orElse(ConfigureSymbolEncoder.dayRollNsNullValue()))
                .decimals((short) settings.decimals().orElse(ConfigureSymbolEncoder.decimalsNullValue()))
                .symbolName(name);
        end(encoder.limit());
    }

    void tick(Symbol symbol, TickRequest tick) {
        int decimals = symbol.decimals();
        TickEncoder encoder = new TickEncoder()
                .wrapAndApplyHeader(buffer, next(), header)
                .correlationId(correlationId())
                .price(units(tick.price(), decimals))
                .size(tick.size())
                .exchangeTimeNs(tick.exchangeTimeNs())
                .bid(tick.bid() == null ? TickEncoder.bidNullValue() : units(tick.bid(), decimals))
                .ask(tick.ask() == null ? TickEncoder.askNullValue() : units(tick.ask(), decimals))
                .symbolId(symbol.id())
                .decimals((short) decimals);
        end(encoder.limit());
    }

    void registerDevice(String owner, Platform platform, String token) {
        RegisterDeviceEncoder encoder = new RegisterDeviceEncoder()
                .wrapAndApplyHeader(buffer, next(), header)
                .correlationId(correlationId())
                .platform(platform)
                .owner(owner)
                .token(token);
        end(encoder.limit());
    }

    void removeDevice(String owner, String token) {
        RemoveDeviceEncoder encoder = new RemoveDeviceEncoder()
                .wrapAndApplyHeader(buffer, next(), header)
                .correlationId(correlationId())
                .owner(owner)
                .token(token);
        end(encoder.limit());
    }

    /** A price out of range becomes the nearest one that is no absent one; the engine rejects it as it should be. */
    private static long units(BigDecimal price, int decimals) {
        return Math.max(Decimals.toUnits(price, decimals), -Long.MAX_VALUE);
    }

    private int next() {
        return length + BitUtil.SIZE_OF_INT;
    }

    private long correlationId() {
        return firstCorrelationId + count;
    }

    private void end(int limit) {
        buffer.putInt(length, limit - next(), ByteOrder.LITTLE_ENDIAN);
        length = limit;
        count++;
    }
}
