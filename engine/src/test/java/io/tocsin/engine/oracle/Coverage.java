package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.oracle.Definition.Condition;
import io.tocsin.engine.oracle.Definition.Trigger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what has fired and been rejected, and knows what ought to. */
final class Coverage {
    private static final long MOST = 1L << 62;
    private static final Set<ConditionType> LEVELS = EnumSet.range(ConditionType.ABOVE, ConditionType.CROSSES);
    private static final Set<ConditionType> RESETTABLE = EnumSet.range(ConditionType.ABOVE, ConditionType.CROSSES_DOWN);
    private static final Set<ConditionType> CHANNELS = EnumSet.range(ConditionType.INSIDE, ConditionType.EXITS);
    private static final Set<ConditionType> SIMPLE = EnumSet.range(ConditionType.ABOVE, ConditionType.SILENT);
    private static final Set<ConditionType> COMPOUND = EnumSet.of(ConditionType.ALL, ConditionType.ANY);
    private static final Set<ValueKind> VALUES = EnumSet.range(ValueKind.LAST, ValueKind.VWAP);
    /** What moves, changes and trails can watch, and differences be made of. */
    private static final Set<ValueKind> PRICES =
            EnumSet.complementOf(EnumSet.of(ValueKind.SPREAD, ValueKind.VOLUME, ValueKind.RSI, ValueKind.NULL_VAL));

    private static final Set<RejectReason> REASONS = EnumSet.of(
            RejectReason.PRICE_NOT_POSITIVE,
            RejectReason.PRICE_OUT_OF_RANGE,
            RejectReason.PRICE_JUMP,
            RejectReason.MALFORMED,
            RejectReason.UNKNOWN_ALERT,
            RejectReason.VERSION_CONFLICT,
            RejectReason.EXPIRES_IN_PAST,
            RejectReason.ALERT_EXPIRED,
            RejectReason.SERIES_CAPACITY);
    private static final List<String> INPUTS = List.of(
            "tick of one price",
            "conflated tick",
            "Clock",
            "Configure",
            "Register",
            "Create",
            "Replace",
            "SetStatus",
            "Delete",
            "Gap",
            "Mark");

    private final Map<String, Integer> counts = new TreeMap<>();

    Coverage() {
        for (TriggerMode mode : EnumSet.of(TriggerMode.ONCE, TriggerMode.EVERY)) {
            kinds().forEach(kind -> counts.put(kind + " " + mode, 0));
        }
        ways().forEach(way -> counts.put(way, 0));
        REASONS.forEach(reason -> counts.put("rejected " + reason, 0));
        INPUTS.forEach(input -> counts.put("fired by " + input, 0));
        List.of("at price 1", "at the highest price", "of another symbol", "late", "stale", "held")
                .forEach(what -> counts.put(what, 0));
    }

    /** What a condition can be, each with both modes. */
    private static List<String> kinds() {
        List<String> wanted = new ArrayList<>();
        VALUES.forEach(value -> LEVELS.forEach(type -> wanted.add(type + " of " + value)));
        VALUES.forEach(value -> CHANNELS.forEach(type -> wanted.add(type + " of " + value)));
        PRICES.forEach(value -> LEVELS.forEach(type -> wanted.add(type + " of " + value + " against a value")));
        for (ValueKind value : PRICES) {
            wanted.add(ConditionType.MOVES_UP + " of " + value);
            wanted.add(ConditionType.MOVES_DOWN + " of " + value);
            wanted.add(ConditionType.TRAILS + " of " + value);
            wanted.add(ConditionType.CHANGE + " of " + value + " from " + ReferenceType.CREATION);
            wanted.add(ConditionType.CHANGE + " of " + value + " from " + ReferenceType.LAST_FIRE);
        }
        wanted.add(ConditionType.CHANGE + " of " + ValueKind.LAST + " from " + ReferenceType.DAY_OPEN);
        wanted.add(ConditionType.CHANGE + " of " + ValueKind.LAST + " from " + ReferenceType.PREVIOUS_CLOSE);
        wanted.add(ConditionType.SILENT + " of " + ValueKind.LAST);
        COMPOUND.forEach(type -> SIMPLE.forEach(part -> wanted.add(type + " with " + part)));
        return wanted;
    }

    /** How far and which way, how armed again, and how long an event counts. */
    private static List<String> ways() {
        List<String> wanted = new ArrayList<>();
        for (DistanceUnit unit : EnumSet.of(DistanceUnit.PERCENT, DistanceUnit.ABSOLUTE)) {
            wanted.add(far(ConditionType.MOVES_UP, unit, Direction.UP));
            wanted.add(far(ConditionType.MOVES_DOWN, unit, Direction.DOWN));
            wanted.add(far(ConditionType.TRAILS, unit, Direction.UP));
            wanted.add(far(ConditionType.TRAILS, unit, Direction.DOWN));
            EnumSet.of(Direction.UP, Direction.DOWN, Direction.EITHER)
                    .forEach(direction -> wanted.add(far(ConditionType.CHANGE, unit, direction)));
        }
        for (ConditionType type : EnumSet.range(ConditionType.ABOVE, ConditionType.ANY)) {
            wanted.add(again(type, new Trigger(TriggerMode.EVERY, 0, null)));
            wanted.add(again(type, new Trigger(TriggerMode.EVERY, 1, null)));
            if (RESETTABLE.contains(type)) {
                wanted.add(again(type, new Trigger(TriggerMode.EVERY, 0, 1L)));
                wanted.add(again(type, new Trigger(TriggerMode.EVERY, 1, 1L)));
            }
        }
        COMPOUND.forEach(type -> wanted.add(type + " with an event that lasts"));
        return wanted;
    }

    private static String far(ConditionType type, DistanceUnit unit, Direction direction) {
        return type + " " + direction + " by " + unit;
    }

    private static String again(ConditionType type, Trigger trigger) {
        return type + " again" + (trigger.cooldownNs() > 0 ? " after cooldown" : "")
                + (trigger.reset() == null ? "" : " beyond reset");
    }

    /** @param definition of the alert, or {@code null} when it is gone by now. */
    void count(Output.Fired fired, Definition definition, Input input) {
        count("fired by " + name(input));
        if (fired.move().price() == 1) {
            count("at price 1");
        } else if (fired.move().price() == MOST) {
            count("at the highest price");
        }
        if (fired.move().late()) {
            count("late");
        }
        if (fired.move().stale()) {
            count("stale");
        }
        if (definition != null && definition.hold() && input instanceof Input.Mark) {
            count("held");
        }
        if (definition == null || definition.type() != fired.alert().condition()) {
            return;
        }
        if (!definition.symbol().equals(fired.symbol().name())) {
            count("of another symbol");
        }
        if (fired.alert().firedCount() > 1 && definition.trigger().mode() == TriggerMode.EVERY) {
            count(again(definition.type(), definition.trigger()));
        }
        definition.conditions().forEach(condition -> count(condition, definition));
    }

    private void count(Condition condition, Definition definition) {
        String mode = " " + definition.trigger().mode();
        if (definition.isCompound()) {
            count(definition.type() + " with " + condition.type() + mode);
            if (condition.isEvent() && condition.spanNs() > 0) {
                count(definition.type() + " with an event that lasts");
            }
            return;
        }
        count(name(condition) + mode);
        if (condition.distance() != null) {
            count(far(condition.type(), condition.distance().unit(), condition.direction()));
        }
    }

    void count(Output.Rejected rejected) {
        count("rejected " + rejected.reason());
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static String name(Input input) {
        if (input instanceof Input.Tick tick) {
            return tick.prices().isConflated() ? "conflated tick" : "tick of one price";
        }
        return input.getClass().getSimpleName();
    }

    private static String name(Condition condition) {
        String name = condition.type() + " of " + condition.of().kind();
        if (condition.type() == ConditionType.CHANGE) {
            return name + " from " + condition.distance().from();
        }
        return condition.levelValue() == null ? name : name + " against a value";
    }

    /** What ought to have fired or been rejected and never was. */
    List<String> missing() {
        return counts.entrySet().stream()
                .filter(count -> count.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
