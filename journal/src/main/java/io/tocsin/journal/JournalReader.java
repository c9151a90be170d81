package io.tocsin.journal;

import io.tocsin.engine.pipeline.InputBatch;
import io.tocsin.engine.pipeline.InputBatch.InputHandler;
import io.tocsin.engine.pipeline.Journal.BatchHandler;
import java.nio.file.Path;

/**
 * Reads the journal of a data directory, beside a running node: takes no lock, writes nothing, and ends with the last
 * batch that was there when it came to the end. One thread.
 */
public final class JournalReader implements AutoCloseable {
    private final DocumentReader documents;
    private final InputBatch.Reader batch = new InputBatch.Reader();

    /** Stands before the first batch. */
    public JournalReader(Path dataDirectory) {
        documents = new DocumentReader(ChronicleJournal.files(dataDirectory), new BatchCheck(BatchCheck.ANY));
    }

    /** Moves near to a sequence, without passing it; to be called first. */
    public void skipToSequence(long sequence) {
        documents.skipFiles((buffer, offset) -> batch.firstSequence(buffer, offset) <= sequence);
    }

    /** Moves near to the first batch of a time, without passing it; to be called first. */
    public void skipToTimeNs(long timeNs) {
        documents.skipFiles((buffer, offset) -> batch.timestampNs(buffer, offset) < timeNs);
    }

    /**
     * Moves to the next batch; false when there is none.
     *
     * @throws JournalDamagedException when it is damaged or missing.
     */
    public boolean next() {
        return documents.next();
    }

    /** Hands over the inputs of the current batch. */
    public void forEach(InputHandler handler) {
        batch.forEach(documents.buffer(), documents.offset(), handler);
    }

    /** Hands over the current batch as it is. */
    public void handOver(BatchHandler handler) {
        handler.onBatch(documents.buffer(), documents.offset(), documents.length());
    }

    public long firstSequence() {
        return batch.firstSequence(documents.buffer(), documents.offset());
    }

    public long timestampNs() {
        return batch.timestampNs(documents.buffer(), documents.offset());
    }

    public int count() {
        return batch.count(documents.buffer(), documents.offset());
    }

    /** Length of the current batch. */
    public int lengthBytes() {
        return documents.length();
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
