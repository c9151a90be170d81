package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.oracle.Definition.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a condition needs and shares with others, and of which there are only so many: a value other than the last
 * price, a difference, a window, a silence.
 */
record Series(String symbol, Kind kind, Watched watched, Watched level, long spanNs) {
    enum Kind {
        VALUE,
        DIFFERENCE,
        WINDOW,
        SILENCE
    }

    /** All that the conditions need, each condition counted by itself. */
    static Stream<Series> of(Definition definition) {
        return definition.conditions().stream().flatMap(condition -> of(condition, definition.symbolOf(condition)));
    }

    private static Stream<Series> of(Condition condition, String symbol) {
        List<Series> needed = new ArrayList<>();
        Stream.of(condition.of(), condition.levelValue() == null ? Watched.LAST : condition.levelValue())
                .filter(value -> value.kind() != ValueKind.LAST)
                .forEach(value -> needed.add(new Series(symbol, Kind.VALUE, value, null, 0)));
        if (condition.levelValue() != null) {
            needed.add(new Series(symbol, Kind.DIFFERENCE, condition.of(), condition.levelValue(), 0));
        }
        if (condition.isMove()) {
            needed.add(new Series(symbol, Kind.WINDOW, condition.of(), null, condition.spanNs()));
        }
        if (condition.type() == ConditionType.SILENT) {
            needed.add(new Series(symbol, Kind.SILENCE, Watched.LAST, null, condition.spanNs()));
        }
        return needed.stream();
    }
}
