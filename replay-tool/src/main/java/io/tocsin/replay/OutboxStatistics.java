package io.tocsin.replay;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.journal.outbox.EventId;
import io.tocsin.journal.outbox.OutboxReader;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts of an outbox, taken event by event: of its firings, and of each type of other events. One thread. */
final class OutboxStatistics {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final Map<RecordType, TypeCount> others = new EnumMap<>(RecordType.class);
    private final TypeCount firings = new TypeCount();
    private Ending first;
    private Ending last;

    /** The first or the last firing. */
    private record Ending(EventId event, String time) {}

    /** Counts the event that the reader stands at. */
    void onEvent(OutboxReader outbox) {
        RecordType type =
                RecordType.of(header.wrap(outbox.buffer(), outbox.offset()).templateId());
        if (type != RecordType.ALERT_FIRED) {
            others.computeIfAbsent(type, absent -> new TypeCount()).add(outbox.lengthBytes());
            return;
        }
        firings.add(outbox.lengthBytes());
        last = new Ending(outbox.eventId(), RecordPrinter.time(outbox.timestampNs()));
        first = first == null ? last : first;
    }

    void print(PrintWriter out) {
        out.printf(Locale.ROOT, "  firings    %d, %d bytes%n", firings.events, firings.bytes);
        if (first != null) {
            out.printf(Locale.ROOT, "  first      event %s at %s%n", first.event, first.time);
            out.printf(Locale.ROOT, "  last       event %s at %s%n", last.event, last.time);
        }
        others.forEach((type, count) ->
                out.printf(Locale.ROOT, "  %-17s %d, %d bytes%n", type.label(), count.events, count.bytes));
    }

    /** A line of the firings, and one for each type of other events. */
    void print(ResultLine line, int files) {
        line.begin("outbox")
                .number("files", files)
                .number("firings", firings.events)
                .number("bytes", firings.bytes);
        if (first != null) {
            line.text("firstEvent", first.event.toString()).text("firstTime", first.time);
            line.text("lastEvent", last.event.toString()).text("lastTime", last.time);
        }
        line.end();
        others.forEach((type, count) -> line.begin("event")
                .text("type", type.label())
                .number("events", count.events)
                .number("bytes", count.bytes)
                .end());
    }

    private static final class TypeCount {
        private long events;
        private long bytes;

        void add(int length) {
            events++;
            bytes += length;
        }
    }
}
