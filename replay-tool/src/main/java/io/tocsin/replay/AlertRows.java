package io.tocsin.replay;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertJson;
import io.tocsin.contract.alert.AlertState;
import io.tocsin.contract.json.Words;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.replay.table.Column;
import io.tocsin.replay.table.TableWriter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.agrona.DirectBuffer;

/** Makes a row of each alert, as it is when a journal has been run. */
final class AlertRows extends SilentOutputs {
    static final List<Column> COLUMNS = List.of(
            Column.id("id"),
            Column.text("app"),
            Column.text("user"),
            Column.text("symbol"),
            Column.json("condition"),
            Column.json("trigger"),
            Column.time("expiresAt"),
            Column.json("actions"),
            Column.text("message"),
            Column.text("status"),
            Column.integer("firedCount"),
            Column.time("lastFiredAt"),
            Column.integer("version"),
            Column.time("createdAt"),
            Column.integer("effectiveSequence"));

    private final TableWriter table;
    private final AlertRecord alert = new AlertRecord();
    private long lastId;

    AlertRows(TableWriter table) {
        this.table = table;
    }

    @Override
    public void onAlert(AlertChange change, AlertRecord changed, DirectBuffer definition) {
        lastId = Math.max(lastId, changed.alertId());
    }

    /** Writes all alerts by id. */
    void write(EngineHost host) throws IOException {
        for (long id = 1; id <= lastId; id++) {
            if (host.engine().inspection().read(id, alert)) {
                write(AlertDefinition.of(alert, symbolId -> Optional.of(EngineHost.nameOf(host.symbols(), symbolId)))
                        .orElseThrow());
            }
        }
    }

    private void write(AlertDefinition definition) throws IOException {
        JsonNode json = AlertJson.of(definition, AlertState.of(alert));
        Owner owner = Owner.of(alert.owner());
        table.integer(alert.alertId());
        table.text(owner.app());
        table.text(owner.user());
        table.text(definition.symbol());
        table.text(json.path("condition").toString());
        table.text(json.path("trigger").toString());
        time(alert.expiresAtNs());
        table.text(json.path("actions").toString());
        table.text(definition.message().isEmpty() ? null : definition.message());
        table.text(Words.of(alert.status()));
        table.integer(alert.firedCount());
        time(alert.lastFiredAtNs());
        table.integer(alert.version());
        table.time(alert.createdAtNs());
        table.integer(alert.effectiveSequence());
        table.endRow();
    }

    private void time(long epochNs) throws IOException {
        if (epochNs == NULL_VALUE) {
            table.absent();
        } else {
            table.time(epochNs);
        }
    }
}
