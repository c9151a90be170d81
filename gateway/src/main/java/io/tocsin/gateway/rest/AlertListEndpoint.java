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
import io.tocsin.engine.rules.AlertRecord;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Lists a user's alerts by id, page by page; those created meanwhile come last, so that no page repeats another. */
final class AlertListEndpoint {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private static final int READ_AHEAD = 512;
    private static final Set<AlertStatus> ALL_STATUSES = EnumSet.allOf(AlertStatus.class);

    private final AlertStore store;

    AlertListEndpoint(AlertStore store) {
        this.store = store;
    }

    /** What to list: a null filter lets everything through. */
    private record Query(Integer symbolId, AlertStatus status, int limit, long afterId) {}

    Answer list(Request request) throws ProblemException {
        Query query = read(request);
        ObjectNode page = Json.object();
        ArrayNode items = page.putArray("items");
        page.putNull("nextCursor");
        long[] ids = new long[READ_AHEAD];
        long afterId = query.afterId();
        long lastShown = 0;
        int count = ids.length;
        while (count == ids.length) {
            count = store.list(request.owner(), afterId, ids);
            for (int i = 0; i < count; i++) {
                Optional<ObjectNode> alert = readMatching(request.owner(), ids[i], query);
                if (alert.isPresent() && items.size() == query.limit()) {
                    page.put("nextCursor", Cursor.encode(lastShown));
                    return Answer.json(200, page);
                }
                if (alert.isPresent()) {
                    items.add(alert.get());
                    lastShown = ids[i];
                }
                afterId = ids[i];
            }
        }
        return Answer.json(200, page);
    }

    private Optional<ObjectNode> readMatching(String owner, long id, Query query) {
        AlertRecord alert;
        try {
            alert = store.read(owner, id);
        } catch (ProblemException deletedMeanwhile) {
            return Optional.empty();
        }
        boolean matches = (query.status() == null || query.status() == alert.status())
                && (query.symbolId() == null || query.symbolId() == alert.symbolId());
        return matches ? store.toJson(alert) : Optional.empty();
    }

    private Query read(Request request) throws ProblemException {
        FieldErrors errors = new FieldErrors();
        int limit = request.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT, errors);
        String symbol = request.parameter("symbol");
        if (symbol != null && !SymbolNames.isValid(symbol)) {
            errors.add(new FieldError(FieldError.Part.PARAMETER, "symbol", SymbolNames.RULE));
        }
        String word = request.parameter("status");
        Optional<AlertStatus> status = Optional.ofNullable(word).flatMap(name -> Words.find(name, ALL_STATUSES));
        if (word != null && status.isEmpty()) {
            errors.add(new FieldError(FieldError.Part.PARAMETER, "status", Words.rule(ALL_STATUSES)));
        }
        long afterId = Cursor.decode(request, errors);
        errors.throwIfAny();
        Integer symbolId = symbol == null ? null : store.symbolId(symbol);
        return new Query(symbolId, status.orElse(null), limit, afterId);
    }
}
