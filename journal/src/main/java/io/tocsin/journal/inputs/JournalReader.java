package io.tocsin.journal.inputs;

import io.tocsin.engine.port.Journal.BatchHandler;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.engine.wire.InputBatch.InputHandler;
import io.tocsin.journal.files.DocumentReader;
import io.tocsin.journal.files.JournalDamagedException;
import java.nio.file.Path;

/**
 * Reads the journal of a data directory, beside a running node: takes no lock, writes nothing, and ends with the last
 * batch that was there when it came to the end. One thread.
 */
public final class JournalReader implements AutoCloseable {
    private final BatchCheck check = new BatchCheck(BatchCheck.ANY);
    private final DocumentReader documents;
    private final InputBatch.Reader batch = new InputBatch.Reader();

    /** Stands before the first batch. */
    public JournalReader(Path dataDirectory) {
        documents = new DocumentReader(ChronicleJournal.files(dataDirectory), check);
    }

    /**
     * Looks whether the journal's newest file is there; where it is gone, {@link #next} comes to an end without it.
     *
     * @throws JournalDamagedException when it is not there.
     */
    public static void requireNewestFile(Path dataDirectory) {
        ChronicleJournal.files(dataDirectory).requireNewest();
    }

    /** Has a journal that does not begin with this sequence count as damaged; to be called first. */
    public void requireStart(long sequence) {
        check.expect(sequence);
    }

    /**
     * Has {@link #next} come to the batch that holds a sequence, or the last one before it; to be called first. O(log
     * n).
     */
    public void skipToSequence(long sequence) {
        documents.seek((buffer, offset, length) -> batch.firstSequence(buffer, offset) <= sequence);
    }

    /** Has {@link #next} come to the last batch before a time; to be called first. O(log n). */
    public void skipToTimeNs(long timeNs) {
        documents.seek((buffer, offset, length) -> batch.timestampNs(buffer, offset) < timeNs);
    }

    /** Reads up to the end from a sequence on, and returns the last one that is there by now; to be called first. */
    public long lastSequence(long from) {
        skipToSequence(from);
        long last = from;
        while (next()) {
            last = Math.max(last, firstSequence() + count() - 1);
        }
        return last;
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
