package io.tocsin.gateway.node;

/** A node cannot start, for a reason outside of it. The message is one line that names what stands in the way. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }
}
