package io.tocsin.gateway.command;

import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.DefinitionFrame;
import io.tocsin.contract.tick.PlainTicks;
import io.tocsin.contract.tick.TickRequest;
import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.Channel;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.engine.wire.InputEncoder.User;
import io.tocsin.gateway.market.Symbol;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Encodes the inputs of one request, each after its length, and numbers them: the correlation ids of a request are
 * consecutive. Of ticks only the first has one: see {@link TickWaiter}. One thread.
 */
final class InputFrames {
    private static final int MIN_BYTES = 512;

    private final ExpandableArrayBuffer buffer;
    private final InputEncoder encoder = new InputEncoder();
    private final DefinitionFrame definitions = new DefinitionFrame();
    private final long firstCorrelationId;
    private int length;
    private int count;

    InputFrames(long firstCorrelationId) {
        this(firstCorrelationId, 0);
    }

    /** @param expectedBytes that the inputs may come to; there is room for more as it is needed. */
    InputFrames(long firstCorrelationId, int expectedBytes) {
        this.firstCorrelationId = firstCorrelationId;
        buffer = new ExpandableArrayBuffer(Math.max(MIN_BYTES, expectedBytes));
    }

    DirectBuffer buffer() {
        return buffer;
    }

    long firstCorrelationId() {
        return firstCorrelationId;
    }

    int count() {
        return count;
    }

    void createAlert(String owner, AlertDefinition alert, Idempotency idempotency) {
        end(next().createAlert(
                        User.of(owner),
                        definition(alert),
                        idempotency.key(),
                        idempotency.hashHigh(),
                        idempotency.hashLow(),
                        idempotency.index()));
    }

    /** @param expectedVersion 0 for whatever it is. */
    void replaceAlert(String owner, long alertId, int expectedVersion, AlertDefinition alert) {
        end(next().replaceAlert(User.of(owner), alertId, expected(expectedVersion), definition(alert)));
    }

    /** @param expectedVersion 0 for whatever it is. */
    void setAlertStatus(String owner, long alertId, int expectedVersion, AlertStatus status) {
        end(next().setAlertStatus(User.of(owner), alertId, expected(expectedVersion), status));
    }

    /** @param expectedVersion 0 for whatever it is. */
    void deleteAlert(String owner, long alertId, int expectedVersion) {
        end(next().deleteAlert(User.of(owner), alertId, expected(expectedVersion)));
    }

    void registerSymbol(String name) {
        end(next().registerSymbol(name));
    }

    void configureSymbol(String name, SymbolSettings settings) {
        end(next().configureSymbol(
                        name,
                        settings.maxJumpPpm().orElse(InputEncoder.ABSENT),
                        settings.dayRollNs().orElse(InputEncoder.ABSENT),
                        settings.decimals().orElse(-1),
                        settings.session(),
                        settings.feed()));
    }

    void tick(Symbol symbol, TickRequest tick) {
        int decimals = symbol.decimals();
        end(nextTick()
                .tick(
                        symbol.id(),
                        decimals,
                        units(tick.price(), decimals),
                        tick.size(),
                        tick.exchangeTimeNs(),
                        tick.bid() == null ? InputEncoder.ABSENT : units(tick.bid(), decimals),
                        tick.ask() == null ? InputEncoder.ABSENT : units(tick.ask(), decimals)));
    }

    void tick(Symbol symbol, PlainTicks tick) {
        int decimals = symbol.decimals();
        end(nextTick()
                .tick(
                        symbol.id(),
                        decimals,
                        present(tick.price(decimals)),
                        tick.size(),
                        tick.timeNs(),
                        tick.hasBid() ? present(tick.bid(decimals)) : InputEncoder.ABSENT,
                        tick.hasAsk() ? present(tick.ask(decimals)) : InputEncoder.ABSENT));
    }

    void registerDevice(String owner, Platform platform, String token) {
        end(next().registerDevice(User.of(owner), platform, token));
    }

    void removeDevice(String owner, String token) {
        end(next().removeDevice(User.of(owner), token));
    }

    void acknowledge(String owner, InputEncoder.Event event, Channel channel) {
        end(next().acknowledgeEvent(User.of(owner), event, channel));
    }

    private static long units(BigDecimal price, int decimals) {
        return present(Decimals.toUnits(price, decimals));
    }

    /** A price out of range becomes the nearest one that is no absent one; the engine rejects it as it should be. */
    private static long present(long units) {
        return Math.max(units, -Long.MAX_VALUE);
    }

    private InputEncoder next() {
        return encoder.wrap(buffer, length + BitUtil.SIZE_OF_INT, firstCorrelationId + count);
    }

    private InputEncoder nextTick() {
        return encoder.wrap(buffer, length + BitUtil.SIZE_OF_INT, count == 0 ? firstCorrelationId : Replies.NOBODY);
    }

    private InputEncoder.Definition definition(AlertDefinition alert) {
        return new InputEncoder.Definition(definitions.buffer(), definitions.encode(alert));
    }

    private static int expected(int version) {
        return version == 0 ? InputEncoder.ANY_VERSION : version;
    }

    private void end(int limit) {
        buffer.putInt(length, limit - length - BitUtil.SIZE_OF_INT, ByteOrder.LITTLE_ENDIAN);
        length = limit;
        count++;
    }
}
