package io.tocsin.engine;

import io.tocsin.engine.rules.AlertRecord;

/** The prices and times of one firing. Reused: read it during the call only. */
public final class Firing {
    private int ordinal;
    private long price;
    private long previous;
    private long reference;
    private long exchangeTimeNs;

    /** A price is looked at; nothing has fired yet. */
    void at(final long price, final long previous, final long exchangeTimeNs) {
        this.price = price;
        this.previous = previous;
        this.exchangeTimeNs = exchangeTimeNs;
    }

    void of(final int ordinal, final long reference) {
        this.ordinal = ordinal;
        this.reference = reference;
    }

    /** Counts the firings of one input from 0. */
    public int ordinal() {
        return ordinal;
    }

    public long price() {
        return price;
    }

    /** The symbol's price before {@link #price}, or {@link AlertRecord#NULL_VALUE} for a first price. */
    public long previous() {
        return previous;
    }

    /** The level, or the end of the channel, that decided. */
    public long reference() {
        return reference;
    }

    /** {@link AlertRecord#NULL_VALUE} when the feed gave none, and on arming. */
    public long exchangeTimeNs() {
        return exchangeTimeNs;
    }
}
