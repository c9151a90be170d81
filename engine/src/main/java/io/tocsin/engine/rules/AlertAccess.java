package io.tocsin.engine.rules;

/** Reads and rewrites alerts. For one thread at a time, beside others that have an access of their own. */
public interface AlertAccess {
    /** Copies an alert into {@code into}; false when there is none. */
    boolean read(long alertId, AlertRecord into);

    /** Stores the present bytes of a known alert. */
    void update(AlertRecord alert);
}
