package io.tocsin.engine.rules;

/**
 * The journal holds more than this process was sized for: the operator lowered a limit below what is in use. It comes
 * up during recovery only; live commands over a limit are rejected.
 */
public final class CapacityExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CapacityExceededException(String what, long capacity) {
        super("the journal holds more than " + capacity + ' ' + what);
    }
}
