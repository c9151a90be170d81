package io.tocsin.contract.alert;

import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.rules.AlertRecord;
import java.util.EnumSet;
import java.util.Set;

/**
 * A value of a symbol, which a condition watches or takes as its level.
 *
 * @param bar      {@code NULL_VAL} for a kind that has none.
 * @param period   in bars; 0 for a kind that has none.
 * @param withinNs the window of a volume; {@link #NULL_VALUE} for the others.
 */
public record ValueDefinition(ValueKind kind, Bar bar, int period, long withinNs) {
    public static final long NULL_VALUE = AlertRecord.NULL_VALUE;

    /** No value: a level that is a constant. */
    public static final ValueDefinition NONE = of(ValueKind.NULL_VAL);

    /** The price. */
    public static final ValueDefinition LAST = of(ValueKind.LAST);

    private static final int RSI_DECIMALS = 4;
    private static final Set<ValueKind> BARRED =
            EnumSet.of(ValueKind.SMA, ValueKind.EMA, ValueKind.RSI, ValueKind.VWAP);

    /** A value of which the kind says all. */
    static ValueDefinition of(ValueKind kind) {
        return new ValueDefinition(kind, Bar.NULL_VAL, 0, NULL_VALUE);
    }

    /** A value of that kind, without what the kind has no use for. */
    static ValueDefinition of(ValueKind kind, Bar bar, int period, long withinNs) {
        boolean isBarred = isBarred(kind);
        return new ValueDefinition(
                kind,
                isBarred ? bar : Bar.NULL_VAL,
                isBarred ? period : 0,
                kind == ValueKind.VOLUME ? withinNs : NULL_VALUE);
    }

    /** Whether values of this kind are computed from bars. */
    static boolean isBarred(ValueKind kind) {
        return BARRED.contains(kind);
    }

    /** The scale of the value, with that of the symbol's prices. */
    int decimals(int symbolDecimals) {
        return switch (kind) {
            case RSI -> RSI_DECIMALS;
            case VOLUME -> Decimals.SIZE_DECIMALS;
            case LAST, BID, ASK, MID, SPREAD, SMA, EMA, VWAP, NULL_VAL -> symbolDecimals;
        };
    }
}
