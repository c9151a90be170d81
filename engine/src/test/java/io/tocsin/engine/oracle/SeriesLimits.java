package io.tocsin.engine.oracle;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How many series there may be, in all and of one symbol. */
record SeriesLimits(int inAll, int perSymbol) {
    static final SeriesLimits NONE = new SeriesLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Whether there is room for what the definition needs beside what the alerts in force have. */
    boolean haveRoomFor(Definition definition, Collection<Alert> alerts) {
        Set<Series> there = alerts.stream()
                .filter(Alert::isInForce)
                .flatMap(alert -> Series.of(alert.definition()))
                .collect(Collectors.toSet());
        List<Series> more =
                Series.of(definition).filter(series -> !there.contains(series)).toList();
        return more.isEmpty()
                || (there.size() + more.size() <= inAll
                        && more.stream()
                                .map(Series::symbol)
                                .allMatch(symbol -> count(there, symbol) + count(more, symbol) <= perSymbol));
    }

    private static long count(Collection<Series> series, String symbol) {
        return series.stream().filter(each -> each.symbol().equals(symbol)).count();
    }
}
