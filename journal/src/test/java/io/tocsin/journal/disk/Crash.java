package io.tocsin.journal.disk;

/** The process is gone, and what it does from here on does not count. */
public final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash(String when) {
        super(when, null, false, false);
    }
}
