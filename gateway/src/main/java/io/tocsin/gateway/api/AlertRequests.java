package io.tocsin.gateway.api;

import static io.tocsin.gateway.api.AlertDefinition.NULL_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * Turns the JSON of an alert into its definition, or says all that is wrong with it. One request, one thread.
 * <p>
 * Only what depends on nothing but the request is checked here; the engine has the last word on the rest.
 */
public final class AlertRequests {
    public static final int MAX_MESSAGE_LENGTH = 256;

    private static final long MAX_COOLDOWN_NS = TimeUnit.DAYS.toNanos(365);

    private final ToIntFunction<String> decimalsOf;
    private final FieldErrors errors = new FieldErrors();
    private int decimals = Decimals.SIZE_DECIMALS;

    private AlertRequests(ToIntFunction<String> decimalsOf) {
        this.decimalsOf = decimalsOf;
    }

    /**
     * Reads an alert.
     *
     * @param pointer    of the alert within the request; empty for the whole body.
     * @param decimalsOf the scale of the prices of a symbol, which need not be known yet.
     */
    public static AlertDefinition parse(JsonNode alert, String pointer, ToIntFunction<String> decimalsOf)
            throws InvalidRequestException {
        AlertRequests request = new AlertRequests(decimalsOf);
        AlertDefinition definition = request.read(new RequestObject(alert, pointer, request.errors));
        request.errors.throwIfAny();
        return definition;
    }

    /** What it returns means something only when no error was noted. */
    private AlertDefinition read(RequestObject alert) {
        String symbol = readSymbol(alert);
        Condition condition = readCondition(alert);
        Trigger trigger = readTrigger(alert, condition);
        OptionalLong expiresAtNs = alert.time("expiresAt");
        List<Action> actions = ActionRequests.read(alert, errors);
        String message = readMessage(alert);
        alert.rejectUnknown();
        return new AlertDefinition(
                symbol,
                condition.type,
                condition.low,
                condition.high,
                decimals,
                trigger.mode,
                trigger.cooldownNs,
                trigger.reset,
                expiresAtNs.orElse(NULL_VALUE),
                actions,
                message);
    }

    private String readSymbol(RequestObject alert) {
        alert.require("symbol");
        Optional<String> symbol = alert.text("symbol");
        if (symbol.isPresent()) {
            if (SymbolNames.isValid(symbol.get())) {
                decimals = decimalsOf.applyAsInt(symbol.get());
            } else {
                alert.error("symbol", SymbolNames.RULE);
            }
        }
        return symbol.orElse("");
    }

    private Condition readCondition(RequestObject alert) {
        alert.require("condition");
        Optional<RequestObject> object = alert.object("condition");
        if (object.isEmpty()) {
            return Condition.NONE;
        }
        RequestObject condition = object.get();
        condition.require("type");
        Optional<String> word = condition.text("type");
        Optional<ConditionType> type = word.flatMap(name -> Words.find(name, ConditionType.values()));
        if (type.isEmpty()) {
            word.ifPresent(name ->
                    condition.error("type", "must be one of " + String.join(", ", Words.all(ConditionType.values()))));
            return Condition.NONE;
        }
        long low;
        long high = NULL_VALUE;
        if (isChannel(type.get())) {
            low = readPrice(condition, "low");
            high = readPrice(condition, "high");
            if (low != NULL_VALUE && high != NULL_VALUE && low >= high) {
                condition.error("high", "must be greater than low, " + Decimals.format(low, decimals));
            }
        } else {
            low = readPrice(condition, "level");
        }
        condition.rejectUnknown();
        return new Condition(type.get(), low, high);
    }

    private Trigger readTrigger(RequestObject alert, Condition condition) {
        Optional<RequestObject> object = alert.object("trigger");
        if (object.isEmpty()) {
            return Trigger.ONCE;
        }
        RequestObject trigger = object.get();
        trigger.require("mode");
        Optional<String> word = trigger.text("mode");
        Optional<TriggerMode> mode = word.flatMap(name -> Words.find(name, TriggerMode.values()));
        if (word.isPresent() && mode.isEmpty()) {
            trigger.error("mode", "must be one of " + String.join(", ", Words.all(TriggerMode.values())));
        }
        OptionalLong cooldownNs = readCooldown(trigger);
        long reset = readReset(trigger, condition);
        if (mode.isPresent() && mode.get() == TriggerMode.ONCE) {
            rejectWithOnce(trigger, "cooldown");
            rejectWithOnce(trigger, "reset");
        }
        trigger.rejectUnknown();
        return new Trigger(mode.orElse(TriggerMode.ONCE), cooldownNs.orElse(0), reset);
    }

    private static OptionalLong readCooldown(RequestObject trigger) {
        OptionalLong cooldownNs = trigger.duration("cooldown");
        if (cooldownNs.isPresent() && (cooldownNs.getAsLong() < 0 || cooldownNs.getAsLong() > MAX_COOLDOWN_NS)) {
            trigger.error("cooldown", "must be PT0S to P365D");
        }
        return cooldownNs;
    }

    /** A reset lies on the side of the level from which the alert can fire again. */
    private long readReset(RequestObject trigger, Condition condition) {
        if (trigger.value("reset").isEmpty()) {
            return NULL_VALUE;
        }
        long reset = readPrice(trigger, "reset");
        if (reset == NULL_VALUE || condition.low == NULL_VALUE) {
            return reset;
        }
        String level = Decimals.format(condition.low, decimals);
        switch (condition.type) {
            case ABOVE, CROSSES_UP -> {
                if (reset >= condition.low) {
                    trigger.error("reset", "must be less than the level, " + level);
                }
            }
            case BELOW, CROSSES_DOWN -> {
                if (reset <= condition.low) {
                    trigger.error("reset", "must be greater than the level, " + level);
                }
            }
            default -> trigger.error("reset", "goes with above, below, crosses_up and crosses_down only");
        }
        return reset;
    }

    private static void rejectWithOnce(RequestObject trigger, String name) {
        if (trigger.value(name).isPresent()) {
            trigger.error(name, "goes with mode every only");
        }
    }

    /** The price in units, or {@code NULL_VALUE} when there was an error. */
    private long readPrice(RequestObject object, String name) {
        object.require(name);
        Optional<BigDecimal> price = object.decimal(name);
        if (price.isEmpty()) {
            return NULL_VALUE;
        }
        if (price.get().signum() <= 0) {
            object.error(name, "must be greater than 0");
            return NULL_VALUE;
        }
        if (!Decimals.isExact(price.get(), decimals)) {
            object.error(name, "must have at most " + decimals + " decimals");
            return NULL_VALUE;
        }
        long units = Decimals.toUnits(price.get(), decimals);
        if (units > Decimals.MAX_PRICE) {
            object.error(name, "must be at most " + Decimals.format(Decimals.MAX_PRICE, decimals));
            return NULL_VALUE;
        }
        return units;
    }

    private static String readMessage(RequestObject alert) {
        Optional<String> message = alert.text("message");
        message.ifPresent(text -> {
            if (text.codePointCount(0, text.length()) > MAX_MESSAGE_LENGTH) {
                alert.error("message", "must be at most " + MAX_MESSAGE_LENGTH + " characters");
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                alert.error("message", "must not hold half a surrogate pair");
            }
            MessageTemplate.fault(text).ifPresent(fault -> alert.error("message", fault));
        });
        return message.orElse("");
    }

    private static boolean isChannel(ConditionType type) {
        return switch (type) {
            case INSIDE, OUTSIDE, ENTERS, EXITS -> true;
            case ABOVE, BELOW, CROSSES_UP, CROSSES_DOWN, CROSSES, NULL_VAL -> false;
        };
    }

    private record Condition(ConditionType type, long low, long high) {
        static final Condition NONE = new Condition(ConditionType.NULL_VAL, NULL_VALUE, NULL_VALUE);
    }

    private record Trigger(TriggerMode mode, long cooldownNs, long reset) {
        static final Trigger ONCE = new Trigger(TriggerMode.ONCE, 0, NULL_VALUE);
    }
}
