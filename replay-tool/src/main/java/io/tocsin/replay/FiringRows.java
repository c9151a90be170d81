package io.tocsin.replay;

import io.tocsin.contract.alert.AlertEventJson;
import io.tocsin.contract.alert.MessageTemplate;
import io.tocsin.contract.json.Words;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.journal.outbox.OutboxReader;
import io.tocsin.replay.table.Column;
import io.tocsin.replay.table.TableWriter;
import java.io.IOException;
import java.util.List;

/** Makes a row of each firing in the outbox. */
final class FiringRows {
    static final List<Column> COLUMNS = List.of(
            Column.text("event"),
            Column.time("time"),
            Column.id("alert"),
            Column.integer("version"),
            Column.text("app"),
            Column.text("user"),
            Column.text("symbol"),
            Column.text("condition"),
            Column.decimal("price"),
            Column.decimal("previous"),
            Column.decimal("level"),
            Column.decimal("value"),
            Column.text("message"),
            Column.integer("firedCount"),
            Column.time("exchangeTime"),
            Column.integer("sequence"));

    private final PositionRange range;
    private final TableWriter table;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertFiredDecoder fired = new AlertFiredDecoder();

    FiringRows(PositionRange range, TableWriter table) {
        this.range = range;
        this.table = table;
    }

    void write(OutboxReader outbox, Progress progress) throws IOException {
        range.skip(outbox);
        long events = 0;
        while (outbox.next() && !range.isOver(outbox.eventId().sequence(), outbox.timestampNs())) {
            if (range.contains(outbox.eventId().sequence(), outbox.timestampNs())
                    && header.wrap(outbox.buffer(), outbox.offset()).templateId() == AlertFiredDecoder.TEMPLATE_ID) {
                write(fired.wrapAndApplyHeader(outbox.buffer(), outbox.offset(), header));
            }
            progress.update(++events, outbox.readBytes(), outbox::totalBytes);
        }
    }

    private void write(AlertFiredDecoder firing) throws IOException {
        String message = MessageTemplate.render(firing);
        Owner owner = Owner.of(AlertEventJson.owner(firing));
        firing.sbeRewind();
        String symbol = firing.symbolName();
        int decimals = firing.decimals();
        table.text(AlertEventJson.eventId(firing));
        table.time(firing.timestampNs());
        table.integer(firing.alertId());
        table.integer(firing.version());
        table.text(owner.app());
        table.text(owner.user());
        table.text(symbol);
        table.text(Words.of(firing.condition()));
        decimal(firing.price(), decimals, AlertFiredDecoder.priceNullValue());
        decimal(firing.previous(), decimals, AlertFiredDecoder.previousNullValue());
        decimal(firing.reference(), firing.valueDecimals(), AlertFiredDecoder.referenceNullValue());
        decimal(firing.value(), firing.valueDecimals(), AlertFiredDecoder.valueNullValue());
        table.text(message);
        table.integer(firing.firedCount());
        if (firing.exchangeTimeNs() == AlertFiredDecoder.exchangeTimeNsNullValue()) {
            table.absent();
        } else {
            table.time(firing.exchangeTimeNs());
        }
        table.integer(firing.sequence());
        table.endRow();
    }

    private void decimal(long units, int decimals, long nullValue) throws IOException {
        if (units == nullValue) {
            table.absent();
        } else {
            table.decimal(units, decimals);
        }
    }
}
