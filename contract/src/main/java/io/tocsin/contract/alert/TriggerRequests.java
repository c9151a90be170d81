package io.tocsin.contract.alert;

import static io.tocsin.contract.alert.AlertDefinition.NULL_VALUE;

import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Reads how often an alert fires. */
final class TriggerRequests {
    private static final long MAX_COOLDOWN_NS = TimeUnit.DAYS.toNanos(365);

    private TriggerRequests() {}

    /** @param reset {@code NULL_VALUE} for none. */
    record Trigger(TriggerMode mode, long cooldownNs, long reset) {
        private static final Trigger ONCE = new Trigger(TriggerMode.ONCE, 0, NULL_VALUE);
    }

    static Trigger read(RequestObject alert, ConditionRequests.Conditions conditions) {
        return alert.object("trigger")
                .map(trigger -> readTrigger(trigger, conditions))
                .orElse(Trigger.ONCE);
    }

    private static Trigger readTrigger(RequestObject trigger, ConditionRequests.Conditions conditions) {
        trigger.require("mode");
        Optional<TriggerMode> mode = trigger.word("mode", EnumSet.allOf(TriggerMode.class));
        OptionalLong cooldownNs = readCooldown(trigger);
        long reset = trigger.value("reset").isPresent() ? readReset(trigger, conditions) : NULL_VALUE;
        if (mode.isPresent() && mode.get() == TriggerMode.ONCE) {
            rejectWithOnce(trigger, "cooldown");
            rejectWithOnce(trigger, "reset");
        }
        trigger.rejectUnknown();
        return new Trigger(mode.orElse(TriggerMode.ONCE), cooldownNs.orElse(0), reset);
    }

    private static OptionalLong readCooldown(RequestObject trigger) {
        OptionalLong cooldownNs = trigger.duration("cooldown");
        if (cooldownNs.orElse(0) > MAX_COOLDOWN_NS) {
            trigger.error("cooldown", "must be PT0S to P365D");
        }
        return cooldownNs;
    }

    /** A reset lies on the side of the level from which the alert can fire again. */
    private static long readReset(RequestObject trigger, ConditionRequests.Conditions conditions) {
        if (ConditionForm.isCompound(conditions.type())) {
            trigger.error("reset", "goes with a single condition only");
            return NULL_VALUE;
        }
        if (conditions.list().isEmpty()) {
            return NULL_VALUE;
        }
        ConditionDefinition condition = conditions.list().get(0);
        if (condition.bounds().isValue()) {
            trigger.error("reset", "goes with a level that is a number only");
            return NULL_VALUE;
        }
        boolean isBelow = condition.type() == ConditionType.ABOVE || condition.type() == ConditionType.CROSSES_UP;
        boolean isAbove = condition.type() == ConditionType.BELOW || condition.type() == ConditionType.CROSSES_DOWN;
        if (!isBelow && !isAbove) {
            trigger.error("reset", "goes with above, below, crosses_up and crosses_down only");
            return NULL_VALUE;
        }
        long reset = ValueRequests.constant(trigger, "reset", condition.value().kind(), condition.decimals());
        long level = condition.bounds().low();
        if (reset != NULL_VALUE && level != NULL_VALUE && (isBelow ? reset >= level : reset <= level)) {
            trigger.error(
                    "reset",
                    "must be " + (isBelow ? "less" : "greater") + " than the level, "
                            + Decimals.format(level, condition.decimals()));
        }
        return reset;
    }

    private static void rejectWithOnce(RequestObject trigger, String name) {
        if (trigger.value(name).isPresent()) {
            trigger.error(name, "goes with mode every only");
        }
    }
}
