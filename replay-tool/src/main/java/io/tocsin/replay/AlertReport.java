package io.tocsin.replay;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertJson;
import io.tocsin.contract.alert.AlertState;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.Times;
import io.tocsin.engine.AlertInspection;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.SymbolState;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the engine knew of an alert when an input had been applied, for people and for scripts. */
final class AlertReport {
    private final AlertHistory history;
    private final AlertRecord alert;
    private final SymbolTable symbols;
    private final List<ConditionOutlook> outlooks = new ArrayList<>();
    private final long sequence;
    private final long timestampNs;

    /**
     * @param inspection  of the engine that the history is from.
     * @param symbols     of that engine.
     * @param sequence    of the last input.
     * @param timestampNs of the last input.
     */
    AlertReport(
            AlertHistory history, AlertInspection inspection, SymbolTable symbols, long sequence, long timestampNs) {
        this.history = history;
        this.symbols = symbols;
        this.sequence = sequence;
        this.timestampNs = timestampNs;
        alert = history.alert();
        if (!history.isDeleted()) {
            inspection.read(alert.alertId(), alert);
            for (int i = 0; i < alert.conditionCount(); i++) {
                ConditionRecord condition = new ConditionRecord().wrap(alert, i);
                int symbolId = condition.symbolId();
                outlooks.add(new ConditionOutlook(
                        condition,
                        EngineHost.nameOf(symbols, symbolId),
                        symbols.decimals(symbolId),
                        inspection.sightOf(condition)));
            }
        }
    }

    /** Prints the report for people. */
    void print(PrintWriter out, String decidingInput) {
        JsonNode json = alertJson();
        Owner owner = Owner.of(alert.owner());
        out.printf(
                Locale.ROOT,
                "alert %d of %s, as of sequence %d, %s%n",
                alert.alertId(),
                owner.user() + " (app " + owner.app() + ")",
                sequence,
                Times.format(timestampNs));
        line(out, "symbol", json.path("symbol").asText());
        line(out, "condition", json.path("condition").toString());
        line(out, "trigger", json.path("trigger").toString());
        if (alert.holdsWhenStale()) {
            line(out, "on stale", "hold");
        }
        line(out, "version", alert.version() + ", in force since sequence " + alert.effectiveSequence());
        line(out, "created", json.path("createdAt").asText());
        if (alert.expiresAtNs() != NULL_VALUE) {
            line(out, "expires", Times.format(alert.expiresAtNs()));
        }
        line(out, "status", status());
        line(out, "fired", alert.firedCount() + (alert.firedCount() == 1 ? " time" : " times") + lastFired());
        for (int i = 0; i < outlooks.size(); i++) {
            line(out, outlooks.size() == 1 ? "watches" : "watches " + (i + 1), describe(outlooks.get(i)));
        }
        line(out, "decided by", decidingInput);
        line(out, "which", String.join(" and ", history.changes()) + " it");
        out.printf(
                Locale.ROOT, "It %s at sequence %d: %s.%n", hasFired() ? "fired" : "did not fire", sequence, reason());
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("  %-10s %s%n", name, value);
    }

    private String status() {
        return history.isDeleted() ? "deleted" : Words.of(alert.status());
    }

    private String lastFired() {
        return alert.lastFiredAtNs() == NULL_VALUE ? "" : ", last at " + Times.format(alert.lastFiredAtNs());
    }

    private static String describe(ConditionOutlook outlook) {
        List<String> parts = new ArrayList<>();
        add(parts, "price", outlook.price());
        add(parts, "value", outlook.value());
        add(parts, "level", outlook.level());
        add(parts, "reference", outlook.reference());
        add(parts, "true from", outlook.up());
        add(parts, "true down from", outlook.down());
        add(parts, "distance", outlook.distance());
        add(parts, "due", outlook.dueAt());
        add(parts, "true until", outlook.trueUntil());
        return outlook.symbol() + (parts.isEmpty() ? "" : ": ") + String.join(", ", parts);
    }

    private static void add(List<String> parts, String name, String value) {
        if (value != null) {
            parts.add(name + " " + value);
        }
    }

    /** The report for scripts. */
    ObjectNode toJson(JsonNode decidingInput) {
        ObjectNode json = Json.object().put("sequence", sequence).put("time", Times.format(timestampNs));
        Owner owner = Owner.of(alert.owner());
        json.put("app", owner.app()).put("user", owner.user());
        json.set("alert", alertJson());
        if (history.isDeleted()) {
            json.withObject("/alert").put("status", "deleted");
        }
        json.put("rearmsAt", alert.rearmAtNs() == NULL_VALUE ? null : Times.format(alert.rearmAtNs()));
        ArrayNode conditions = json.putArray("conditions");
        outlooks.forEach(outlook -> conditions
                .addObject()
                .put("symbol", outlook.symbol())
                .put("price", outlook.price())
                .put("value", outlook.value())
                .put("level", outlook.level())
                .put("reference", outlook.reference())
                .put("up", outlook.up())
                .put("down", outlook.down())
                .put("distance", outlook.distance())
                .put("dueAt", outlook.dueAt())
                .put("holds", outlook.holds())
                .put("trueUntil", outlook.trueUntil()));
        ObjectNode deciding = json.putObject("deciding");
        ArrayNode changes = deciding.putArray("changes");
        history.changes().forEach(changes::add);
        deciding.set("input", decidingInput);
        return json.put("fired", hasFired()).put("reason", reason());
    }

    private ObjectNode alertJson() {
        AlertDefinition definition = AlertDefinition.of(alert, id -> Optional.of(EngineHost.nameOf(symbols, id)))
                .orElseThrow();
        return AlertJson.of(definition, AlertState.of(alert));
    }

    /** Whether the last input fired it. */
    private boolean hasFired() {
        return history.sequence() == sequence && history.changes().contains("fired");
    }

    /** Why it did or did not fire at the last input. */
    private String reason() {
        if (hasFired()) {
            return "its condition was met";
        }
        if (history.isDeleted()) {
            return "deleted at sequence " + history.sequence();
        }
        return switch (alert.status()) {
            case PAUSED -> "paused at sequence " + alert.effectiveSequence();
            case TRIGGERED -> "it has fired once and for all, at " + Times.format(alert.lastFiredAtNs());
            case EXPIRED -> "expired at " + Times.format(alert.expiresAtNs());
            case LATCHED -> whyLatched();
            case ACTIVE, NULL_VAL -> {
                if (alert.isHeld()) {
                    yield whyHeld();
                }
                yield alert.isCompound() ? whyNotJoined() : outlooks.get(0).whyNot();
            }
        };
    }

    private String whyHeld() {
        ConditionRecord condition = new ConditionRecord();
        return IntStream.range(0, alert.conditionCount())
                .map(i -> condition.wrap(alert, i).symbolId())
                .distinct()
                .filter(id -> symbols.state(id) == SymbolState.STALE || symbols.state(id) == SymbolState.GAP)
                .mapToObj(id -> EngineHost.nameOf(symbols, id) + " is " + stateOf(id))
                .collect(Collectors.joining(" and ", "it would have fired, and is held since ", ""));
    }

    private String stateOf(int symbolId) {
        return symbols.state(symbolId) == SymbolState.GAP ? "missing trades" : "stale";
    }

    private String whyLatched() {
        String reset = alert.isCompound()
                ? "the conditions together are false"
                : outlooks.get(0).reset();
        List<String> waits = new ArrayList<>();
        if (alert.rearmAtNs() != NULL_VALUE) {
            waits.add(Times.format(alert.rearmAtNs()));
        }
        if (reset != null) {
            waits.add(reset);
        }
        return "latched until " + String.join(", and until ", waits);
    }

    private String whyNotJoined() {
        boolean isAll = alert.condition() == ConditionType.ALL;
        String missing = outlooks.stream()
                .filter(outlook -> !outlook.holds())
                .map(ConditionOutlook::whyNot)
                .collect(Collectors.joining("; "));
        if (missing.isEmpty()) {
            return "all conditions hold, but none has become true since it was armed";
        }
        return (isAll ? "not all conditions hold: " : "no condition has become true: ") + missing;
    }
}
