package io.tocsin.contract.alert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ValueKind;

/** Conditions as requests give them, without what is as by default. */
final class ConditionJson {
    private ConditionJson() {}

    static ObjectNode of(AlertDefinition alert) {
        if (!ConditionForm.isCompound(alert.condition())) {
            return of(alert.conditions().get(0));
        }
        ObjectNode json = Json.object().put("type", Words.of(alert.condition()));
        ArrayNode joined = json.putArray("of");
        alert.conditions().forEach(condition -> joined.add(of(condition)));
        return json;
    }

    private static ObjectNode of(ConditionDefinition condition) {
        ObjectNode json = Json.object().put("type", Words.of(condition.type()));
        if (!condition.symbol().isEmpty()) {
            json.put("symbol", condition.symbol());
        }
        if (!condition.value().equals(ValueDefinition.LAST)) {
            put(json, condition.value());
        }
        switch (ConditionForm.of(condition.type())) {
            case LEVEL -> putLevel(json, condition);
            case CHANNEL ->
                json.put("low", format(condition, condition.bounds().low()))
                        .put("high", format(condition, condition.bounds().high()));
            case MOVE -> {
                putAmount(json, condition);
                json.put("within", Times.formatDuration(condition.durationNs()));
            }
            case TRAIL -> {
                putAmount(json, condition);
                json.put("direction", Words.of(condition.distance().direction()));
            }
            case CHANGE -> {
                putAmount(json, condition);
                json.put("direction", Words.of(condition.distance().direction()))
                        .put("from", Words.of(condition.distance().from()));
            }
            case SILENCE -> json.put("for", Times.formatDuration(condition.durationNs()));
        }
        return condition.holdNs() == 0 ? json : json.put("within", Times.formatDuration(condition.holdNs()));
    }

    private static void putLevel(ObjectNode json, ConditionDefinition condition) {
        if (condition.bounds().isValue()) {
            put(json.putObject("level"), condition.bounds().value());
        } else {
            json.put("level", format(condition, condition.bounds().low()));
        }
    }

    private static void put(ObjectNode json, ValueDefinition value) {
        json.put("of", Words.of(value.kind()));
        if (ValueDefinition.isBarred(value.kind())) {
            json.put("period", value.period()).put("bar", value.bar().name());
        }
        if (value.kind() == ValueKind.VOLUME) {
            json.put("within", Times.formatDuration(value.withinNs()));
        }
    }

    private static void putAmount(ObjectNode json, ConditionDefinition condition) {
        long amount = condition.distance().amount();
        if (condition.distance().unit() == DistanceUnit.PERCENT) {
            json.put("percent", Decimals.format(amount, Decimals.PERCENT_DECIMALS));
        } else {
            json.put("by", format(condition, amount));
        }
    }

    private static String format(ConditionDefinition condition, long units) {
        return Decimals.format(units, condition.decimals());
    }
}
