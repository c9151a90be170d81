package io.tocsin.engine.conditions;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.series.SeriesKey;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;
import io.tocsin.engine.series.Values;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;

/**
 * What conditions share: the series that they watch, and windows, references and silences. Each lives from the first
 * condition that is attached to it until none is, which takes effect with {@link #sweep}.
 */
public final class Attachments {
    private final SeriesTable series;
    private final Values values;
    private final Families families;
    private final ConditionRecord condition = new ConditionRecord();
    private int maxSeries = Integer.MAX_VALUE;
    private int maxSeriesPerSymbol = Integer.MAX_VALUE;
    private boolean detached;

    public Attachments(SeriesTable series, Values values, Families families) {
        this.series = series;
        this.values = values;
        this.families = families;
    }

    /** Bounds derived series, windows and silences from now on. */
    public void limit(int newMaxSeries, int newMaxSeriesPerSymbol) {
        maxSeries = newMaxSeries;
        maxSeriesPerSymbol = newMaxSeriesPerSymbol;
    }

    /** Writes the limits in force. */
    public void write(StateSink sink) {
        sink.putInt(maxSeries);
        sink.putInt(maxSeriesPerSymbol);
    }

    public void read(StateSource source) {
        maxSeries = source.getInt();
        maxSeriesPerSymbol = source.getInt();
    }

    /**
     * The limit that would be passed if the conditions of an alert were attached, each of them counted by itself; 0
     * when none would. A symbol that is not known yet has an id below 0.
     */
    public int exceededLimit(AlertRecord alert) {
        int all = 0;
        for (int i = 0; i < alert.conditionCount(); i++) {
            all += missing(alert, i);
            int symbolId = condition.symbolId();
            int ofSymbol = symbolId < 0 ? 0 : SeriesLine.attached(series.line(symbolId));
            for (int k = 0; k < alert.conditionCount(); k++) {
                int missing = missing(alert, k);
                ofSymbol += condition.symbolId() == symbolId ? missing : 0;
            }
            if (missing(alert, i) > 0 && ofSymbol > maxSeriesPerSymbol) {
                return maxSeriesPerSymbol;
            }
        }
        return all > 0 && series.sharedInUse() + all > maxSeries ? maxSeries : 0;
    }

    /** Attaches a condition to what it needs, which is made if it is not there. */
    public void attach(ConditionRecord attached) {
        attached.seriesId(values.attach(attached.symbolId(), SeriesKey.of(attached)));
        if (isMeasured(attached)) {
            families.distances().attach(attached);
        } else if (attached.type() == ConditionType.SILENT) {
            families.silences().attach(attached);
        }
    }

    public void detach(ConditionRecord attached) {
        if (isMeasured(attached)) {
            families.distances().detach(attached);
        } else if (attached.type() == ConditionType.SILENT) {
            families.silences().detach(attached);
        }
        values.detach(attached.seriesId());
        detached = true;
    }

    /** Ends what nothing is attached to any more. Not during a step, which goes through it. */
    public void sweep() {
        if (detached) {
            detached = false;
            families.distances().sweep();
            families.silences().sweep();
            values.sweep();
        }
    }

    /** How much would have to be made for a condition, which {@link #condition} shows from then on. */
    private int missing(AlertRecord alert, int index) {
        condition.wrap(alert, index);
        int symbolId = condition.symbolId();
        long key = SeriesKey.of(condition);
        int missing = values.missing(symbolId, key);
        boolean isNew = symbolId < 0 || missing > 0;
        return switch (condition.type()) {
            case MOVES_UP, MOVES_DOWN ->
                missing + (isNew || families.distances().isNew(values.find(symbolId, key), condition) ? 1 : 0);
            case SILENT -> isNew || families.silences().isNew(symbolId, condition) ? 1 : 0;
            default -> missing;
        };
    }

    private static boolean isMeasured(ConditionRecord condition) {
        return switch (condition.type()) {
            case MOVES_UP, MOVES_DOWN -> true;
            case CHANGE -> Families.isOfDay(condition);
            default -> false;
        };
    }
}
