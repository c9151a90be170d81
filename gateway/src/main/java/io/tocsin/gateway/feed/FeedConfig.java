package io.tocsin.gateway.feed;

/** How one feed is configured, of whichever kind it is. Immutable. */
public interface FeedConfig {
    /** Lower-case letters, digits and hyphens; no other feed has it. */
    String name();

    /** Makes the feed; what it needs from outside it opens when it runs. */
    Feed feed();
}
