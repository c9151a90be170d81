package io.tocsin.gateway.feed.exchange;

import io.tocsin.gateway.feed.FeedException;

/** Ends the connection of a feed. What came before is still worked off. Any thread; only the first call counts. */
interface Ending {
    void end(FeedException reason);
}
