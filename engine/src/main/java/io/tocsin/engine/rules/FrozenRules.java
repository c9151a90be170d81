package io.tocsin.engine.rules;

/** What a {@link RuleStore} held at one moment, while it goes on changing. For one thread. */
public interface FrozenRules extends AutoCloseable {
    /**
     * Visits what was remembered of creations then, oldest first, where the call before has ended.
     *
     * @param most it visits.
     * @return whether there are more.
     */
    boolean forEachCreation(int most, RuleStore.CreationConsumer consumer);

    /** Visits the push tokens of then, as {@link RuleStore#forEachDevice}. */
    void forEachDevice(RuleStore.DeviceConsumer consumer);

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
