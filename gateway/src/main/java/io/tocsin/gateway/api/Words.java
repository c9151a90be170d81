package io.tocsin.gateway.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names that enum constants have outside: lower case, {@code crosses_up}. SBE's {@code NULL_VAL} has none. */
public final class Words {
    private static final String SBE_NULL = "NULL_VAL";

    private Words() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant of that name out of {@code values}. */
    public static <E extends Enum<E>> Optional<E> find(String word, E[] values) {
        return Arrays.stream(values)
                .filter(value -> !value.name().equals(SBE_NULL) && of(value).equals(word))
                .findFirst();
    }

    /** All names, for people. */
    public static List<String> all(Enum<?>[] values) {
        return Arrays.stream(values)
                .filter(value -> !value.name().equals(SBE_NULL))
                .map(Words::of)
                .toList();
    }
}
