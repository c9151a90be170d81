package io.tocsin.engine.rules;

/** The alerts as they were at one moment, while they go on changing. For one thread. */
public interface FrozenAlerts extends AutoCloseable {
    /**
     * Copies an alert into {@code into}, as it was then; false when there was none.
     *
     * @param alertId larger than in the call before.
     */
    boolean read(long alertId, AlertRecord into);

    /** Whether too much has changed for what is read to be right any more. */
    boolean isLost();

    /** Nobody reads any more. */
    @Override
    void close();
}
