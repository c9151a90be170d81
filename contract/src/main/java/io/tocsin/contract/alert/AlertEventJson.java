package io.tocsin.contract.alert;

import static io.tocsin.contract.alert.AlertDefinition.NULL_VALUE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.Flag;

/** A firing as its owner receives it, over WebSocket and by webhook. Any thread. */
public final class AlertEventJson {
    private AlertEventJson() {}

    /** The event's identity, the same on every channel and after every recovery. */
    public static String eventId(AlertFiredDecoder firing) {
        return firing.sequence() + "-" + firing.ordinal();
    }

    /** The key by which the engine knows the owner; the decoder is rewound before and left at the end. */
    public static String owner(AlertFiredDecoder firing) {
        firing.sbeRewind();
        firing.skipSymbolName();
        String owner = firing.owner();
        firing.skipActions();
        firing.skipMessage();
        String tenant = firing.tenant();
        return tenant.isEmpty() ? owner : tenant + '\n' + owner;
    }

    /**
     * The message; the decoder is rewound before and left at the end of it.
     *
     * @param replayed whether it is sent again, to a client that resumes.
     */
    public static ObjectNode of(AlertFiredDecoder firing, boolean replayed) {
        String text = MessageTemplate.render(firing);
        firing.sbeRewind();
        String symbol = firing.symbolName();
        firing.sbeSkip();
        int decimals = firing.decimals();
        ObjectNode json = Json.object()
                .put("type", "alert")
                .put("event", eventId(firing))
                .put("alert", Long.toString(firing.alertId()))
                .put("version", firing.version())
                .put("symbol", symbol)
                .put("price", Decimals.format(firing.price(), decimals))
                .put("previous", format(firing.previous(), decimals))
                .put("condition", Words.of(firing.condition()))
                .put("level", format(firing.reference(), firing.valueDecimals()));
        if (firing.value() != NULL_VALUE) {
            json.put("value", format(firing.value(), firing.valueDecimals()));
        }
        json.put("message", text)
                .put("time", Times.format(firing.timestampNs()))
                .put("sequence", firing.sequence())
                .put("firedCount", firing.firedCount())
                .put("replayed", replayed);
        if (firing.late() == Flag.YES) {
            json.put("late", true);
        }
        if (firing.stale() == Flag.YES) {
            json.put("stale", true);
        }
        return json;
    }

    private static String format(long units, int decimals) {
        return units == NULL_VALUE ? null : Decimals.format(units, decimals);
    }
}
