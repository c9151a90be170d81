package io.tocsin.journal;

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
 */
public final class DurableCursor implements AutoCloseable {
    private final MappedByteBuffer mapping;
    private final UnsafeBuffer buffer;

    DurableCursor(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, BitUtil.SIZE_OF_LONG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        buffer = new UnsafeBuffer(mapping);
    }

    /** The committed {@link OutboxTailer#position}; {@link OutboxTailer#START} when nothing was ever committed. */
    public long position() {
        return buffer.getLongVolatile(0);
    }

    /** Makes a {@link OutboxTailer#position} durable. */
    public void commit(long position) {
        buffer.putLongVolatile(0, position);
    }

    @Override
    public void close() {
        IoUtil.unmap(mapping);
    }
}
