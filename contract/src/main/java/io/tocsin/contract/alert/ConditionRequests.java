package io.tocsin.contract.alert;

import static io.tocsin.contract.alert.AlertDefinition.NULL_VALUE;

import io.tocsin.contract.alert.ConditionDefinition.Bounds;
import io.tocsin.contract.alert.ConditionDefinition.Distance;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.SymbolNames;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.rules.AlertRecord;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * Reads the condition of an alert, single or compound. What it returns means something only when no error was noted.
 * One request, one thread.
 */
final class ConditionRequests {
    private static final int MIN_JOINED = 2;
    private static final BigDecimal MAX_PERCENT = BigDecimal.valueOf(1_000_000);
    private static final long MAX_HOLD_NS = TimeUnit.HOURS.toNanos(24);
    private static final Set<ConditionType> ALL_TYPES = EnumSet.allOf(ConditionType.class);
    private static final Set<ConditionType> SINGLE_TYPES =
            EnumSet.complementOf(EnumSet.of(ConditionType.ALL, ConditionType.ANY));
    private static final Set<ReferenceType> DAILY = EnumSet.of(ReferenceType.DAY_OPEN, ReferenceType.PREVIOUS_CLOSE);

    /** All members that some condition has. */
    private static final Set<String> MEMBERS = Set.of(
            "symbol",
            "of",
            "period",
            "bar",
            "level",
            "low",
            "high",
            "percent",
            "by",
            "within",
            "direction",
            "from",
            "for");

    private final String alertSymbol;
    private final ToIntFunction<String> decimalsOf;

    /** @param decimalsOf the scale of the prices of a symbol. */
    ConditionRequests(String alertSymbol, ToIntFunction<String> decimalsOf) {
        this.alertSymbol = alertSymbol;
        this.decimalsOf = decimalsOf;
    }

    /**
     * What was read.
     *
     * @param type {@code NULL_VAL}, without conditions, when it could not be.
     */
    record Conditions(ConditionType type, List<ConditionDefinition> list) {
        private static final Conditions NONE = new Conditions(ConditionType.NULL_VAL, List.of());
    }

    Conditions read(RequestObject alert) {
        alert.require("condition");
        Optional<RequestObject> condition = alert.object("condition");
        Optional<ConditionType> type = condition.flatMap(object -> readType(object, ALL_TYPES));
        if (type.isEmpty()) {
            return Conditions.NONE;
        }
        return new Conditions(
                type.get(),
                ConditionForm.isCompound(type.get())
                        ? readJoined(condition.get(), type.get())
                        : List.of(readSingle(condition.get(), type.get(), false)));
    }

    private static Optional<ConditionType> readType(RequestObject condition, Set<ConditionType> allowed) {
        condition.require("type");
        return condition.word("type", allowed);
    }

    private List<ConditionDefinition> readJoined(RequestObject compound, ConditionType type) {
        compound.require("of");
        Optional<List<RequestObject>> joined = compound.objects("of");
        rejectUnknown(compound, type);
        if (joined.isEmpty()) {
            return List.of();
        }
        int count = joined.get().size();
        if (count < MIN_JOINED || count > AlertRecord.MAX_CONDITIONS) {
            compound.error("of", "must hold " + MIN_JOINED + " to " + AlertRecord.MAX_CONDITIONS + " conditions");
        }
        return joined.get().stream()
                .flatMap(condition ->
                        readType(condition, SINGLE_TYPES).map(single -> readSingle(condition, single, true)).stream())
                .toList();
    }

    private ConditionDefinition readSingle(RequestObject condition, ConditionType type, boolean isJoined) {
        ConditionForm form = ConditionForm.of(type);
        String symbol = isJoined ? readSymbol(condition) : "";
        ValueDefinition value = ValueRequests.watched(condition, form.watchable());
        int decimals = value.decimals(decimalsOf.applyAsInt(symbol.isEmpty() ? alertSymbol : symbol));
        Bounds bounds = switch (form) {
            case LEVEL -> readLevel(condition, value, decimals);
            case CHANNEL -> readChannel(condition, value, decimals);
            case MOVE, CHANGE, TRAIL, SILENCE -> Bounds.NONE;
        };
        Distance distance = switch (form) {
            case MOVE, CHANGE, TRAIL -> readDistance(condition, form, value, decimals);
            case LEVEL, CHANNEL, SILENCE -> Distance.NONE;
        };
        long durationNs = switch (form) {
            case MOVE -> ValueRequests.window(condition, "within");
            case SILENCE -> ValueRequests.window(condition, "for");
            case LEVEL, CHANNEL, CHANGE, TRAIL -> NULL_VALUE;
        };
        long holdNs = isJoined && ConditionForm.isEvent(type) ? readHold(condition, value) : 0;
        rejectUnknown(condition, type);
        return new ConditionDefinition(symbol, type, value, decimals, bounds, distance, durationNs, holdNs);
    }

    /** Empty when it is that of the alert. */
    private String readSymbol(RequestObject condition) {
        Optional<String> symbol = condition.text("symbol");
        if (symbol.isPresent() && !SymbolNames.isValid(symbol.get())) {
            condition.error("symbol", SymbolNames.RULE);
            return "";
        }
        return symbol.filter(name -> !name.equals(alertSymbol)).orElse("");
    }

    private static Bounds readLevel(RequestObject condition, ValueDefinition watched, int decimals) {
        if (!condition.isObject("level")) {
            return Bounds.level(ValueRequests.constant(condition, "level", watched.kind(), decimals));
        }
        ValueDefinition level =
                condition.object("level").map(ValueRequests::level).orElse(ValueDefinition.NONE);
        if (!ConditionForm.PRICES.contains(watched.kind())) {
            condition.error("level", "must be a number with of " + Words.of(watched.kind()));
        } else if (level.equals(watched)) {
            condition.error("level", "must be another value than the watched one");
        }
        return Bounds.level(level);
    }

    private static Bounds readChannel(RequestObject condition, ValueDefinition watched, int decimals) {
        long low = ValueRequests.constant(condition, "low", watched.kind(), decimals);
        long high = ValueRequests.constant(condition, "high", watched.kind(), decimals);
        if (low != NULL_VALUE && high != NULL_VALUE && low >= high) {
            condition.error("high", "must be greater than low, " + Decimals.format(low, decimals));
        }
        return Bounds.channel(low, high);
    }

    private static Distance readDistance(
            RequestObject condition, ConditionForm form, ValueDefinition watched, int decimals) {
        boolean isPercent = condition.value("percent").isPresent();
        boolean isAbsolute = condition.value("by").isPresent();
        long amount = NULL_VALUE;
        if (isPercent && isAbsolute) {
            condition.error("by", "must not be there beside percent");
        } else if (isAbsolute) {
            amount = ValueRequests.constant(condition, "by", watched.kind(), decimals);
        } else if (isPercent) {
            amount = readPercent(condition);
        } else {
            condition.error("percent", "is required, unless by is there");
        }
        Direction direction = Direction.NULL_VAL;
        if (!form.directions().isEmpty()) {
            condition.require("direction");
            direction = condition.word("direction", form.directions()).orElse(Direction.NULL_VAL);
        }
        ReferenceType from = form == ConditionForm.CHANGE ? readFrom(condition, watched) : ReferenceType.NULL_VAL;
        return new Distance(isPercent ? DistanceUnit.PERCENT : DistanceUnit.ABSOLUTE, amount, direction, from);
    }

    private static long readPercent(RequestObject condition) {
        Optional<BigDecimal> percent = condition.decimal("percent");
        if (percent.isEmpty()) {
            return NULL_VALUE;
        }
        boolean isInRange = percent.get().signum() > 0 && percent.get().compareTo(MAX_PERCENT) <= 0;
        if (!isInRange || !Decimals.isExact(percent.get(), Decimals.PERCENT_DECIMALS)) {
            condition.error(
                    "percent",
                    "must be over 0 and at most " + MAX_PERCENT + " with at most " + Decimals.PERCENT_DECIMALS
                            + " decimals");
        }
        return Decimals.toUnits(percent.get(), Decimals.PERCENT_DECIMALS);
    }

    private static ReferenceType readFrom(RequestObject condition, ValueDefinition watched) {
        condition.require("from");
        Optional<ReferenceType> from = condition.word("from", EnumSet.allOf(ReferenceType.class));
        if (from.filter(DAILY::contains).isPresent() && watched.kind() != ValueKind.LAST) {
            condition.error("of", "must be last with from " + Words.of(from.get()));
        }
        return from.orElse(ReferenceType.NULL_VAL);
    }

    /** Of a volume, {@code within} is the window. */
    private static long readHold(RequestObject condition, ValueDefinition watched) {
        if (watched.kind() == ValueKind.VOLUME) {
            return 0;
        }
        OptionalLong holdNs = condition.duration("within");
        if (holdNs.orElse(0) > MAX_HOLD_NS) {
            condition.error("within", "must be PT0S to PT24H");
        }
        return holdNs.orElse(0);
    }

    private static void rejectUnknown(RequestObject condition, ConditionType type) {
        condition.rejectUnknown(MEMBERS, "does not go with " + Words.of(type) + " here");
    }
}
