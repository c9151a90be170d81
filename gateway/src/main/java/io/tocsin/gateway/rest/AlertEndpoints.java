package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertJson;
import io.tocsin.contract.alert.AlertState;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.gateway.command.AlertReply;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.Idempotency;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.Refusals;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Creates, reads, replaces, pauses, resumes and deletes single alerts. */
final class AlertEndpoints {
    private final Commands commands;
    private final AlertStore store;
    private final AlertDefinitions definitions;

    AlertEndpoints(Commands commands, AlertStore store, AlertDefinitions definitions) {
        this.commands = commands;
        this.store = store;
        this.definitions = definitions;
    }

    CompletionStage<Answer> create(Request request) throws ProblemException {
        Optional<Idempotency> once = IdempotencyKey.of(request);
        return definitions.send(
                Json.decode(request.body()),
                definition -> once.isPresent()
                        ? commands.createAlert(request.owner(), definition, once.get())
                        : commands.createAlert(request.owner(), definition),
                (definition, state) -> answer(201, definition, state).with("Location", "/v1/alerts/" + state.id()));
    }

    Answer get(Request request) throws ProblemException {
        return read(request.owner(), AlertStore.id(request.parameter("id")));
    }

    CompletionStage<Answer> replace(Request request) throws ProblemException {
        long id = AlertStore.id(request.parameter("id"));
        AlertRecord alert = store.read(request.owner(), id);
        int expectedVersion = request.header("If-Match").isPresent()
                ? IfMatch.expectedVersion(request.header("If-Match").get(), alert.version())
                : IfMatch.ANY_VERSION;
        return definitions.send(
                Json.decode(request.body()),
                definition -> commands.replaceAlert(request.owner(), id, expectedVersion, definition),
                (definition, state) -> answer(200, definition, state));
    }

    CompletionStage<Answer> setStatus(Request request) throws ProblemException {
        long id = AlertStore.id(request.parameter("id"));
        store.read(request.owner(), id);
        AlertStatus status = readStatus(request);
        return commands.setStatus(request.owner(), id, 0, status).thenApply(outcome -> {
            if (!(outcome instanceof Outcome.Applied<AlertReply>)) {
                return Answer.of(Refusals.problemOf(outcome, ""));
            }
            try {
                return read(request.owner(), id);
            } catch (ProblemException deletedMeanwhile) {
                return Answer.of(deletedMeanwhile.problem());
            }
        });
    }

    CompletionStage<Answer> delete(Request request) throws ProblemException {
        long id = AlertStore.id(request.parameter("id"));
        return commands.deleteAlert(request.owner(), id, 0)
                .thenApply(outcome -> outcome instanceof Outcome.Applied<AlertReply>
                        ? Answer.noContent()
                        : Answer.of(Refusals.problemOf(outcome, "")));
    }

    private Answer read(String owner, long id) throws ProblemException {
        AlertRecord alert = store.read(owner, id);
        ObjectNode json = store.toJson(alert).orElseThrow(AlertStore::notFound);
        return answer(200, json, alert.version());
    }

    private static AlertStatus readStatus(Request request) throws ProblemException {
        FieldErrors errors = new FieldErrors();
        RequestObject patch = new RequestObject(Json.decode(request.body()), "", errors);
        patch.require("status");
        Optional<String> word = patch.text("status");
        AlertStatus status = word.filter("paused"::equals).isPresent() ? AlertStatus.PAUSED : AlertStatus.ACTIVE;
        if (word.isPresent() && status == AlertStatus.ACTIVE && !word.get().equals("active")) {
            patch.error("status", "must be active or paused");
        }
        patch.rejectUnknown();
        errors.throwIfAny();
        return status;
    }

    private static Answer answer(int status, AlertDefinition definition, AlertState state) {
        return answer(status, AlertJson.of(definition, state), state.version());
    }

    private static Answer answer(int status, ObjectNode alert, int version) {
        return Answer.json(status, alert).with("ETag", IfMatch.etag(version));
    }
}
