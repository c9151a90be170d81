package io.tocsin.gateway.delivery;

import io.tocsin.contract.alert.Action;
import io.tocsin.contract.alert.ActionsCodec;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.journal.outbox.Outbox;
import java.util.List;
import org.agrona.ExpandableDirectByteBuffer;

/** Appends firings of a BTCUSD alert to an outbox. */
public final class OutboxEvents {
    public static final long START_NS = 1_385_337_600_000_000_000L;

    private OutboxEvents() {}

    /** With the ordinal 0; for push unless other actions are given. */
    public static void append(Outbox outbox, long sequence, String owner, Action... actions) {
        ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer();
        byte[] encoded = ActionsCodec.encode(actions.length == 0 ? List.of(Action.PUSH) : List.of(actions));
        AlertFiredEncoder firing = new AlertFiredEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .sequence(sequence)
                .timestampNs(START_NS + sequence)
                .alertId(1042)
                .price(850_01)
                .previous(849_00)
                .reference(850_00)
                .value(AlertFiredEncoder.valueNullValue())
                .exchangeTimeNs(AlertFiredEncoder.exchangeTimeNsNullValue())
                .ordinal(0)
                .version(1)
                .firedCount(1)
                .symbolId(0)
                .condition(ConditionType.ABOVE)
                .decimals((short) 2)
                .valueDecimals((short) 2)
                .symbolName("BTCUSD")
                .owner(owner)
                .putActions(encoded, 0, encoded.length)
                .message("{{symbol}} at {{price}}")
                .tenant("");
        outbox.append(buffer, 0, firing.limit());
    }
}
