package io.tocsin.engine.oracle;

/** A watched value over the steps. {@code null} stands for a value that does not exist. */
interface Value {
    /** The value now. */
    Long present(long timeNs);

    /** Whether the value is looked at in this step, which is the latest one. */
    boolean hasEvent(long step);

    /** The value at its latest event, unless it has ceased to exist. */
    Long latest();

    /** The value at the event before its latest one. */
    Long previous();
}
