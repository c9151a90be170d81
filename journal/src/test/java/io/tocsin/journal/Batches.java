package io.tocsin.journal;

import io.tocsin.engine.wire.InputBatch;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.journal.inputs.ChronicleJournal;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Batches of ticks whose prices are their sequences, one every two seconds. */
public final class Batches {
    public static final long START_NS = 1_700_000_000_000_000_000L;

    private final InputBatch batch = new InputBatch();
    private final InputEncoder inputs = new InputEncoder();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[256]);
    private long nextSequence;

    public Batches(long nextSequence) {
        this.nextSequence = nextSequence;
    }

    public static long timeNs(long sequence) {
        return START_NS + sequence * 2_000_000_000;
    }

    /** Appends one batch of so many ticks. */
    public void append(ChronicleJournal journal, int ticks) {
        append(journal, ticks, timeNs(nextSequence));
    }

    public void append(ChronicleJournal journal, int ticks, long timestampNs) {
        batch.clear();
        for (int i = 0; i < ticks; i++) {
            int length = inputs.wrap(message, 0, 0)
                    .tick(0, 2, nextSequence + i, 0, InputEncoder.ABSENT, InputEncoder.ABSENT, InputEncoder.ABSENT);
            batch.add(message, 0, length);
        }
        batch.seal(nextSequence, timestampNs);
        journal.append(batch.buffer(), 0, batch.length());
        nextSequence += ticks;
    }

    public long nextSequence() {
        return nextSequence;
    }

    /** Replays into a list of the sequences found. */
    public static List<Long> replay(ChronicleJournal journal) {
        return replay(journal, 0);
    }

    public static List<Long> replay(ChronicleJournal journal, long after) {
        List<Long> sequences = new ArrayList<>();
        InputBatch.Reader reader = new InputBatch.Reader();
        journal.replay(
                after,
                (buffer, offset, length) -> reader.forEach(
                        buffer, offset, (sequence, timestampNs, input, at, inputLength) -> sequences.add(sequence)));
        return sequences;
    }
}
