package io.tocsin.replay;

/** What was asked for is not in the data directory any more. The message says why and what can be done. */
final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message) {
        super(message);
    }
}
