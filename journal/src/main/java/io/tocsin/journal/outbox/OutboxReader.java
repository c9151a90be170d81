package io.tocsin.journal.outbox;

import io.tocsin.journal.files.DocumentReader;
import io.tocsin.journal.files.JournalDamagedException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * Reads the outbox of a data directory, beside a running node: takes no lock and writes nothing. After the last event
 * it can be asked again. One thread.
 */
public final class OutboxReader implements AutoCloseable {
    private final DocumentReader documents;
    private final OutboxRecord record = new OutboxRecord();

    /** Stands before the first event. */
    public OutboxReader(Path dataDirectory) {
        documents = new DocumentReader(Outbox.files(dataDirectory), new EventCheck());
    }

    /** Has {@link #next} come to the last event before a sequence; to be called first. O(log n). */
    public void skipToSequence(long sequence) {
        documents.seek(
                (buffer, offset, length) -> record.wrap(buffer, offset, length).sequence() < sequence);
    }

    /** Has {@link #next} come to the last event before a time; to be called first. O(log n). */
    public void skipToTimeNs(long timeNs) {
        documents.seek(
                (buffer, offset, length) -> record.wrap(buffer, offset, length).timestampNs() < timeNs);
    }

    /**
     * Moves to the next event; false when there is none, or none yet.
     *
     * @throws JournalDamagedException when it is damaged or missing.
     */
    public boolean next() {
        if (!documents.next()) {
            return false;
        }
        record.wrap(documents.buffer(), documents.offset(), documents.length());
        return true;
    }

    /** Holds the current event, an output with its header, in the present version of the schema. */
    public DirectBuffer buffer() {
        return record.message();
    }

    public int offset() {
        return record.messageOffset();
    }

    public int lengthBytes() {
        return record.messageLength();
    }

    public EventId eventId() {
        return record.eventId();
    }

    public long timestampNs() {
        return record.timestampNs();
    }

    public int fileCount() {
        return documents.fileCount();
    }

    /** How far it has come, of {@link #totalBytes}. */
    public long readBytes() {
        return documents.readBytes();
    }

    public long totalBytes() {
        return documents.totalBytes();
    }

    @Override
    public void close() {
        documents.close();
    }
}
