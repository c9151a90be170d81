package io.tocsin.journal;

import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.files.QueueDirectory;
import io.tocsin.journal.files.RollFile;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.CursorFile;
import io.tocsin.journal.snapshot.SnapshotDamagedException;
import io.tocsin.journal.snapshot.SnapshotReader;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a data directory is not needed any more: snapshots but the newest whole ones, and roll files of the journal
 * that are old, that the oldest snapshot kept does not need, and that every reader of the outbox is past.
 * <p>
 * A file is old when all in it is. The newest roll file always stays. One thread.
 */
public final class Retention {
    private final Path dataDirectory;
    private final Snapshots snapshots;
    private final QueueDirectory journal;
    private final Duration age;
    private final int keptSnapshots;

    /**
     * @param age           how old an input must be to go, by the time of the newest one.
     * @param keptSnapshots at least 1.
     */
    public Retention(Path dataDirectory, Duration age, int keptSnapshots) {
        this.dataDirectory = dataDirectory;
        this.age = age;
        this.keptSnapshots = keptSnapshots;
        snapshots = new Snapshots(dataDirectory);
        journal = ChronicleJournal.files(dataDirectory);
    }

    /**
     * What would go, oldest first.
     *
     * @param keptFrom the last sequence of which everything that follows is kept, for one of the reasons above.
     * @param reason   what keeps it.
     */
    public record Plan(List<Path> rollFiles, List<Path> snapshots, long keptFrom, String reason) {
        /** What its files come to. */
        public long bytes() {
            return files().stream().mapToLong(file -> file.toFile().length()).sum();
        }

        /** Snapshots first: one without what follows it in the journal is of no use. */
        public List<Path> files() {
            List<Path> files = new ArrayList<>(snapshots);
            files.addAll(rollFiles);
            return files;
        }

        /** Removes the files. */
        public void apply() throws IOException {
            for (Path snapshot : snapshots) {
                Files.deleteIfExists(snapshot);
            }
            if (!snapshots.isEmpty()) {
                // Or a loss of power could bring one back, and not the roll files.
                Snapshots.forceDirectoryOf(snapshots.get(0));
            }
            for (Path rollFile : rollFiles) {
                Files.deleteIfExists(rollFile);
            }
        }
    }

    /** Looks at the files; changes nothing. */
    public Plan plan() throws IOException {
        List<Path> whole = new ArrayList<>();
        List<Path> dispensable = new ArrayList<>();
        for (Path file : snapshots.files()) {
            if (whole.size() == keptSnapshots) {
                dispensable.add(0, file);
            } else if (isWhole(file)) {
                whole.add(file);
            }
        }
        if (whole.isEmpty()) {
            return new Plan(List.of(), List.of(), 0, "there is no snapshot");
        }
        long keptFrom = Snapshots.sequenceOf(whole.get(whole.size() - 1));
        String reason = "snapshot " + whole.get(whole.size() - 1).getFileName();
        for (CursorFile cursor : CursorFile.of(dataDirectory)) {
            if (cursor.sequence() < keptFrom) {
                keptFrom = cursor.sequence();
                reason = "cursor " + cursor.name() + " of the outbox";
            }
        }
        return new Plan(rollFilesBefore(keptFrom), dispensable, keptFrom, reason);
    }

    private static boolean isWhole(Path file) throws IOException {
        try {
            SnapshotReader.open(file).close();
            return true;
        } catch (SnapshotDamagedException unusable) {
            return false;
        }
    }

    private List<Path> rollFilesBefore(long keptFrom) {
        List<Path> files = journal.rollFiles();
        List<Path> going = new ArrayList<>();
        if (files.isEmpty()) {
            return going;
        }
        long oldNs = first(files.get(files.size() - 1)).timestampNs() - age.toNanos();
        for (int i = 0; i + 1 < files.size(); i++) {
            First next = first(files.get(i + 1));
            if (next.sequence() > keptFrom + 1 || next.timestampNs() > oldNs) {
                return going;
            }
            going.add(files.get(i));
        }
        return going;
    }

    private static First first(Path path) {
        InputBatch.Reader batch = new InputBatch.Reader();
        try (RollFile file = new RollFile(path)) {
            return file.next()
                    ? new First(
                            batch.firstSequence(file.buffer(), file.offset()),
                            batch.timestampNs(file.buffer(), file.offset()))
                    : new First(Long.MAX_VALUE, Long.MAX_VALUE);
        }
    }

    /** Of the first input in a roll file. */
    private record First(long sequence, long timestampNs) {}
}
