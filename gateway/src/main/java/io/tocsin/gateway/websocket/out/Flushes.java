package io.tocsin.gateway.websocket.out;

import java.util.ArrayList;
import java.util.List;

/**
 * The connections of one event loop that have been written to since the last flush: each is flushed once, at the end of
 * whatever the event loop was doing. Event loop only.
 */
public final class Flushes {
    private List<Outbound> due = new ArrayList<>();
    private List<Outbound> spare = new ArrayList<>();

    void add(Outbound outbound) {
        due.add(outbound);
    }

    /** Flushing can make a connection writable, which adds to the list again. */
    public void flushAll() {
        while (!due.isEmpty()) {
            List<Outbound> flushing = due;
            due = spare;
            spare = flushing;
            flushing.forEach(Outbound::flush);
            flushing.clear();
        }
    }
}
