package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertJson;
import io.tocsin.contract.alert.AlertState;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import java.util.Optional;
import java.util.regex.Pattern;

/** One user's view of the alerts: those of others are not there. Any thread. */
final class AlertStore {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

    private final AlertReader alerts;
    private final SymbolDirectory symbols;

    AlertStore(AlertReader alerts, SymbolDirectory symbols) {
        this.alerts = alerts;
        this.symbols = symbols;
    }

    /** @throws ProblemException when no alert can have this id. */
    static long id(String text) throws ProblemException {
        if (!ID.matcher(text).matches()) {
            throw notFound();
        }
        return Long.parseLong(text);
    }

    AlertRecord read(String owner, long alertId) throws ProblemException {
        AlertRecord alert = new AlertRecord();
        if (!alerts.read(alertId, alert) || !alert.owner().equals(owner)) {
            throw notFound();
        }
        return alert;
    }

    /** The id of a symbol, or one that no symbol has. */
    int symbolId(String name) {
        return symbols.find(name).map(Symbol::id).orElse(-1);
    }

    /** As {@link AlertReader#list}. */
    int list(String owner, long afterId, long[] ids) {
        return alerts.list(owner, afterId, ids);
    }

    /**
     * The alert with the names of its symbols; empty for the moment in which the engine has created both and has not
     * told anybody yet.
     */
    Optional<ObjectNode> toJson(AlertRecord alert) {
        return AlertDefinition.of(alert, id -> symbols.find(id).map(Symbol::name))
                .map(definition -> AlertJson.of(definition, AlertState.of(alert)));
    }

    static ProblemException notFound() {
        return new ProblemException(new Problem("not-found", "Not found", 404, "There is no such alert"));
    }
}
