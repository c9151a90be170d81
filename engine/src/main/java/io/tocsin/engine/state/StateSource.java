package io.tocsin.engine.state;

import org.agrona.MutableDirectBuffer;

/** Gives back, in the same order, what a {@link StateSink} received. Throws when there is no more. Engine thread. */
public interface StateSource {
    int getInt();

    long getLong();

    void getBytes(MutableDirectBuffer target, int offset, int length);
}
