package io.tocsin.gateway.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.gateway.command.AlertReply;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.Idempotency;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.market.SymbolDirectory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Creates, replaces, pauses, resumes and deletes alerts.
 * <p>
 * Any thread; nothing blocks; stages complete as those of {@link Commands}.
 */
public final class Alerts {
    private static final int MAX_BATCH = 1000;

    private final Commands commands;
    private final AlertDefinitions definitions;

    public Alerts(Commands commands, SymbolDirectory symbols) {
        this.commands = commands;
        this.definitions = new AlertDefinitions(symbols);
    }

    /**
     * Creates an alert, or repeats the answer to the creation with the same key.
     *
     * @param pointer to the definition within the request; empty when it is the whole body.
     */
    public CompletionStage<Outcome<AlertView>> create(
            String owner, JsonNode definition, String pointer, Idempotency once) {
        return send(definition, pointer, alert -> commands.createAlert(owner, alert, once));
    }

    /** The most alerts that one batch can bring. */
    public int maxBatch() {
        return Math.min(MAX_BATCH, commands.maxBatch());
    }

    /**
     * Creates many alerts: the valid ones are taken together or not at all, and each has its own outcome.
     *
     * @param pointer to the array of definitions within the request.
     * @param once    of the whole: a repetition repeats what was created, and tries once more what was refused.
     */
    public CompletionStage<Outcome<List<Outcome<AlertView>>>> createAll(
            String owner, List<JsonNode> batch, String pointer, Idempotency once) {
        return new BatchCreation(owner, batch, pointer, once, commands, definitions).run();
    }

    /**
     * Gives an alert a new definition and arms it afresh.
     *
     * @param expectedVersion the only version to be replaced; 0 for any.
     */
    public CompletionStage<Outcome<AlertView>> replace(
            String owner, long alertId, int expectedVersion, JsonNode definition) {
        return send(definition, "", alert -> commands.replaceAlert(owner, alertId, expectedVersion, alert));
    }

    /**
     * Pauses an alert, or arms it afresh.
     *
     * @param expectedVersion the only version to be changed; 0 for any.
     * @param status          {@code PAUSED} or {@code ACTIVE}.
     */
    public CompletionStage<Outcome<AlertReply>> setStatus(
            String owner, long alertId, int expectedVersion, AlertStatus status) {
        return commands.setStatus(owner, alertId, expectedVersion, status);
    }

    /**
     * Removes an alert.
     *
     * @param expectedVersion the only version to be deleted; 0 for any.
     */
    public CompletionStage<Outcome<AlertReply>> delete(String owner, long alertId, int expectedVersion) {
        return commands.deleteAlert(owner, alertId, expectedVersion);
    }

    private CompletionStage<Outcome<AlertView>> send(
            JsonNode json, String pointer, Function<AlertDefinition, CompletionStage<Outcome<AlertReply>>> command) {
        return attempt(json, pointer, command)
                .thenCompose(outcome -> AlertDefinitions.isOutdated(outcome)
                        ? attempt(json, pointer, command)
                        : CompletableFuture.completedStage(outcome));
    }

    private CompletionStage<Outcome<AlertView>> attempt(
            JsonNode json, String pointer, Function<AlertDefinition, CompletionStage<Outcome<AlertReply>>> command) {
        AlertDefinition definition;
        try {
            definition = definitions.read(json, pointer);
        } catch (InvalidRequestException invalid) {
            return CompletableFuture.completedStage(new Outcome.Invalid<>(invalid.problem()));
        }
        return command.apply(definition)
                .thenApply(outcome -> outcome.map(reply -> new AlertView(definition, reply.state())));
    }
}
