package io.tocsin.gateway.api;

import static io.tocsin.gateway.api.AlertDefinition.NULL_VALUE;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.rules.AlertRecord;

/** Alerts as their owners see them. Any thread. */
public final class AlertJson {
    private AlertJson() {}

    /** An alert in the rule store, whose symbol has this name. */
    public static ObjectNode of(AlertRecord alert, String symbol) {
        return of(AlertDefinition.of(alert, symbol), AlertState.of(alert));
    }

    /** The same definition and state give the same bytes. */
    public static ObjectNode of(AlertDefinition definition, AlertState state) {
        ObjectNode json = Json.object().put("id", Long.toString(state.id())).put("symbol", definition.symbol());
        json.set("condition", condition(definition));
        json.set("trigger", trigger(definition));
        json.put("expiresAt", timeOrNull(definition.expiresAtNs()));
        ArrayNode actions = json.putArray("actions");
        definition.actions().forEach(action -> actions.add(action(action)));
        return json.put("message", definition.message().isEmpty() ? null : definition.message())
                .put("status", Words.of(state.status()))
                .put("firedCount", state.firedCount())
                .put("lastFiredAt", timeOrNull(state.lastFiredAtNs()))
                .put("version", state.version())
                .put("createdAt", Times.format(state.createdAtNs()))
                .put("effectiveSequence", state.effectiveSequence());
    }

    private static ObjectNode condition(AlertDefinition definition) {
        ObjectNode json = Json.object().put("type", Words.of(definition.condition()));
        String low = Decimals.format(definition.low(), definition.decimals());
        if (definition.high() == NULL_VALUE) {
            return json.put("level", low);
        }
        return json.put("low", low).put("high", Decimals.format(definition.high(), definition.decimals()));
    }

    private static ObjectNode trigger(AlertDefinition definition) {
        ObjectNode json = Json.object().put("mode", Words.of(definition.mode()));
        if (definition.mode() == TriggerMode.EVERY && definition.cooldownNs() > 0) {
            json.put("cooldown", Times.formatDuration(definition.cooldownNs()));
        }
        if (definition.reset() != NULL_VALUE) {
            json.put("reset", Decimals.format(definition.reset(), definition.decimals()));
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
