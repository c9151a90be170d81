package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.gateway.alerts.AlertView;
import io.tocsin.gateway.alerts.Alerts;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.Refusals;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Creates many alerts at once: the valid ones are taken together or not at all, and each has its own result. */
final class AlertBatchEndpoint {
    private static final String POINTER = "/alerts";

    private final Alerts alerts;

    AlertBatchEndpoint(Alerts alerts) {
        this.alerts = alerts;
    }

    CompletionStage<Answer> create(Request request) throws ProblemException {
        List<JsonNode> batch = read(Json.decode(request.body()));
        return alerts.createAll(request.owner(), batch, POINTER, IdempotencyKey.of(request))
                .thenApply(outcome -> outcome instanceof Outcome.Applied<List<Outcome<AlertView>>> applied
                        ? answer(applied.reply())
                        : Answer.of(Refusals.problemOf(outcome, "")));
    }

    private List<JsonNode> read(JsonNode json) throws ProblemException {
        FieldErrors errors = new FieldErrors();
        RequestObject body = new RequestObject(json, "", errors);
        body.require("alerts");
        Optional<List<JsonNode>> batch = body.array("alerts");
        if (batch.isPresent() && batch.get().size() > alerts.maxBatch()) {
            body.error("alerts", "must hold at most " + alerts.maxBatch() + " alerts");
        }
        body.rejectUnknown();
        errors.throwIfAny();
        return batch.orElseThrow();
    }

    private static Answer answer(List<Outcome<AlertView>> outcomes) {
        ObjectNode json = Json.object();
        ArrayNode results = json.putArray("results");
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome<AlertView> outcome = outcomes.get(i);
            if (outcome instanceof Outcome.Applied<AlertView> applied) {
                results.addObject()
                        .put("status", 201)
                        .set("alert", applied.reply().toJson());
            } else if (isOfAnotherRequest(outcome)) {
                return Answer.of(Refusals.problemOf(outcome, ""));
            } else {
                Problem problem = Refusals.problemOf(outcome, POINTER + '/' + i);
                results.addObject().put("status", problem.status()).set("problem", problem.toJson());
            }
        }
        return Answer.json(200, json);
    }

    /** The key was used with another request: it is of the whole, so that none of the alerts was created. */
    private static boolean isOfAnotherRequest(Outcome<AlertView> outcome) {
        return outcome instanceof Outcome.Rejected<AlertView> rejected
                && rejected.reason() == RejectReason.IDEMPOTENCY_CONFLICT;
    }
}
