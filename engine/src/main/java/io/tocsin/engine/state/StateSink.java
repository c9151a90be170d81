package io.tocsin.engine.state;

import org.agrona.DirectBuffer;

/**
 * Receives a state as a sequence of bytes: numbers come as theirs, the least significant first, so that what was put in
 * can be seen by the bytes alone. Engine thread; what is given is valid during the call only.
 */
public interface StateSink {
    void putInt(int value);

    void putLong(long value);

    void putBytes(DirectBuffer source, int offset, int length);

    /** Bytes with their number before them. */
    default void putText(DirectBuffer source, int offset, int length) {
        putInt(length);
        putBytes(source, offset, length);
    }
}
