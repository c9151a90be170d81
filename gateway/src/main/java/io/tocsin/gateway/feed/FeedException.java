package io.tocsin.gateway.feed;

/** A feed cannot go on. The message is for the operator. */
public class FeedException extends Exception {
    private static final long serialVersionUID = 1;

    public FeedException(String message) {
        super(message);
    }

    public FeedException(String message, Throwable cause) {
        super(message, cause);
    }
}
