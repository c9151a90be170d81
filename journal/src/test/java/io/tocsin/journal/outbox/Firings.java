package io.tocsin.journal.outbox;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.journal.Batches;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Firings as the engine emits them. One thread. */
public final class Firings {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);

    /** Encodes a firing; the buffer then holds it. */
    int encode(long sequence, int ordinal, long timestampNs, String message) {
        return new AlertFiredEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .sequence(sequence)
                .timestampNs(timestampNs)
                .alertId(sequence % 17 + 1)
                .price(sequence * 100)
                .previous(sequence * 100 - 1)
                .reference(sequence * 100)
                .value(AlertFiredEncoder.valueNullValue())
                .exchangeTimeNs(AlertFiredEncoder.exchangeTimeNsNullValue())
                .ordinal(ordinal)
                .version(1)
                .firedCount(1)
                .symbolId(0)
                .condition(ConditionType.ABOVE)
                .decimals((short) 2)
                .valueDecimals((short) 2)
                .symbolName("BTCUSD")
                .owner("alice")
                .putActions(new byte[] {1, 2}, 0, 2)
                .message(message)
                .tenant("default")
                .limit();
    }

    public void append(Outbox outbox, long sequence, int ordinal) {
        outbox.append(buffer, 0, encode(sequence, ordinal, Batches.timeNs(sequence), "it rang"));
    }

    public void append(Outbox outbox, long sequence, int ordinal, long timestampNs) {
        outbox.append(buffer, 0, encode(sequence, ordinal, timestampNs, "it rang"));
    }

    public void derive(OutputListener listener, long sequence, int ordinal) {
        derive(listener, sequence, ordinal, "it rang");
    }

    public void derive(OutputListener listener, long sequence, int ordinal, String message) {
        listener.onEvent(sequence, ordinal, buffer, 0, encode(sequence, ordinal, Batches.timeNs(sequence), message));
    }

    static EventId eventId(DirectBuffer message, int offset) {
        AlertFiredDecoder firing =
                new AlertFiredDecoder().wrapAndApplyHeader(message, offset, new MessageHeaderDecoder());
        return new EventId(firing.sequence(), firing.ordinal());
    }

    /** All that a tailer has now, as text. */
    public static List<String> read(OutboxTailer tailer) {
        return read(tailer, Integer.MAX_VALUE);
    }

    public static List<String> read(OutboxTailer tailer, int limit) {
        List<String> events = new ArrayList<>();
        tailer.poll(
                (message, offset, length) -> events.add(eventId(message, offset).toString()), limit);
        return events;
    }
}
