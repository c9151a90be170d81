package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.GapChange;
import io.tocsin.engine.codec.SymbolMark;
import java.util.ArrayList;
import java.util.List;

/** The inputs of the engine as plain values; {@code null} stands for an absent field. */
sealed interface Input {
    /** 0 when nobody waits for the reply. */
    long correlationId();

    record Clock(long correlationId) implements Input {}

    record SetLimits(long correlationId, long maxAlerts, int maxSymbols, int maxAlertsPerOwner, SeriesLimits series)
            implements Input {}

    record Register(long correlationId, String symbol) implements Input {}

    record Configure(long correlationId, String symbol, Integer decimals, Long maxJumpPpm, Long dayRollNs)
            implements Input {}

    /**
     * A tick of one price, or a conflated one.
     *
     * @param late whether it comes after its time, to fill a gap.
     */
    record Tick(
            long correlationId,
            String symbol,
            int decimals,
            Prices prices,
            long size,
            Book book,
            Long exchangeTimeNs,
            boolean late)
            implements Input {
        Tick(
                long correlationId,
                String symbol,
                int decimals,
                Prices prices,
                long size,
                Book book,
                Long exchangeTimeNs) {
            this(correlationId, symbol, decimals, prices, size, book, exchangeTimeNs, false);
        }
    }

    record Gap(long correlationId, String symbol, GapChange change) implements Input {}

    /**
     * Somebody vouches for a price or against it.
     *
     * @param asOfNs of the last tick that is known of.
     */
    record Mark(long correlationId, String symbol, SymbolMark mark, Long asOfNs) implements Input {}

    /**
     * The prices of a tick.
     *
     * @param first  {@code null} in a tick of one price, as are {@code min} and {@code max}.
     */
    record Prices(Long first, Long min, Long max, long last, boolean minFirst, int count) {
        static Prices one(long price) {
            return new Prices(null, null, null, price, false, 1);
        }

        boolean isConflated() {
            return first != null;
        }

        /** As they are evaluated, one after the other. */
        List<Long> sequence() {
            if (!isConflated()) {
                return List.of(last);
            }
            List<Long> sequence = new ArrayList<>();
            for (Long price : minFirst ? List.of(first, min, max, last) : List.of(first, max, min, last)) {
                if (sequence.isEmpty() || !price.equals(sequence.get(sequence.size() - 1))) {
                    sequence.add(price);
                }
            }
            return sequence;
        }

        /** Whether {@code min} and {@code max} are what they say. */
        boolean areConsistent() {
            return !isConflated()
                    || (count >= 1 && min <= Math.min(Math.min(first, last), max) && max >= Math.max(first, last));
        }
    }

    record Book(Long bid, Long ask) {}

    record Create(long correlationId, String owner, Definition definition) implements Input {}

    record Replace(long correlationId, String owner, long alertId, Integer expectedVersion, Definition definition)
            implements Input {}

    record SetStatus(long correlationId, String owner, long alertId, AlertStatus status) implements Input {}

    record Delete(long correlationId, String owner, long alertId) implements Input {}
}
