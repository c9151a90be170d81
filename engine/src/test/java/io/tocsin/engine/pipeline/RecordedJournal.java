package io.tocsin.engine.pipeline;

import io.tocsin.engine.port.Journal;
import io.tocsin.engine.wire.InputBatch;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps records as they were appended, and can be made to fail or to wait. */
final class RecordedJournal implements Journal {
    final List<byte[]> records = new ArrayList<>();
    private Runnable beforeAppend = () -> {};

    /** Called on the sequencer thread before each append. */
    RecordedJournal beforeAppend(Runnable hook) {
        beforeAppend = hook;
        return this;
    }

    @Override
    public void append(DirectBuffer batch, int offset, int length) {
        beforeAppend.run();
        byte[] record = new byte[length];
        batch.getBytes(offset, record);
        synchronized (records) {
            records.add(record);
        }
    }

    @Override
    public void replay(long sequence, BatchHandler handler) {
        for (byte[] record : records) {
            handler.onBatch(new UnsafeBuffer(record), 0, record.length);
        }
    }

    /** Inputs of each record. */
    List<Integer> counts() {
        InputBatch.Reader reader = new InputBatch.Reader();
        synchronized (records) {
            return records.stream()
                    .map(record -> reader.count(new UnsafeBuffer(record), 0))
                    .toList();
        }
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
