package io.tocsin.journal.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.wire.Wires;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads one roll file of a queue document by document, straight from a mapping of it and without trusting anything in
 * it: neither the index nor the write position, which a crash of the machine can leave ahead of the documents.
 * <p>
 * The layout is OpenHFT's published "size-prefixed blob": each document follows its length as an {@code int32}, padded
 * to 4 bytes; a length is written last, so 0 means that nothing was committed there. The two upper bits of the length
 * mark metadata and unfinished documents, and together the end of the file. Only the first document, which describes
 * the file, is ever marked unfinished.
 * <p>
 * One thread, beside the process that appends. It never writes.
 */
public final class RollFile implements AutoCloseable {
    private static final int HEADER_LENGTH = Wires.SPB_HEADER_SIZE;
    private static final int MAX_WINDOW_LENGTH = 64 << 20;
    private static final int MAX_DOCUMENT_LENGTH = 1 << 20;
    private static final long NONE = -1;

    private final Path path;
    private final FileChannel channel;
    private final UnsafeBuffer window = new UnsafeBuffer(0, 0);
    private MappedByteBuffer mapping;
    private long windowPosition;
    private long fileLength;
    private long nextPosition;
    private long documentPosition;
    private int documentLength;
    private int documentCount;
    private boolean broken;

    public RollFile(Path path) {
        this.path = path;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Judges a document. */
    @FunctionalInterface
    public interface DocumentTest {
        boolean test(DirectBuffer buffer, int offset, int length);
    }

    /** Moves to the next committed document; false when there is none, or none yet. */
    public boolean next() {
        while (isWithinFile(nextPosition, HEADER_LENGTH)) {
            int header = headerAt(nextPosition);
            if (header == Wires.NOT_INITIALIZED || Wires.isEndOfFile(header)) {
                return false;
            }
            if (Wires.isNotComplete(header)) {
                broken = nextPosition > 0;
                return false;
            }
            int length = Wires.lengthOf(header);
            if (length > MAX_DOCUMENT_LENGTH || !isWithinFile(nextPosition, HEADER_LENGTH + length)) {
                broken = true;
                return false;
            }
            documentPosition = nextPosition;
            nextPosition = BitUtil.align(nextPosition + HEADER_LENGTH + length, HEADER_LENGTH);
            if (Wires.isReadyData(header)) {
                documentLength = length;
                documentCount++;
                ensureMapped(documentPosition, HEADER_LENGTH + length);
                return true;
            }
        }
        return false;
    }

    /** Whether {@link #next} stopped at something that cannot be a length. */
    public boolean isBroken() {
        return broken;
    }

    /** Whether the file was given its end mark: nothing more will ever be appended. */
    boolean isFinished() {
        return isWithinFile(nextPosition, HEADER_LENGTH) && Wires.isEndOfFile(headerAt(nextPosition));
    }

    /** Whether a whole document begins anywhere from a position on, found without following the lengths. */
    public boolean holdsIntactAfter(long position, DocumentCheck check) {
        return nextIntact(position, fileLength(), check) != NONE;
    }

    /** Whether something was committed where {@link #next} found nothing. */
    boolean hasNext() {
        return isWithinFile(nextPosition, HEADER_LENGTH) && headerAt(nextPosition) != Wires.NOT_INITIALIZED;
    }

    /** Whether the first whole document passes a test. */
    boolean startsWith(DocumentTest test, DocumentCheck check) {
        long first = nextIntact(0, fileLength(), check);
        return first != NONE && isPassed(first, test);
    }

    /**
     * Has {@link #next} come to the last whole document that passes a test, which all earlier ones pass too; to the
     * first one when none does.
     * <p>
     * A binary search by position, whatever is damaged on the way: it jumps and looks for the next whole document from
     * there. It looks at O(log n) documents, and at a place without any, such as the unused end of the file, once.
     */
    void seek(DocumentTest test, DocumentCheck check) {
        long low = 0;
        long high = fileLength();
        while (high - low > HEADER_LENGTH) {
            long middle = low + BitUtil.align((high - low) / 2, HEADER_LENGTH);
            long found = nextIntact(middle, high, check);
            if (found != NONE && isPassed(found, test)) {
                nextPosition = found;
                low = found + HEADER_LENGTH;
            } else {
                high = middle;
            }
        }
    }

    private boolean isPassed(long position, DocumentTest test) {
        return test.test(window, contentOffset(position), headerAt(position));
    }

    /** Where the first whole document begins from a position on, before a limit; {@link #NONE} if there is none. */
    private long nextIntact(long position, long limit, DocumentCheck check) {
        for (long at = position; at < limit && at + HEADER_LENGTH < fileLength; at += HEADER_LENGTH) {
            int header = headerAt(at);
            if (Wires.isReadyData(header)
                    && header <= MAX_DOCUMENT_LENGTH
                    && at + HEADER_LENGTH + header <= fileLength) {
                ensureMapped(at, HEADER_LENGTH + header);
                if (check.isIntact(window, contentOffset(at), header)) {
                    return at;
                }
            }
        }
        return NONE;
    }

    /** Holds the current document until the next call of {@link #next}. */
    public DirectBuffer buffer() {
        return window;
    }

    public int offset() {
        return contentOffset(documentPosition);
    }

    public int length() {
        return documentLength;
    }

    /** Where the length of the current document stands. */
    public long position() {
        return documentPosition;
    }

    /** Where the length of the next document will be looked for. */
    public long nextPosition() {
        return nextPosition;
    }

    /** Documents seen so far. */
    public int documentCount() {
        return documentCount;
    }

    Path path() {
        return path;
    }

    private int contentOffset(long position) {
        return (int) (position - windowPosition) + HEADER_LENGTH;
    }

    private int headerAt(long position) {
        ensureMapped(position, HEADER_LENGTH);
        return window.getIntVolatile((int) (position - windowPosition));
    }

    private boolean isWithinFile(long position, int length) {
        return position + length <= fileLength || position + length <= fileLength();
    }

    private long fileLength() {
        try {
            fileLength = channel.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fileLength;
    }

    private void ensureMapped(long position, int length) {
        if (position < windowPosition || position + length > windowPosition + window.capacity()) {
            map(position);
        }
    }

    private void map(long position) {
        unmap();
        long start = BitUtil.align(position - 4095, 4096);
        try {
            mapping = channel.map(
                    FileChannel.MapMode.READ_ONLY, start, Math.min(MAX_WINDOW_LENGTH, fileLength() - start));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mapping.order(ByteOrder.LITTLE_ENDIAN);
        window.wrap(mapping);
        windowPosition = start;
    }

    private void unmap() {
        if (mapping != null) {
            window.wrap(0, 0);
            IoUtil.unmap(mapping);
            mapping = null;
        }
    }

    @Override
    public void close() {
        unmap();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
