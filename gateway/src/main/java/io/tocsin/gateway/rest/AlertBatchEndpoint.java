package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertJson;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.gateway.command.AlertReply;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.Refusals;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Creates many alerts at once: the valid ones are taken together or not at all, and each has its own result. */
final class AlertBatchEndpoint {
    private static final int MAX_ALERTS = 1000;

    private final Commands commands;
    private final AlertDefinitions definitions;

    AlertBatchEndpoint(Commands commands, AlertDefinitions definitions) {
        this.commands = commands;
        this.definitions = definitions;
    }

    /** One alert of the batch: a definition, or why there is none. */
    private record Item(String pointer, AlertDefinition definition, Problem problem) {}

    CompletionStage<Answer> create(Request request) throws ProblemException {
        List<Item> items = read(Json.decode(request.body()));
        List<AlertDefinition> valid = items.stream()
                .filter(item -> item.problem() == null)
                .map(Item::definition)
                .toList();
        return commands.createAlerts(request.owner(), valid)
                .thenApply(outcome -> outcome instanceof Outcome.Applied<List<Outcome<AlertReply>>> applied
                        ? answer(items, applied.reply())
                        : Answer.of(Refusals.problemOf(outcome, "")));
    }

    private List<Item> read(JsonNode json) throws ProblemException {
        FieldErrors errors = new FieldErrors();
        RequestObject body = new RequestObject(json, "", errors);
        body.require("alerts");
        Optional<List<JsonNode>> alerts = body.array("alerts");
        int max = Math.min(MAX_ALERTS, commands.maxBatch());
        if (alerts.isPresent() && alerts.get().size() > max) {
            body.error("alerts", "must hold at most " + max + " alerts");
        }
        body.rejectUnknown();
        errors.throwIfAny();
        List<Item> items = new ArrayList<>();
        for (JsonNode alert : alerts.orElseThrow()) {
            String pointer = "/alerts/" + items.size();
            try {
                items.add(new Item(pointer, definitions.parse(alert, pointer), null));
            } catch (InvalidRequestException invalid) {
                items.add(new Item(pointer, null, invalid.problem()));
            }
        }
        return items;
    }

    private static Answer answer(List<Item> items, List<Outcome<AlertReply>> outcomes) {
        ObjectNode json = Json.object();
        ArrayNode results = json.putArray("results");
        Iterator<Outcome<AlertReply>> next = outcomes.iterator();
        for (Item item : items) {
            Outcome<AlertReply> outcome = item.problem() == null ? next.next() : null;
            if (outcome instanceof Outcome.Applied<AlertReply> applied) {
                results.addObject()
                        .put("status", 201)
                        .set(
                                "alert",
                                AlertJson.of(item.definition(), applied.reply().state()));
            } else {
                Problem problem = outcome == null ? item.problem() : Refusals.problemOf(outcome, item.pointer());
                results.addObject().put("status", problem.status()).set("problem", problem.toJson());
            }
        }
        return Answer.json(200, json);
    }
}
