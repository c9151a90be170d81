package io.tocsin.gateway.feed.exchange;

/** What an exchange sent cannot be read. The message names what is wrong with it. */
final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedMessageException(String message) {
        super(message);
    }
}
