package io.tocsin.contract.alert;

import static io.tocsin.contract.alert.AlertDefinition.NULL_VALUE;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import io.tocsin.engine.codec.TriggerMode;

/** Alerts as their owners see them. Any thread. */
public final class AlertJson {
    private AlertJson() {}

    /** The same definition and state give the same bytes. */
    public static ObjectNode of(AlertDefinition definition, AlertState state) {
        ObjectNode json = Json.object().put("id", Long.toString(state.id())).put("symbol", definition.symbol());
        json.set("condition", ConditionJson.of(definition));
        json.set("trigger", trigger(definition));
        json.put("expiresAt", timeOrNull(definition.expiresAtNs()));
        ArrayNode actions = json.putArray("actions");
        definition.actions().forEach(action -> actions.add(action(action)));
        return json.put("message", definition.message().isEmpty() ? null : definition.message())
                .put("onStale", Words.of(definition.onStale()))
                .put("status", Words.of(state.status()))
                .put("firedCount", state.firedCount())
                .put("lastFiredAt", timeOrNull(state.lastFiredAtNs()))
                .put("version", state.version())
                .put("createdAt", Times.format(state.createdAtNs()))
                .put("effectiveSequence", state.effectiveSequence());
    }

    private static ObjectNode trigger(AlertDefinition definition) {
        ObjectNode json = Json.object().put("mode", Words.of(definition.mode()));
        if (definition.mode() == TriggerMode.EVERY && definition.cooldownNs() > 0) {
            json.put("cooldown", Times.formatDuration(definition.cooldownNs()));
        }
        if (definition.reset() != NULL_VALUE) {
            int decimals = definition.conditions().get(0).decimals();
            json.put("reset", Decimals.format(definition.reset(), decimals));
        }
        return json;
    }

    private static ObjectNode action(Action action) {
        ObjectNode json = Json.object().put("type", Words.of(action.type()));
        return action.url() == null ? json : json.put("url", action.url());
    }

    private static String timeOrNull(long epochNs) {
        return epochNs == NULL_VALUE ? null : Times.format(epochNs);
    }
}
