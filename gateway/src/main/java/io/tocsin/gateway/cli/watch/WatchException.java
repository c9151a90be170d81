package io.tocsin.gateway.cli.watch;

/** Watching cannot go on, and trying again would not help. */
public final class WatchException extends Exception {
    private static final long serialVersionUID = 1L;

    WatchException(String message) {
        super(message);
    }
}
