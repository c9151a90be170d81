package io.tocsin.journal.snapshot;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.SnapshotSource;
import io.tocsin.engine.state.StateHash;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Gives back the state that a snapshot file holds, which was found whole before. One thread. */
public final class SnapshotReader implements SnapshotSource, Closeable {
    private static final int BUFFER_LENGTH = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final SnapshotHeader header;
    private final ByteBuffer buffer =
            BufferUtil.allocateDirectAligned(BUFFER_LENGTH, 4096).order(ByteOrder.LITTLE_ENDIAN);

    private SnapshotReader(Path file, FileChannel channel, SnapshotHeader header) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        buffer.limit(0);
    }

    /**
     * Opens a snapshot after reading it once as a whole, for its checksum.
     *
     * @throws SnapshotDamagedException when it is not whole, or of a layout that this build does not know.
     */
    public static SnapshotReader open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            SnapshotReader reader = new SnapshotReader(file, channel, headerOf(file, channel));
            reader.check();
            return reader;
        } catch (IOException unusable) {
            channel.close();
            throw unusable;
        }
    }

    static SnapshotHeader headerOf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return headerOf(file, channel);
        }
    }

    private static SnapshotHeader headerOf(Path file, FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SnapshotHeader.LENGTH);
        channel.read(bytes, 0);
        return SnapshotHeader.decode(file, bytes.flip());
    }

    private void check() throws IOException {
        int layout = header.layout();
        if (layout < AlertEngine.OLDEST_STATE_LAYOUT || layout > AlertEngine.NEWEST_STATE_LAYOUT) {
            throw new SnapshotDamagedException(
                    file,
                    "made by another version: state of layout " + layout + ", this build reads "
                            + AlertEngine.OLDEST_STATE_LAYOUT + " to " + AlertEngine.NEWEST_STATE_LAYOUT);
        }
        CRC32C checksum = new CRC32C();
        long length = 0;
        channel.position(header.length());
        while (fill()) {
            length += buffer.remaining();
            checksum.update(buffer);
        }
        if (length != header.bodyLength()) {
            throw new SnapshotDamagedException(
                    file,
                    "cut at byte " + (header.length() + length) + ", " + (header.bodyLength() - length)
                            + " are missing");
        }
        if ((int) checksum.getValue() != header.bodyChecksum()) {
            throw new SnapshotDamagedException(file, "damaged: its checksum does not hold");
        }
        rewind();
    }

    private void rewind() throws IOException {
        channel.position(header.length());
        buffer.clear().limit(0);
    }

    /** The hash of the engine's state in it, as {@link StateHash} makes it of the engine itself. */
    public long engineHash() throws IOException {
        rewind();
        StateHash hash = new StateHash();
        UnsafeBuffer bytes = new UnsafeBuffer(buffer);
        for (long left = header.engineLength(); left > 0 && fill(); left -= buffer.limit()) {
            hash.putBytes(bytes, 0, (int) Math.min(left, buffer.limit()));
        }
        rewind();
        return hash.value();
    }

    @Override
    public long sequence() {
        return header.sequence();
    }

    @Override
    public long timestampNs() {
        return header.timestampNs();
    }

    @Override
    public Limits limits() {
        return header.limits();
    }

    public Path file() {
        return file;
    }

    /** Length of the file, in bytes. */
    public long bytes() {
        return header.length() + header.bodyLength();
    }

    @Override
    public int getInt() {
        require(Integer.BYTES);
        return buffer.getInt();
    }

    @Override
    public long getLong() {
        require(Long.BYTES);
        return buffer.getLong();
    }

    @Override
    public void getBytes(MutableDirectBuffer target, int offset, int length) {
        int done = 0;
        while (done < length) {
            require(1);
            int part = Math.min(length - done, buffer.remaining());
            target.putBytes(offset + done, buffer, buffer.position(), part);
            buffer.position(buffer.position() + part);
            done += part;
        }
    }

    /** Has the buffer hold so many bytes in one piece: those left of it, and what follows. */
    private void require(int count) {
        if (buffer.remaining() >= count) {
            return;
        }
        try {
            buffer.compact();
            while (buffer.position() < count) {
                if (channel.read(buffer) < 0) {
                    throw new EOFException(file + ": ends too early");
                }
            }
            buffer.flip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean fill() throws IOException {
        buffer.clear();
        int read = channel.read(buffer);
        buffer.flip();
        return read > 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
