package io.tocsin.contract.alert;

import static io.tocsin.contract.alert.ValueDefinition.NULL_VALUE;

import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ValueKind;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Reads watched values and what they are compared with. What it returns means something only when no error was noted.
 */
final class ValueRequests {
    static final int MIN_PERIOD = 2;
    static final int MAX_PERIOD = 500;

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_WINDOW_NS = TimeUnit.HOURS.toNanos(24);
    private static final BigDecimal MAX_RSI = BigDecimal.valueOf(100);
    private static final Set<Bar> BARS = EnumSet.complementOf(EnumSet.of(Bar.NULL_VAL));

    private ValueRequests() {}

    /** The value that the members of a condition name: the price if {@code of} is absent, or names none. */
    static ValueDefinition watched(RequestObject condition, Set<ValueKind> allowed) {
        return read(condition, allowed).orElse(ValueDefinition.LAST);
    }

    /** The value that a level is; {@code NONE} when it names none. */
    static ValueDefinition level(RequestObject level) {
        level.require("of");
        ValueDefinition value = read(level, ConditionForm.PRICES).orElse(ValueDefinition.NONE);
        level.rejectUnknown();
        return value;
    }

    private static Optional<ValueDefinition> read(RequestObject object, Set<ValueKind> allowed) {
        Optional<ValueKind> kind = object.word("of", allowed);
        if (object.value("of").isPresent() && kind.isEmpty()) {
            object.allow("period", "bar", "within");
        }
        return kind.map(known -> {
            boolean isBarred = ValueDefinition.isBarred(known);
            return new ValueDefinition(
                    known,
                    isBarred ? readBar(object) : Bar.NULL_VAL,
                    isBarred ? readPeriod(object) : 0,
                    known == ValueKind.VOLUME ? window(object, "within") : NULL_VALUE);
        });
    }

    private static int readPeriod(RequestObject object) {
        object.require("period");
        return object.integer("period", MIN_PERIOD, MAX_PERIOD).orElse(0);
    }

    private static Bar readBar(RequestObject object) {
        object.require("bar");
        Optional<String> name = object.text("bar");
        Optional<Bar> bar = name.flatMap(given ->
                BARS.stream().filter(known -> known.name().equals(given)).findFirst());
        if (name.isPresent() && bar.isEmpty()) {
            object.error("bar", BARS.stream().map(Bar::name).collect(Collectors.joining(", ", "must be one of ", "")));
        }
        return bar.orElse(Bar.NULL_VAL);
    }

    /** A window or a silence, in nanoseconds. */
    static long window(RequestObject object, String name) {
        object.require(name);
        OptionalLong ns = object.duration(name);
        if (ns.isEmpty()) {
            return NULL_VALUE;
        }
        if (ns.getAsLong() < SECOND_NS || ns.getAsLong() > MAX_WINDOW_NS || ns.getAsLong() % SECOND_NS != 0) {
            object.error(name, "must be whole seconds from PT1S to PT24H");
        }
        return ns.getAsLong();
    }

    /** What a value of this kind is compared with, in units; {@code NULL_VALUE} when there was an error. */
    static long constant(RequestObject object, String name, ValueKind kind, int decimals) {
        object.require(name);
        Optional<BigDecimal> given = object.decimal(name);
        if (given.isEmpty()) {
            return NULL_VALUE;
        }
        Optional<String> fault = fault(given.get(), kind, decimals);
        fault.ifPresent(detail -> object.error(name, detail));
        return fault.isPresent() ? NULL_VALUE : Decimals.toUnits(given.get(), decimals);
    }

    private static Optional<String> fault(BigDecimal given, ValueKind kind, int decimals) {
        if (kind == ValueKind.RSI && (given.signum() < 0 || given.compareTo(MAX_RSI) > 0)) {
            return Optional.of("must be from 0 to " + MAX_RSI);
        }
        if (kind != ValueKind.RSI && kind != ValueKind.SPREAD && given.signum() <= 0) {
            return Optional.of("must be greater than 0");
        }
        if (!Decimals.isExact(given, decimals)) {
            return Optional.of("must have at most " + decimals + " decimals");
        }
        long units = Decimals.toUnits(given, decimals);
        String max = Decimals.format(Decimals.MAX_PRICE, decimals);
        if (units < -Decimals.MAX_PRICE) {
            return Optional.of("must be at least -" + max);
        }
        return units > Decimals.MAX_PRICE ? Optional.of("must be at most " + max) : Optional.empty();
    }
}
