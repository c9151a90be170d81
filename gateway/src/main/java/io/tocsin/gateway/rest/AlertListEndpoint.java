package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.SymbolNames;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.gateway.alerts.AlertStore;
import io.tocsin.gateway.alerts.AlertView;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists a user's alerts by id, page by page; those created meanwhile come last, so that no page repeats another. */
final class AlertListEndpoint {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private static final Set<AlertStatus> ALL_STATUSES = EnumSet.allOf(AlertStatus.class);

    private final AlertStore store;

    AlertListEndpoint(AlertStore store) {
        this.store = store;
    }

    Answer list(Request request) throws ProblemException {
        FieldErrors errors = new FieldErrors();
        int limit = request.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT, errors);
        AlertStore.Filter filter = readFilter(request, errors);
        long afterId = Cursor.decode(request, errors);
        errors.throwIfAny();
        List<AlertView> found = store.list(request.owner(), afterId, limit + 1, filter);
        List<AlertView> shown = found.subList(0, Math.min(limit, found.size()));
        ObjectNode page = Json.object();
        ArrayNode items = page.putArray("items");
        shown.forEach(alert -> items.add(alert.toJson()));
        page.put(
                "nextCursor",
                found.size() > limit
                        ? Cursor.encode(shown.get(limit - 1).state().id())
                        : null);
        return Answer.json(200, page);
    }

    private static AlertStore.Filter readFilter(Request request, FieldErrors errors) {
        String symbol = request.parameter("symbol");
        if (symbol != null && !SymbolNames.isValid(symbol)) {
            errors.add(new FieldError(FieldError.Part.PARAMETER, "symbol", SymbolNames.RULE));
        }
        String word = request.parameter("status");
        Optional<AlertStatus> status = Optional.ofNullable(word).flatMap(name -> Words.find(name, ALL_STATUSES));
        if (word != null && status.isEmpty()) {
            errors.add(new FieldError(FieldError.Part.PARAMETER, "status", Words.rule(ALL_STATUSES)));
        }
        return new AlertStore.Filter(Optional.ofNullable(symbol), status);
    }
}
