package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.Bar;
import java.util.Collection;
import java.util.List;

/**
 * Finds the timer that is due first: by time; the ends of bars, by symbol and length, before silences, by alert, before
 * what else ends of alerts, by id.
 */
final class Timers {
    private static final List<Bar> LENGTHS = List.of(Bar.PT1M, Bar.PT5M, Bar.PT15M, Bar.PT1H, Bar.P1D);

    private final Collection<Instrument> instruments;
    private final Collection<Alert> alerts;

    /**
     * @param instruments by id.
     * @param alerts      by id.
     */
    Timers(Collection<Instrument> instruments, Collection<Alert> alerts) {
        this.instruments = instruments;
        this.alerts = alerts;
    }

    /** The end of a bar if {@code alert} is {@code null}, else a silence or the next timer of that alert. */
    record Due(long timeNs, Instrument instrument, Bar length, Alert alert, boolean isSilence) {}

    /** The first of those due up to that time, or {@code null}. */
    Due first(long timeNs) {
        Due first = null;
        for (Instrument instrument : instruments) {
            for (Bar length : LENGTHS) {
                Long endNs = instrument.endOfOpenBar(length);
                if (endNs != null && endNs <= timeNs && (first == null || endNs < first.timeNs)) {
                    first = new Due(endNs, instrument, length, null, false);
                }
            }
        }
        for (Alert alert : alerts) {
            long dueNs = alert.nextSilenceNs();
            if (dueNs <= timeNs && (first == null || dueNs < first.timeNs)) {
                first = new Due(dueNs, null, null, alert, true);
            }
        }
        for (Alert alert : alerts) {
            long dueNs = alert.nextTimerNs();
            if (dueNs <= timeNs && (first == null || dueNs < first.timeNs)) {
                first = new Due(dueNs, null, null, alert, false);
            }
        }
        return first;
    }
}
