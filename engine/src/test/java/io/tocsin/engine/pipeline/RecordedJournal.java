package io.tocsin.engine.pipeline;

import io.tocsin.engine.port.Journal;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps records as they were appended, and can be made to fail or to wait. */
final class RecordedJournal implements Journal {
    final List<byte[]> records = new ArrayList<>();
    private Runnable beforeAppend = () -> {};

    /** Called on the sequencer thread before each append. */
    RecordedJournal beforeAppend(final Runnable hook) {
        beforeAppend = hook;
        return this;
    }

    @Override
    public void append(final DirectBuffer batch, final int offset, final int length) {
        beforeAppend.run();
        final byte[] record = new byte[length];
        batch.getBytes(offset, record);
        synchronized (records) {
            records.add(record);
        }
    }

    @Override
    public void replay(final long sequence, final BatchHandler handler) {
        for (final byte[] record : records) {
            handler.onBatch(new UnsafeBuffer(record), 0, record.length);
        }
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
