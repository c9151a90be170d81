package io.tocsin.journal.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BitUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far a named consumer of the outbox has come. What is committed survives the death of the process, not a loss of
 * power; what was read but not committed is read again. One thread at a time.
 * <p>
 * The file holds the position plus one, so that zeroes mean that nothing was committed.
 */
public final class DurableCursor implements AutoCloseable {
    static final String SUFFIX = ".cursor";
    /** The position of a cursor that was never committed. */
    public static final long NONE = -1;

    private final MappedByteBuffer mapping;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    DurableCursor(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, BitUtil.SIZE_OF_LONG);
            buffer.wrap(mapping);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The committed {@link OutboxTailer#position}; {@link #NONE} when nothing was ever committed. */
    public long position() {
        return buffer.getLongVolatile(0) + NONE;
    }

    /** Makes a {@link OutboxTailer#position} durable. */
    public void commit(long position) {
        buffer.putLongVolatile(0, position - NONE);
    }

    @Override
    public void close() {
        buffer.wrap(0, 0);
        IoUtil.unmap(mapping);
    }
}
