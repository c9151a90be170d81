package io.tocsin.engine.oracle;

/**
 * What a condition sees when it is looked at.
 *
 * @param prev the value at the event before, or {@code null}.
 * @param v    the value.
 * @param from what the condition measures from: an extreme of the window, a reference, a peak; {@code null} for none.
 */
record Look(Long prev, long v, Long from) {
    /** The same, with another value before it. */
    Look comingFrom(Long start) {
        return new Look(start, v, from);
    }
}
