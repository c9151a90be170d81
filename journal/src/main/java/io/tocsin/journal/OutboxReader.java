package io.tocsin.journal;

import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * Reads the outbox of a data directory, beside a running node: takes no lock and writes nothing. After the last firing it
 * can be asked again. One thread.
 */
public final class OutboxReader implements AutoCloseable {
    private final DocumentReader documents;
    private final OutboxRecord record = new OutboxRecord();

    /** Stands before the first firing. */
    public OutboxReader(Path dataDirectory) {
        documents = new DocumentReader(Outbox.files(dataDirectory), new FiringCheck());
    }

    /** Has {@link #next} come to the last firing before a sequence; to be called first. O(log n). */
    public void skipToSequence(long sequence) {
        documents.seek((buffer, offset, length) -> record.wrap(buffer, offset).sequence() < sequence);
    }

    /** Has {@link #next} come to the last firing before a time; to be called first. O(log n). */
    public void skipToTimeNs(long timeNs) {
        documents.seek((buffer, offset, length) -> record.wrap(buffer, offset).timestampNs() < timeNs);
    }

    /**
     * Moves to the next firing; false when there is none, or none yet.
     *
     * @throws JournalDamagedException when it is damaged or missing.
     */
    public boolean next() {
        return documents.next();
    }

    /** Holds the current firing, an {@code AlertFired} message with its header. */
    public DirectBuffer buffer() {
        return documents.buffer();
    }

    public int offset() {
        return documents.offset() + OutboxRecord.MESSAGE_OFFSET;
    }

    public int lengthBytes() {
        return documents.length() - OutboxRecord.MESSAGE_OFFSET;
    }

    public EventId eventId() {
        return record.wrap(documents.buffer(), documents.offset()).eventId();
    }

    public long timestampNs() {
        return record.wrap(documents.buffer(), documents.offset()).timestampNs();
    }

    public int fileCount() {
        return documents.fileCount();
    }

    @Override
    public void close() {
        documents.close();
    }
}
