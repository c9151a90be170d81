package io.tocsin.engine.state;

/**
 * A part of a state that can be written while what it is of goes on changing: it is written as it was at one moment.
 * For one thread, and to be closed before what it is of.
 */
public interface FrozenState extends AutoCloseable {
    /** Writes the next piece of it; false when that was the last one. */
    boolean write(StateSink sink);

    /** Whether what was written is not right, as too much has changed meanwhile. */
    boolean isLost();

    /** Nobody writes it any more. */
    @Override
    void close();
}
