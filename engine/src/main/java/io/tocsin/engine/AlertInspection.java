package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.conditions.Families;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.rules.RuleStore;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;
import io.tocsin.engine.series.Values;

/**
 * Shows what the engine knows of an alert, for people who ask why it fired or did not. No output depends on whether it
 * was asked. On the engine thread, between inputs; it allocates, and costs O(conditions of the alert).
 */
public final class AlertInspection {
    private final SeriesTable series;
    private final Values values;
    private final Families families;
    private final AlertBook book;
    private final RuleStore rules;
    private final ConditionRecord condition = new ConditionRecord();

    AlertInspection(SymbolTable symbols, Values values, AlertBook book, RuleStore rules) {
        series = symbols.series();
        this.values = values;
        families = book.families();
        this.book = book;
        this.rules = rules;
    }

    /**
     * What a condition is looked at with, in units of its value's scale; {@link AlertRecord#NULL_VALUE} for what is not
     * there, or not yet. All but the price is known only while the alert is in force.
     *
     * @param price      the last price of the condition's symbol.
     * @param tickTimeNs when that came.
     * @param value      what the condition watches, as of the last input.
     * @param level      the value that is the level.
     * @param low        what a rise is measured from: the least of the window, the reference, the trough.
     * @param high       what a fall is measured from: the greatest of the window, the reference, the peak.
     */
    public record Sight(long price, long tickTimeNs, long value, long level, long low, long high) {}

    /** Reads an alert with all that its record can hold; false when there is none. */
    public boolean read(long alertId, AlertRecord into) {
        book.awaitRuns();
        if (!rules.read(alertId, into)) {
            return false;
        }
        for (int i = 0; i < into.conditionCount(); i++) {
            families.complete(condition.wrap(into, i));
        }
        return true;
    }

    /** What a condition of an alert, which was read just before, is looked at with. */
    public Sight sightOf(ConditionRecord seen) {
        long symbol = series.line(seen.symbolId());
        long price = SeriesLine.last(symbol);
        long tickTimeNs = price == NULL_VALUE ? NULL_VALUE : SeriesLine.timeNs(symbol);
        if (!seen.alert().isInForce()) {
            return new Sight(price, tickTimeNs, NULL_VALUE, NULL_VALUE, NULL_VALUE, NULL_VALUE);
        }
        long watched = series.line(seen.seriesId());
        boolean isConstant = seen.levelKind() == ValueKind.NULL_VAL;
        return new Sight(
                price,
                tickTimeNs,
                isConstant ? values.present(seen.seriesId(), book.nowNs()) : lastOf(SeriesLine.minuend(watched)),
                isConstant ? NULL_VALUE : lastOf(SeriesLine.subtrahend(watched)),
                families.low(seen),
                families.high(seen));
    }

    private long lastOf(int seriesId) {
        return SeriesLine.last(series.line(seriesId));
    }
}
