package io.tocsin.gateway.websocket.alert;

import io.tocsin.contract.alert.Action;
import io.tocsin.contract.alert.ActionsCodec;
import io.tocsin.contract.alert.AlertEventJson;
import io.tocsin.contract.json.Json;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.wire.OutputHeader;
import io.tocsin.journal.outbox.EventId;
import org.agrona.DirectBuffer;

/** An event in the outbox, if it is a firing. A flyweight; one thread. */
final class Firing {
    private final OutputHeader event = new OutputHeader();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertFiredDecoder decoder = new AlertFiredDecoder();
    private DirectBuffer buffer;

    /** Looks at an event; false when it is another one than a firing, of which only the {@link #id} can be had then. */
    boolean wrap(DirectBuffer message, int offset) {
        buffer = message;
        event.wrap(message, offset);
        boolean isFiring = event.templateId() == AlertFiredDecoder.TEMPLATE_ID;
        if (isFiring) {
            decoder.wrapAndApplyHeader(message, offset, header);
        }
        return isFiring;
    }

    EventId id() {
        return new EventId(event.sequence(), event.ordinal());
    }

    String owner() {
        return AlertEventJson.owner(decoder);
    }

    /** Whether its owner wants to hear of it over WebSocket. */
    boolean isForWebSocket() {
        decoder.sbeRewind();
        decoder.skipSymbolName();
        decoder.skipOwner();
        int length = decoder.actionsLength();
        return ActionsCodec.decode(buffer, decoder.limit() + AlertFiredDecoder.actionsHeaderLength(), length)
                .contains(Action.WEBSOCKET);
    }

    byte[] text(boolean replayed) {
        return Json.encode(AlertEventJson.of(decoder, replayed));
    }
}
