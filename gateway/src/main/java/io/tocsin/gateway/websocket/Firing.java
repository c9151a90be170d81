package io.tocsin.gateway.websocket;

import io.tocsin.contract.alert.Action;
import io.tocsin.contract.alert.ActionsCodec;
import io.tocsin.contract.alert.AlertEventJson;
import io.tocsin.contract.json.Json;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.journal.outbox.EventId;
import org.agrona.DirectBuffer;

/** A firing in the outbox. A flyweight; one thread. */
final class Firing {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertFiredDecoder decoder = new AlertFiredDecoder();
    private DirectBuffer buffer;

    Firing wrap(final DirectBuffer message, final int offset) {
        buffer = message;
        decoder.wrapAndApplyHeader(message, offset, header);
        return this;
    }

    EventId id() {
        return new EventId(decoder.sequence(), decoder.ordinal());
    }

    String owner() {
        decoder.sbeRewind();
        decoder.skipSymbolName();
        return decoder.owner();
    }

    /** Whether its owner wants to hear of it over WebSocket. */
    boolean isForWebSocket() {
        decoder.sbeRewind();
        decoder.skipSymbolName();
        decoder.skipOwner();
        final int length = decoder.actionsLength();
        return ActionsCodec.decode(buffer, decoder.limit() + AlertFiredDecoder.actionsHeaderLength(), length)
                .contains(Action.WEBSOCKET);
    }

    byte[] text(final boolean replayed) {
        return Json.encode(AlertEventJson.of(decoder, replayed));
    }
}
