package io.tocsin.journal;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.pipeline.Limits;
import io.tocsin.engine.pipeline.SnapshotSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.zip.CRC32C;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;

/**
 * Writes one snapshot beside its place, and moves it there once it is whole and durable.
 * <p>
 * The pipeline's threads tell the state, one after the other, into the page cache; what fails is kept for
 * {@link #complete}, on a thread that may wait. Nothing is left behind by one that fails or is closed before.
 */
public final class SnapshotWriter implements SnapshotSink, Closeable {
    private static final int BUFFER_LENGTH = 1 << 20;

    private final Snapshots snapshots;
    private final LongFunction<Path> target;
    private final Path unfinished;
    private final ByteBuffer buffer =
            BufferUtil.allocateDirectAligned(BUFFER_LENGTH, 4096).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C checksum = new CRC32C();
    private final CountDownLatch told = new CountDownLatch(1);
    private FileChannel channel;
    private IOException failure;
    private long sequence;
    private long timestampNs;
    private Limits limits;
    private long length;
    private long engineLength;
    private long beginNs;
    private long pauseNs;

    /** @param target the place that the sequence gives it. */
    SnapshotWriter(Snapshots snapshots, LongFunction<Path> target, Path unfinished) {
        this.snapshots = snapshots;
        this.target = target;
        this.unfinished = unfinished;
        try {
            Files.createDirectories(unfinished.toAbsolutePath().getParent());
            channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            channel.position(SnapshotHeader.LENGTH);
        } catch (IOException e) {
            failure = e;
        }
    }

    /**
     * What has come to be.
     *
     * @param bytes   of the file.
     * @param pauseNs for which the engine did nothing else.
     */
    public record Snapshot(Path file, long sequence, long bytes, long pauseNs) {}

    @Override
    public void begin(long atSequence, long atTimestampNs, Limits ofNode) {
        beginNs = System.nanoTime();
        sequence = atSequence;
        timestampNs = atTimestampNs;
        limits = ofNode;
    }

    @Override
    public void putInt(int value) {
        ensureRoom(Integer.BYTES);
        buffer.putInt(value);
    }

    @Override
    public void putLong(long value) {
        ensureRoom(Long.BYTES);
        buffer.putLong(value);
    }

    @Override
    public void putBytes(DirectBuffer source, int offset, int count) {
        int done = 0;
        while (done < count) {
            ensureRoom(1);
            int part = Math.min(count - done, buffer.remaining());
            source.getBytes(offset + done, buffer, part);
            done += part;
        }
    }

    @Override
    public void endEngine() {
        engineLength = length + buffer.position();
        pauseNs = System.nanoTime() - beginNs;
    }

    @Override
    public void end() {
        flush();
        told.countDown();
    }

    /**
     * Waits until everything has been told, makes it durable, and before it the journal and the outbox, which it takes the
     * place of; then gives the file its name.
     *
     * @throws IOException what went wrong, also while it was told; nothing is left of it.
     */
    public Snapshot complete(long timeout, TimeUnit unit) throws IOException, InterruptedException {
        if (!told.await(timeout, unit)) {
            throw new IOException("the state was not told within " + timeout + ' ' + unit);
        }
        if (failure != null) {
            throw failure;
        }
        SnapshotHeader header =
                new SnapshotHeader(AlertEngine.STATE_LAYOUT, sequence, timestampNs, limits, engineLength, length, (int)
                        checksum.getValue());
        channel.write(header.encode(), 0);
        channel.force(true);
        channel.close();
        snapshots.forceQueues();
        Path file = target.apply(sequence);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Snapshots.forceDirectoryOf(file);
        return new Snapshot(file, sequence, SnapshotHeader.LENGTH + length, pauseNs);
    }

    private void ensureRoom(int count) {
        if (buffer.remaining() < count) {
            flush();
        }
    }

    private void flush() {
        buffer.flip();
        length += buffer.limit();
        checksum.update(buffer.duplicate());
        try {
            while (failure == null && buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            failure = e;
        }
        buffer.clear();
    }

    /** Takes away what was not completed. */
    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            Files.deleteIfExists(unfinished);
        }
    }
}
