package io.tocsin.gateway.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.gateway.command.AlertReply;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.Idempotency;
import io.tocsin.gateway.command.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** Creates the alerts of one batch, each with an outcome of its own. */
final class BatchCreation {
    private final String owner;
    private final List<JsonNode> definitions;
    private final String pointer;
    private final Idempotency once;
    private final Commands commands;
    private final AlertDefinitions reader;
    private final List<Outcome<AlertView>> outcomes;

    BatchCreation(
            String owner,
            List<JsonNode> definitions,
            String pointer,
            Idempotency once,
            Commands commands,
            AlertDefinitions reader) {
        this.owner = owner;
        this.definitions = definitions;
        this.pointer = pointer;
        this.once = once;
        this.commands = commands;
        this.reader = reader;
        outcomes = new ArrayList<>(Collections.nCopies(definitions.size(), null));
    }

    CompletionStage<Outcome<List<Outcome<AlertView>>>> run() {
        return attempt(IntStream.range(0, definitions.size()).boxed().toList())
                .thenCompose(first -> isRetried(first)
                        // What is not taken then stays refused for the changed decimals: the others are created.
                        ? attempt(outdated()).thenApply(second -> new Outcome.Applied<>(outcomes))
                        : CompletableFuture.completedStage(first));
    }

    /** Sends those that are valid, all or none of them. */
    private CompletionStage<Outcome<List<Outcome<AlertView>>>> attempt(List<Integer> indexes) {
        List<Integer> sent = new ArrayList<>();
        List<Commands.Creation> creations = new ArrayList<>();
        for (int index : indexes) {
            try {
                AlertDefinition definition = reader.read(definitions.get(index), pointer + '/' + index);
                creations.add(new Commands.Creation(definition, once.at(index)));
                sent.add(index);
            } catch (InvalidRequestException invalid) {
                outcomes.set(index, new Outcome.Invalid<>(invalid.problem()));
            }
        }
        return commands.createAlerts(owner, creations)
                .thenApply(outcome -> outcome.map(replies -> {
                    for (int i = 0; i < replies.size(); i++) {
                        outcomes.set(sent.get(i), view(creations.get(i).alert(), replies.get(i)));
                    }
                    return outcomes;
                }));
    }

    private boolean isRetried(Outcome<?> first) {
        return first instanceof Outcome.Applied && !outdated().isEmpty();
    }

    private List<Integer> outdated() {
        return IntStream.range(0, outcomes.size())
                .filter(index -> AlertDefinitions.isOutdated(outcomes.get(index)))
                .boxed()
                .toList();
    }

    private static Outcome<AlertView> view(AlertDefinition definition, Outcome<AlertReply> outcome) {
        return outcome.map(reply -> new AlertView(definition, reply.state()));
    }
}
