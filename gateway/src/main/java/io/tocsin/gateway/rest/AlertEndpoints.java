package io.tocsin.gateway.rest;

import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.gateway.alerts.AlertStore;
import io.tocsin.gateway.alerts.AlertView;
import io.tocsin.gateway.alerts.Alerts;
import io.tocsin.gateway.command.AlertReply;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.Refusals;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Creates, reads, replaces, pauses, resumes and deletes single alerts. */
final class AlertEndpoints {
    private final Alerts alerts;
    private final AlertStore store;

    AlertEndpoints(Alerts alerts, AlertStore store) {
        this.alerts = alerts;
        this.store = store;
    }

    CompletionStage<Answer> create(Request request) throws ProblemException {
        return alerts.create(request.owner(), Json.decode(request.body()), "", IdempotencyKey.of(request))
                .thenApply(outcome -> answer(201, outcome));
    }

    Answer get(Request request) throws ProblemException {
        AlertView alert = find(request);
        return Preconditions.isUnchanged(request, alert)
                ? Answer.notModified().with("ETag", Preconditions.etag(alert))
                : answer(200, alert);
    }

    CompletionStage<Answer> replace(Request request) throws ProblemException {
        AlertView alert = find(request);
        int expectedVersion = Preconditions.expectedVersion(request, alert);
        return alerts.replace(request.owner(), alert.state().id(), expectedVersion, Json.decode(request.body()))
                .thenApply(outcome -> answer(200, outcome));
    }

    CompletionStage<Answer> setStatus(Request request) throws ProblemException {
        AlertView alert = find(request);
        int expectedVersion = Preconditions.expectedVersion(request, alert);
        return alerts.setStatus(request.owner(), alert.state().id(), expectedVersion, readStatus(request))
                .thenApply(outcome -> outcome instanceof Outcome.Applied<AlertReply>
                        ? read(request)
                        : Answer.of(Refusals.problemOf(outcome, "")));
    }

    CompletionStage<Answer> delete(Request request) throws ProblemException {
        AlertView alert = find(request);
        int expectedVersion = Preconditions.expectedVersion(request, alert);
        return alerts.delete(request.owner(), alert.state().id(), expectedVersion)
                .thenApply(outcome -> outcome instanceof Outcome.Applied<AlertReply>
                        ? Answer.noContent()
                        : Answer.of(Refusals.problemOf(outcome, "")));
    }

    /** As it is by now; it may be gone. */
    private Answer read(Request request) {
        try {
            return answer(200, find(request));
        } catch (ProblemException deletedMeanwhile) {
            return Answer.of(deletedMeanwhile.problem());
        }
    }

    private AlertView find(Request request) throws ProblemException {
        OptionalLong id = AlertStore.id(request.parameter("id"));
        Optional<AlertView> alert = id.isPresent() ? store.find(request.owner(), id.getAsLong()) : Optional.empty();
        return alert.orElseThrow(
                () -> new ProblemException(new Problem("not-found", "Not found", 404, "There is no such alert")));
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

    private static Answer answer(int status, Outcome<AlertView> outcome) {
        return outcome instanceof Outcome.Applied<AlertView> applied
                ? answer(status, applied.reply())
                : Answer.of(Refusals.problemOf(outcome, ""));
    }

    private static Answer answer(int status, AlertView alert) {
        Answer answer = Answer.json(status, alert.toJson()).with("ETag", Preconditions.etag(alert));
        return status == 201
                ? answer.with("Location", "/v1/alerts/" + alert.state().id())
                : answer;
    }
}
