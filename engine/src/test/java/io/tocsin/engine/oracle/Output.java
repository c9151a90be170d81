package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SymbolState;

/** The outputs of the engine as plain values; {@code null} stands for an absent field. */
sealed interface Output {
    /** The input that caused it. */
    Stamp at();

    record Stamp(long sequence, long timeNs) {}

    record SymbolKey(int id, String name, int decimals) {}

    /**
     * A price, the one before it, and the time that the exchange gave.
     *
     * @param late  whether the tick that decided came late.
     * @param stale whether a price that was looked at was in doubt.
     */
    record Move(Long previous, long price, Long exchangeTimeNs, boolean late, boolean stale) {}

    record Accepted(
            Stamp at, long correlationId, int symbolId, Range range, long size, Input.Book book, Long exchangeTimeNs)
            implements Output {}

    /** The prices of a tick. */
    record Range(long last, long low, long high, int count) {}

    record Rejected(Stamp at, long correlationId, RejectReason reason) implements Output {}

    record SymbolIs(Stamp at, long correlationId, SymbolKey symbol, long maxJumpPpm, long dayRollNs, SymbolState state)
            implements Output {}

    record AlertIs(Stamp at, long correlationId, AlertChange change, AlertState state) implements Output {}

    /** Where an alert stands in its life. */
    record AlertState(
            long alertId,
            int version,
            AlertStatus status,
            int firedCount,
            Long lastFiredAtNs,
            long createdAtNs,
            long effectiveSequence) {}

    record Fired(Stamp at, int ordinal, SymbolKey symbol, Move move, Decided decided, FiredAlert alert)
            implements Output {
        String eventId() {
            return at.sequence() + "-" + ordinal;
        }

        /** As one of all outputs of its input, and not of its firings. */
        Fired numbered(int newOrdinal) {
            return new Fired(at, newOrdinal, symbol, move, decided, alert);
        }
    }

    /**
     * What decided.
     *
     * @param value    what was watched; {@code null} when that is the last price.
     * @param decimals the scale of both.
     */
    record Decided(Long reference, Long value, int decimals) {}

    /** What a firing says of its alert. */
    record FiredAlert(
            long alertId,
            int version,
            int firedCount,
            ConditionType condition,
            String owner,
            String message,
            String actions) {}
}
