package io.tocsin.contract.json;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The names that enum constants have outside: lower case, {@code crosses_up}. SBE's {@code NULL_VAL} has none. */
public final class Words {
    private static final String SBE_NULL = "NULL_VAL";

    private Words() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant of that name out of {@code values}. */
    public static <E extends Enum<E>> Optional<E> find(String word, Set<E> values) {
        return values.stream()
                .filter(value -> !value.name().equals(SBE_NULL) && of(value).equals(word))
                .findFirst();
    }

    /** What a word must be to be one of these, for people. */
    public static String rule(Set<? extends Enum<?>> values) {
        return values.stream()
                .filter(value -> !value.name().equals(SBE_NULL))
                .map(Words::of)
                .collect(Collectors.joining(", ", "must be one of ", ""));
    }
}
