package io.tocsin.engine.store;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reusable bytes of varying length: a key or a value on its way into or out of a map. Grows when it must. */
final class Region {
    private final UnsafeBuffer buffer;
    private int length;

    Region(int capacity) {
        buffer = new UnsafeBuffer(new byte[capacity]);
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    byte[] bytes() {
        return buffer.byteArray();
    }

    int length() {
        return length;
    }

    /** Makes room for {@code newLength} bytes, keeping those that are there. */
    Region length(int newLength) {
        if (newLength > buffer.capacity()) {
            byte[] larger = new byte[Math.max(newLength, 2 * buffer.capacity())];
            buffer.getBytes(0, larger, 0, length);
            buffer.wrap(larger);
        }
        length = newLength;
        return this;
    }

    Region set(DirectBuffer source) {
        length(source.capacity());
        buffer.putBytes(0, source, 0, length);
        return this;
    }

    Region setLong(long value) {
        length(Long.BYTES);
        buffer.putLong(0, value, ByteOrder.LITTLE_ENDIAN);
        return this;
    }

    Region setInts(int first, int second) {
        length(Long.BYTES);
        buffer.putInt(0, first);
        buffer.putInt(Integer.BYTES, second);
        return this;
    }
}
