package io.tocsin.gateway.feed.tcp;

import java.util.Arrays;

/** The numbers that one connection has given to symbols. Event loop. */
final class LocalSymbols {
    /** The greatest number. */
    static final int MAX_ID = 65_535;

    static final int UNKNOWN = -1;
    /** The engine has not answered yet. */
    static final int PENDING = -2;

    private int[] ids = new int[0];
    private int pending;

    /** The engine's id, or {@link #UNKNOWN} or {@link #PENDING}. */
    int find(int localId) {
        return localId >= 0 && localId < ids.length ? ids[localId] : UNKNOWN;
    }

    /** @param id the engine's, or {@link #UNKNOWN} or {@link #PENDING}. */
    void put(int localId, int id) {
        if (localId >= ids.length) {
            int length = ids.length;
            ids = Arrays.copyOf(ids, Math.min(MAX_ID + 1, Math.max(localId + 1, 2 * length)));
            Arrays.fill(ids, length, ids.length, UNKNOWN);
        }
        pending += (id == PENDING ? 1 : 0) - (ids[localId] == PENDING ? 1 : 0);
        ids[localId] = id;
    }

    /** How many are. */
    int pending() {
        return pending;
    }
}
