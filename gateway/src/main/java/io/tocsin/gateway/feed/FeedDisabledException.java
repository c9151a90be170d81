package io.tocsin.gateway.feed;

/** A feed cannot go on, and will not by itself: a person has to see to it, and start it again. */
public final class FeedDisabledException extends FeedException {
    private static final long serialVersionUID = 1;

    public FeedDisabledException(String message) {
        super(message);
    }
}
