package io.tocsin.engine.oracle;

import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ValueKind;
import java.util.Comparator;

/**
 * One value of a symbol; {@code null} stands for a parameter that the kind does not have. The natural order is the one
 * in which a step's values are looked at.
 */
record Watched(ValueKind kind, Long withinNs, Bar bar, Integer period) implements Comparable<Watched> {
    static final Watched LAST = of(ValueKind.LAST);

    private static final int SIZE_DECIMALS = 8;
    private static final int RSI_DECIMALS = 4;
    private static final Comparator<Watched> ORDER = Comparator.comparing(Watched::kind)
            .thenComparing(Watched::withinNs, nullsFirst(naturalOrder()))
            .thenComparing(Watched::bar, nullsFirst(naturalOrder()))
            .thenComparing(Watched::period, nullsFirst(naturalOrder()));

    static Watched of(ValueKind kind) {
        return new Watched(kind, null, null, null);
    }

    static Watched volume(long withinNs) {
        return new Watched(ValueKind.VOLUME, withinNs, null, null);
    }

    static Watched ofBars(ValueKind kind, Bar bar, int period) {
        return new Watched(kind, null, bar, period);
    }

    int decimals(int decimalsOfSymbol) {
        return switch (kind) {
            case VOLUME -> SIZE_DECIMALS;
            case RSI -> RSI_DECIMALS;
            default -> decimalsOfSymbol;
        };
    }

    @Override
    public int compareTo(Watched other) {
        return ORDER.compare(this, other);
    }
}
