package io.tocsin.engine;

import io.tocsin.engine.rules.AlertRecord;

/** What one firing says beside its alert. Reused: read it during the call only. */
public final class Firing {
    private int ordinal = -1;
    private int symbolId;
    private int decimals;
    private int valueDecimals;
    private long price;
    private long previous;
    private long value;
    private long reference;
    private long exchangeTimeNs;
    private boolean isLate;
    private boolean isStale;

    /** A new input begins. */
    void start() {
        ordinal = -1;
        exchangeTimeNs = AlertRecord.NULL_VALUE;
        isLate = false;
    }

    /** A tick is looked at. */
    void onTick(long newExchangeTimeNs, boolean late) {
        exchangeTimeNs = newExchangeTimeNs;
        isLate = late;
    }

    void stale(boolean stale) {
        isStale = stale;
    }

    /** Takes over all but the number. */
    void copyFrom(Firing other) {
        symbolId = other.symbolId;
        decimals = other.decimals;
        valueDecimals = other.valueDecimals;
        price = other.price;
        previous = other.previous;
        value = other.value;
        exchangeTimeNs = other.exchangeTimeNs;
        isLate = other.isLate;
        isStale = other.isStale;
    }

    /** The next firing will have this number. */
    void continueAt(int nextOrdinal) {
        ordinal = nextOrdinal - 1;
    }

    /** The next firing, like the last one but for its reference. */
    void next(long newReference) {
        ordinal++;
        reference = newReference;
    }

    /** The next firing, of a condition on this symbol. */
    void next(int newSymbolId, int newDecimals, long newPrice, long newPrevious) {
        ordinal++;
        symbolId = newSymbolId;
        decimals = newDecimals;
        price = newPrice;
        previous = newPrevious;
    }

    /** What decided, in a scale of its own. */
    void decided(long newValue, long newReference, int newValueDecimals) {
        value = newValue;
        reference = newReference;
        valueDecimals = newValueDecimals;
    }

    /** Counts the firings of one input from 0. */
    public int ordinal() {
        return ordinal;
    }

    /** The symbol of the condition that decided. */
    public int symbolId() {
        return symbolId;
    }

    /** The scale of {@link #price} and {@link #previous}. */
    public int decimals() {
        return decimals;
    }

    /** The symbol's last price. */
    public long price() {
        return price;
    }

    /** The symbol's price before {@link #price}, or {@link AlertRecord#NULL_VALUE} for a first price. */
    public long previous() {
        return previous;
    }

    /** What the condition watches; {@link AlertRecord#NULL_VALUE} when that is the last price. */
    public long value() {
        return value;
    }

    /**
     * The level, the end of the channel, the extreme, the reference, the peak, or the value that is the level; {@link
     * AlertRecord#NULL_VALUE} for a silence.
     */
    public long reference() {
        return reference;
    }

    /** The scale of {@link #value} and {@link #reference}. */
    public int valueDecimals() {
        return valueDecimals;
    }

    /** Whether the tick that decided came after its time. */
    public boolean isLate() {
        return isLate;
    }

    /** Whether a price that was looked at could not be trusted. */
    public boolean isStale() {
        return isStale;
    }

    /** {@link AlertRecord#NULL_VALUE} when the feed gave none, and on arming. */
    public long exchangeTimeNs() {
        return exchangeTimeNs;
    }
}
