package io.tocsin.journal;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateSink;
import io.tocsin.journal.files.RollFile;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.Firings;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.snapshot.SnapshotWriter;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Data directories with something of everything, over several hours and days of input time. */
public final class DataDirectories {
    static final int BATCH = 3;
    static final long HOUR_NS = 3_600_000_000_000L;

    private DataDirectories() {}

    /** One batch of {@link #BATCH} inputs an hour; the first input of each batch fires. */
    static void record(Path data, int hours) {
        Firings firings = new Firings();
        try (ChronicleJournal journal = new ChronicleJournal(data);
                Outbox outbox = new Outbox(data)) {
            Batches.replay(journal);
            Batches batches = new Batches(1);
            for (int hour = 0; hour < hours; hour++) {
                long timeNs = Batches.START_NS + hour * HOUR_NS;
                firings.append(outbox, batches.nextSequence(), 0, timeNs);
                batches.append(journal, BATCH, timeNs);
            }
        }
    }

    /** More batches, all of one later hour. */
    static void appendToOneHour(Path data, int batchCount) {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            Batches.replay(journal);
            Batches batches = new Batches(journal.lastSequence() + 1);
            for (int i = 0; i < batchCount; i++) {
                batches.append(journal, BATCH, Batches.START_NS + 1000 * HOUR_NS);
            }
        }
    }

    /** Where the documents of a file begin. */
    static List<Long> positions(Path file) {
        List<Long> positions = new ArrayList<>();
        try (RollFile documents = new RollFile(file)) {
            while (documents.next()) {
                positions.add(documents.position());
            }
        }
        return positions;
    }

    /** A snapshot whose engine's state is its sequence, over and over. */
    public static Path snapshot(Path data, long sequence) throws IOException, InterruptedException {
        try (SnapshotWriter writer = new Snapshots(data).write()) {
            write(writer, sequence, 100_000);
            return writer.complete(0, TimeUnit.SECONDS).file();
        }
    }

    public static void write(SnapshotWriter writer, long sequence, int times) {
        writer.begin(
                sequence,
                Batches.timeNs(sequence),
                AlertEngine.NEWEST_STATE_LAYOUT,
                new Limits(5, 4, 3, 2, 1, 100, 1_000));
        for (int i = 0; i < times; i++) {
            writer.putLong(sequence);
            writer.putInt(i);
        }
        writer.endPause(new Rest(sequence));
        writer.listeners().putInt(-1);
        writer.end();
    }

    /** The sequence once more. */
    public record Rest(long sequence) implements FrozenState {
        @Override
        public boolean write(StateSink sink) {
            sink.putLong(sequence);
            return false;
        }

        @Override
        public boolean isLost() {
            return false;
        }

        @Override
        public void close() {}
    }
}
