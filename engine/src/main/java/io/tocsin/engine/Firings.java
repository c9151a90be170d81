package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.conditions.Families;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;
import io.tocsin.engine.series.Trust;
import io.tocsin.engine.series.Values;

/** Emits firings with what decided them, and numbers those of an input. */
final class Firings {
    private final SeriesTable series;
    private final Values values;
    private final Families families;
    private final AlertBook book;
    private final Outputs outputs;
    private final Firing firing = new Firing();
    private final ConditionRecord condition = new ConditionRecord();
    private int symbolOfTick = SymbolTable.NULL_ID;

    Firings(SeriesTable series, Values values, Families families, AlertBook book, Outputs outputs) {
        this.series = series;
        this.values = values;
        this.families = families;
        this.book = book;
        this.outputs = outputs;
    }

    void onInput() {
        firing.start();
        symbolOfTick = SymbolTable.NULL_ID;
    }

    /** A tick is looked at from now on. */
    void onTick(Tick tick) {
        symbolOfTick = tick.symbolId();
        firing.onTick(tick.exchangeTimeNs(), tick.isLate());
    }

    /** Whether one of the prices that an alert watches, other than by the tick that is looked at, is in doubt. */
    boolean isStale(AlertRecord alert) {
        for (int i = 0; i < alert.conditionCount(); i++) {
            int symbolId = condition.wrap(alert, i).symbolId();
            if (symbolId != symbolOfTick && Trust.isDoubtful(series.line(symbolId))) {
                return true;
            }
        }
        return false;
    }

    /** This condition has decided that its alert, which counts it by now, fires. */
    void onFiring(ConditionRecord decided) {
        long symbol = series.line(decided.symbolId());
        int decimals = SeriesLine.decimals(symbol);
        firing.next(decided.symbolId(), decimals, SeriesLine.last(symbol), SeriesLine.previous(symbol));
        firing.decided(value(decided), reference(decided), decided.valueDecimals(decimals));
        firing.stale(isStale(decided.alert()));
        outputs.onFiring(decided.alert(), firing);
    }

    /** One-shots on the last price of a symbol have been reached. */
    void onRun(int symbolId, FiringRun run, int root) {
        long symbol = series.line(symbolId);
        int decimals = SeriesLine.decimals(symbol);
        int next = firing.ordinal() + 1;
        firing.next(symbolId, decimals, SeriesLine.last(symbol), SeriesLine.previous(symbol));
        firing.decided(NULL_VALUE, NULL_VALUE, decimals);
        // It was a tick of this very symbol that reached them.
        firing.stale(false);
        run.take(root, firing, book.inputNs());
        firing.continueAt(next + outputs.onRun(next, run));
    }

    private long value(ConditionRecord decided) {
        if (decided.kind() == ValueKind.LAST) {
            return NULL_VALUE;
        }
        return decided.levelKind() == ValueKind.NULL_VAL
                ? values.present(decided.seriesId(), book.nowNs())
                : SeriesLine.last(series.line(SeriesLine.minuend(series.line(decided.seriesId()))));
    }

    private long reference(ConditionRecord decided) {
        return decided.levelKind() == ValueKind.NULL_VAL
                ? families.of(decided).reference(decided)
                : SeriesLine.last(series.line(SeriesLine.subtrahend(series.line(decided.seriesId()))));
    }
}
