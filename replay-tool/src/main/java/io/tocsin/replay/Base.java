package io.tocsin.replay;

import io.tocsin.journal.inputs.JournalReader;
import io.tocsin.journal.snapshot.SnapshotDamagedException;
import io.tocsin.journal.snapshot.SnapshotReader;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a replay begins.
 *
 * @param snapshot null for the first input.
 */
record Base(SnapshotReader snapshot) implements Closeable {
    /**
     * For a replay of all that is there: the first input or, where the journal was pruned, the oldest whole snapshot.
     */
    static Base earliest(Path data) throws IOException {
        if (firstSequence(data) <= 1) {
            return new Base(null);
        }
        List<Path> oldestFirst = new ArrayList<>(new Snapshots(data).files());
        Collections.reverse(oldestFirst);
        return first(oldestFirst, null, data);
    }

    /** For the state at a position, null for the end: the newest whole snapshot that is not after it. */
    static Base nearest(Path data, Position at) throws IOException {
        return first(new Snapshots(data).files(), at, data);
    }

    /** For all that follows a position: the newest whole snapshot before it, else as {@link #earliest}. */
    static Base before(Path data, Position from) throws IOException {
        for (Path file : new Snapshots(data).files()) {
            SnapshotReader reader = openWhole(file);
            if (reader != null && from.isAfter(reader.sequence(), reader.timestampNs())) {
                return new Base(reader);
            }
            if (reader != null) {
                reader.close();
            }
        }
        return earliest(data);
    }

    private static Base first(List<Path> files, Position at, Path data) throws IOException {
        for (Path file : files) {
            SnapshotReader reader = openWhole(file);
            if (reader != null && (at == null || !at.isBefore(reader.sequence(), reader.timestampNs()))) {
                return new Base(reader);
            }
            if (reader != null) {
                reader.close();
            }
        }
        long firstSequence = firstSequence(data);
        if (firstSequence > 1) {
            throw new UnreachableException("the journal begins with input " + firstSequence + ", and no snapshot in "
                    + data.resolve("snapshots") + " that can be used reaches it"
                    + (at == null ? "" : " before the position") + "; docs/operating/damage.md says how to go on");
        }
        return new Base(null);
    }

    private static SnapshotReader openWhole(Path file) throws IOException {
        try {
            return SnapshotReader.open(file);
        } catch (SnapshotDamagedException unusable) {
            return null;
        }
    }

    private static long firstSequence(Path data) {
        try (JournalReader journal = new JournalReader(data)) {
            return journal.next() ? journal.firstSequence() : 1;
        }
    }

    @Override
    public void close() throws IOException {
        if (snapshot != null) {
            snapshot.close();
        }
    }
}
