package io.tocsin.engine.state;

/**
 * A part of a state that can be told while what it is of goes on changing: it is told as it was at one moment. For one
 * thread, and to be closed before what it is of.
 */
public interface FrozenState extends AutoCloseable {
    /** Tells the next piece of it; false when that was the last one. */
    boolean tell(StateSink sink);

    /** Whether what was told is not right, as too much has changed meanwhile. */
    boolean isLost();

    /** Nobody tells it any more. */
    @Override
    void close();
}
