package io.tocsin.engine.state;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** A state in memory, to be read once from its beginning. */
public final class StateBytes implements StateSink, StateSource {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1 << 16);
    private int length;
    private int position;

    public byte[] toArray() {
        return Arrays.copyOf(buffer.byteArray(), length);
    }

    /** Whether all was read. */
    public boolean isExhausted() {
        return position == length;
    }

    @Override
    public void putInt(int value) {
        buffer.putInt(length, value, ByteOrder.LITTLE_ENDIAN);
        length += Integer.BYTES;
    }

    @Override
    public void putLong(long value) {
        buffer.putLong(length, value, ByteOrder.LITTLE_ENDIAN);
        length += Long.BYTES;
    }

    @Override
    public void putBytes(DirectBuffer source, int offset, int bytes) {
        buffer.putBytes(length, source, offset, bytes);
        length += bytes;
    }

    @Override
    public int getInt() {
        return buffer.getInt(next(Integer.BYTES), ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long getLong() {
        return buffer.getLong(next(Long.BYTES), ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void getBytes(MutableDirectBuffer target, int offset, int bytes) {
        buffer.getBytes(next(bytes), target, offset, bytes);
    }

    private int next(int bytes) {
        int at = position;
        position += bytes;
        if (position > length) {
            throw new IllegalStateException("no more than " + length + " bytes");
        }
        return at;
    }
}
