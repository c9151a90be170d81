package io.tocsin.gateway.websocket.server;

import io.tocsin.contract.alert.Action;
import io.tocsin.contract.alert.ActionsCodec;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.journal.outbox.EventId;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes firings, as many seconds after the start of a day as their sequence says; one thread. */
final class Firings {
    /** 2013-11-25T00:00:00Z. */
    private static final long START_NS = 1_385_337_600_000_000_000L;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AlertFiredEncoder fired = new AlertFiredEncoder();
    private String message = "";

    /** From now on the firings have this template. */
    void message(String template) {
        message = template;
    }

    /** Encodes a firing into {@link #buffer()} and returns its length. */
    int encode(String owner, EventId event, Action... actions) {
        byte[] encodedActions = ActionsCodec.encode(List.of(actions));
        fired.wrapAndApplyHeader(buffer, 0, header)
                .sequence(event.sequence())
                .timestampNs(START_NS + 1_000_000_000L * event.sequence())
                .alertId(7)
                .price(85_000)
                .previous(84_900)
                .reference(84_950)
                .value(AlertFiredEncoder.valueNullValue())
                .exchangeTimeNs(AlertFiredEncoder.exchangeTimeNsNullValue())
                .ordinal(event.ordinal())
                .version(1)
                .firedCount(1)
                .symbolId(0)
                .condition(ConditionType.CROSSES_UP)
                .decimals((short) 2)
                .valueDecimals((short) 2)
                .symbolName("BTCUSD")
                .owner(owner.substring(owner.indexOf('\n') + 1))
                .putActions(encodedActions, 0, encodedActions.length)
                .message(message)
                .tenant(owner.substring(0, Math.max(0, owner.indexOf('\n'))));
        return MessageHeaderEncoder.ENCODED_LENGTH + fired.encodedLength();
    }

    UnsafeBuffer buffer() {
        return buffer;
    }
}
