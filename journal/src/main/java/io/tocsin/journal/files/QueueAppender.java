package io.tocsin.journal.files;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.core.io.IORuntimeException;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.RollingChronicleQueue;
import org.agrona.DirectBuffer;

/**
 * Appends documents to a queue, copied once, from off-heap memory into the page cache. One thread at a time; allocates
 * nothing.
 */
public final class QueueAppender implements AutoCloseable {
    private final Path directory;
    private final ExcerptAppender appender;
    private final int startCycle;
    private final long startPosition;
    private final PointerBytesStore bytes = new PointerBytesStore();

    /**
     * @param directory     of the queue, for messages.
     * @param startCycle    of the last document that the queue holds.
     * @param startPosition where it ends in its roll file.
     */
    QueueAppender(Path directory, ExcerptAppender appender, int startCycle, long startPosition) {
        this.directory = directory;
        this.appender = appender;
        this.startCycle = startCycle;
        this.startPosition = startPosition;
        appender.singleThreadedCheckDisabled(true);
    }

    /**
     * Appends one document.
     *
     * @param document in a buffer that is off-heap.
     * @throws UncheckedIOException when it could not be written.
     */
    public void append(DirectBuffer document, int offset, int length) {
        bytes.set(document.addressOffset() + offset, length);
        try {
            appender.writeBytes(bytes);
        } catch (IORuntimeException e) {
            throw new UncheckedIOException("cannot append to " + directory, new IOException(e));
        } catch (InternalError lostPage) {
            // So the JVM throws in a thread that writes to a mapped page: somebody else has filled the disk, or it is
            // broken.
            throw new UncheckedIOException(
                    "a mapped page found no room in " + directory + ", or could not be written",
                    new IOException(lostPage));
        } finally {
            // An address keeps no memory alive, and the caller may have no other use for the buffer.
            Reference.reachabilityFence(document);
        }
    }

    /** Of the last document. */
    public int cycle() {
        return appender.cycle();
    }

    /** The roll file of the last document. */
    public File currentFile() {
        return appender.currentFile();
    }

    /** The mapped roll file of the last document. */
    MappedFile mappedFile() {
        return ((MappedBytes) appender.wire().bytes()).mappedFile();
    }

    /** Where the last document ends in its roll file. */
    long position() {
        return appender.wire().bytes().writePosition();
    }

    /** Of the next document, if it is appended now. */
    int nextCycle() {
        return ((RollingChronicleQueue) appender.queue()).cycle();
    }

    /** Where the next document begins in its roll file, at the earliest. */
    long nextPosition() {
        // Before the first append Chronicle may stand anywhere.
        boolean isStart = appender.wire() == null;
        int lastCycle = isStart ? startCycle : cycle();
        long lastPosition = isStart ? startPosition : position();
        return nextCycle() == lastCycle ? lastPosition : 0;
    }

    /** The queue index of the last document. */
    public long lastIndex() {
        return appender.lastIndexAppended();
    }

    @Override
    public void close() {
        appender.close();
    }
}
