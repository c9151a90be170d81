package io.tocsin.engine.rules;

import java.util.List;

/**
 * The read side of the rule store, for gateways.
 * <p>
 * Any thread may call it, beside the engine thread that writes; each read sees a record as some one input left it.
 */
public interface AlertReader {
    /**
     * Copies an alert into {@code into}.
     *
     * @return false, with {@code into} unchanged, when there is no such alert.
     */
    boolean read(long alertId, AlertRecord into);

    /**
     * Copies ids of an owner's alerts in ascending order.
     *
     * @param afterId only ids greater than this one; 0 for all.
     * @param ids     receives up to its length.
     * @return how many were copied; fewer than {@code ids.length} only when there are no more.
     */
    int list(CharSequence owner, long afterId, long[] ids);

    /** Number of alerts in the store. */
    long alertCount();

    /**
     * The push tokens of an owner.
     *
     * @return an immutable list, oldest registration first; empty when there are none.
     */
    List<Device> devices(CharSequence owner);
}
