package io.tocsin.engine.oracle;

import java.util.ArrayList;
import java.util.List;

/** What a value was at its recent events. */
final class Window {
    private final List<Past> values = new ArrayList<>();
    private final Span span;
    /** What was found last, as many alerts ask the same. */
    private Extremes known;

    Window(Span span) {
        this.span = span;
    }

    void add(long timeNs, long value) {
        values.add(new Past(timeNs, value));
        known = null;
    }

    /** The least value in the window of that time, {@code v} included. */
    long minimum(long timeNs, long v) {
        return Math.min(v, extremes(timeNs).least);
    }

    /** The greatest value in the window of that time, {@code v} included. */
    long maximum(long timeNs, long v) {
        return Math.max(v, extremes(timeNs).greatest);
    }

    private Extremes extremes(long timeNs) {
        if (known == null || known.timeNs != timeNs) {
            known = find(timeNs);
        }
        return known;
    }

    private Extremes find(long timeNs) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = values.size() - 1; i >= 0 && span.holds(values.get(i).timeNs, timeNs); i--) {
            least = Math.min(least, values.get(i).value);
            greatest = Math.max(greatest, values.get(i).value);
        }
        return new Extremes(timeNs, least, greatest);
    }

    private record Past(long timeNs, long value) {}

    private record Extremes(long timeNs, long least, long greatest) {}
}
