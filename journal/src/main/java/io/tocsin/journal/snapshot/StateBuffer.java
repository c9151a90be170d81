package io.tocsin.journal.snapshot;

import io.tocsin.engine.state.StateSink;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Keeps a state in memory that grows with it. */
final class StateBuffer implements StateSink {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private int length;

    DirectBuffer buffer() {
        return buffer;
    }

    int length() {
        return length;
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
    public void putBytes(DirectBuffer source, int offset, int count) {
        buffer.putBytes(length, source, offset, count);
        length += count;
    }
}
