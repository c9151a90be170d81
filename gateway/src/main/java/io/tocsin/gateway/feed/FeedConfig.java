package io.tocsin.gateway.feed;

import io.tocsin.gateway.identity.Identity;

/** How one feed is configured, of whichever kind it is. Immutable. */
public interface FeedConfig {
    /** Lower-case letters, digits and hyphens; no other feed has it. */
    String name();

    /** Makes the feed; what it needs from outside it opens when it runs. */
    Feed feed();

    /** Makes the feed of a node, where those who bring the ticks have to show who they are. */
    default Feed feed(Identity identity) {
        return feed();
    }
}
