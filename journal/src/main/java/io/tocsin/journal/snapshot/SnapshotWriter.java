package io.tocsin.journal.snapshot;

import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.zip.CRC32C;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;

/**
 * Writes one snapshot beside its place, and moves it there once it is whole and durable.
 * <p>
 * The engine writes the head of its state into chunks of memory, and goes on; the listeners write what they know.
 * {@link #complete}, on a thread that may wait, brings the chunks to the file meanwhile, and writes the rest. Only when
 * the file is {@value #CHUNKS} chunks behind does the engine have to help. What fails is kept for {@code complete}.
 * Nothing is left behind by one that fails or is closed before.
 */
public final class SnapshotWriter implements SnapshotSink, Closeable {
    private static final int CHUNK_LENGTH = 1 << 20;
    private static final int CHUNKS = 16;
    private static final int LOOK_EVERY_MS = 5;

    private final Snapshots snapshots;
    private final LongFunction<Path> target;
    private final Path unfinished;
    private final Queue<ByteBuffer> empty = new ConcurrentLinkedQueue<>();
    private final Queue<ByteBuffer> filled = new ConcurrentLinkedQueue<>();
    private final CRC32C checksum = new CRC32C();
    private final StateBuffer listeners = new StateBuffer();
    private final CountDownLatch written = new CountDownLatch(1);
    private FileChannel channel;
    private IOException failure;
    private ByteBuffer chunk;
    private long sequence;
    private long timestampNs;
    private int layout;
    private Limits limits;
    private long length;
    private FrozenState rest;
    private boolean isClosed;
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
        // Here, for new memory takes time that the engine should not spend.
        for (int i = 0; i < CHUNKS; i++) {
            ByteBuffer spare = snapshots.spareChunks().poll();
            empty.add(spare == null ? newChunk() : spare);
        }
        chunk = empty.remove();
    }

    private static ByteBuffer newChunk() {
        return BufferUtil.allocateDirectAligned(CHUNK_LENGTH, 4096).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * What has come to be.
     *
     * @param bytes   of the file.
     * @param pauseNs for which the engine did nothing else.
     */
    public record Snapshot(Path file, long sequence, long bytes, long pauseNs) {}

    @Override
    public void begin(long atSequence, long atTimestampNs, int ofLayout, Limits ofNode) {
        beginNs = System.nanoTime();
        sequence = atSequence;
        timestampNs = atTimestampNs;
        layout = ofLayout;
        limits = ofNode;
    }

    @Override
    public void putInt(int value) {
        ensureRoom(Integer.BYTES);
        chunk.putInt(value);
    }

    @Override
    public void putLong(long value) {
        ensureRoom(Long.BYTES);
        chunk.putLong(value);
    }

    @Override
    public void putBytes(DirectBuffer source, int offset, int count) {
        int done = 0;
        while (done < count) {
            ensureRoom(1);
            int part = Math.min(count - done, chunk.remaining());
            source.getBytes(offset + done, chunk, part);
            done += part;
        }
    }

    @Override
    public void endPause(FrozenState rest) {
        synchronized (written) {
            this.rest = rest;
            if (isClosed) {
                rest.close();
            }
        }
        pauseNs = System.nanoTime() - beginNs;
    }

    @Override
    public StateSink listeners() {
        return listeners;
    }

    @Override
    public void end() {
        written.countDown();
    }

    /**
     * Waits until the pipeline has written its part, writes the rest, makes it durable, and before it the journal and
     * the outbox, which it takes the place of; then gives the file its name.
     *
     * @throws IOException what went wrong, also while it was written; nothing is left of it.
     */
    public Snapshot complete(long timeout, TimeUnit unit) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + unit.toNanos(timeout);
        while (!written.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new IOException("the state was not written within " + timeout + ' ' + unit);
            }
            writeFilled();
        }
        while (rest.write(this)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the state was not written to its end");
            }
        }
        if (rest.isLost()) {
            throw new IOException("more alerts changed meanwhile than could be remembered");
        }
        closeRest();
        long engineLength = length + chunk.position();
        putBytes(listeners.buffer(), 0, listeners.length());
        flush();
        writeFilled();
        snapshots.spareChunks().addAll(empty);
        empty.clear();
        if (failure != null) {
            throw failure;
        }
        SnapshotHeader header = new SnapshotHeader(
                layout,
                sequence,
                timestampNs,
                limits,
                engineLength,
                length,
                (int) checksum.getValue(),
                SnapshotHeader.LENGTH);
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
        if (chunk.remaining() < count) {
            flush();
        }
    }

    private void flush() {
        chunk.flip();
        length += chunk.limit();
        filled.add(chunk);
        chunk = empty.poll();
        while (chunk == null) {
            writeNext();
            chunk = empty.poll();
        }
    }

    private void writeFilled() {
        while (writeNext()) {
            // One after the other.
        }
    }

    /** One at a time, so that they come to the file in their order. */
    private synchronized boolean writeNext() {
        ByteBuffer next = filled.poll();
        if (next == null) {
            return false;
        }
        write(next);
        empty.add(next.clear());
        return true;
    }

    private void write(ByteBuffer next) {
        checksum.update(next.duplicate());
        try {
            while (failure == null && next.hasRemaining()) {
                channel.write(next);
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void closeRest() {
        synchronized (written) {
            isClosed = true;
            if (rest != null) {
                rest.close();
                rest = null;
            }
        }
    }

    /** Takes away what was not completed. */
    @Override
    public void close() throws IOException {
        closeRest();
        if (channel != null) {
            channel.close();
            Files.deleteIfExists(unfinished);
        }
    }
}
