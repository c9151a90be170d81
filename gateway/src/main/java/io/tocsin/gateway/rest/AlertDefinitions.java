package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.contract.alert.AlertState;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.gateway.command.AlertReply;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.Refusals;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads definitions by the scale of their symbols. A symbol may get another scale between the reading of a definition
 * and its arrival at the engine, which then rejects it; it is read once more by the new scale, which the directory has
 * learnt before the rejection.
 */
final class AlertDefinitions {
    private final SymbolDirectory symbols;

    AlertDefinitions(SymbolDirectory symbols) {
        this.symbols = symbols;
    }

    AlertDefinition parse(JsonNode alert, String pointer) throws InvalidRequestException {
        return AlertRequests.parse(alert, pointer, this::decimalsOf);
    }

    /** Sends the definition in a whole body with a command, and turns its reply into an answer. */
    CompletionStage<Answer> send(
            JsonNode body,
            Function<AlertDefinition, CompletionStage<Outcome<AlertReply>>> command,
            BiFunction<AlertDefinition, AlertState, Answer> answer)
            throws InvalidRequestException {
        AlertDefinition first = parse(body, "");
        return command.apply(first).thenCompose(outcome -> {
            boolean isOutdated = outcome instanceof Outcome.Rejected<AlertReply> rejected
                    && rejected.reason() == RejectReason.DECIMALS_CHANGED;
            if (!isOutdated) {
                return CompletableFuture.completedStage(toAnswer(first, outcome, answer));
            }
            try {
                AlertDefinition second = parse(body, "");
                return command.apply(second).thenApply(last -> toAnswer(second, last, answer));
            } catch (InvalidRequestException invalid) {
                return CompletableFuture.completedStage(Answer.of(invalid.problem()));
            }
        });
    }

    private static Answer toAnswer(
            AlertDefinition definition,
            Outcome<AlertReply> outcome,
            BiFunction<AlertDefinition, AlertState, Answer> answer) {
        return outcome instanceof Outcome.Applied<AlertReply> applied
                ? answer.apply(definition, applied.reply().state())
                : Answer.of(Refusals.problemOf(outcome, ""));
    }

    private int decimalsOf(String symbol) {
        return symbols.find(symbol).map(Symbol::decimals).orElse(Decimals.DEFAULT_DECIMALS);
    }
}
