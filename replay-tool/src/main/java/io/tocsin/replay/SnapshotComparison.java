package io.tocsin.replay;

import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.state.StateHash;
import io.tocsin.journal.snapshot.SnapshotDamagedException;
import io.tocsin.journal.snapshot.SnapshotReader;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;

/** Compares the state of a replay with that of each snapshot it comes by. */
final class SnapshotComparison {
    private final NavigableMap<Long, Long> hashes = new TreeMap<>();
    private final NavigableMap<Long, Path> files = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private int equal;

    SnapshotComparison(Path data, Base base) throws IOException {
        long begin = base.snapshot() == null ? 0 : base.snapshot().sequence();
        for (Path file : new Snapshots(data).files()) {
            if (Snapshots.sequenceOf(file) > begin) {
                add(file);
            }
        }
    }

    private void add(Path file) throws IOException {
        try (SnapshotReader reader = SnapshotReader.open(file)) {
            hashes.put(reader.sequence(), reader.engineHash());
            files.put(reader.sequence(), file);
        } catch (SnapshotDamagedException unusable) {
            findings.add(unusable.getMessage());
        }
    }

    NavigableSet<Long> sequences() {
        return hashes.navigableKeySet();
    }

    void compare(Pipeline pipeline, long sequence) {
        StateHash hash = new StateHash();
        pipeline.writeState(hash);
        if (hash.value() == hashes.remove(sequence)) {
            equal++;
        } else {
            findings.add("difference at sequence " + sequence + ": the state differs from that in "
                    + files.get(sequence) + "; remove that file, so that no node starts from it");
        }
    }

    boolean isEqual() {
        return findings.isEmpty() && hashes.isEmpty();
    }

    /** Snapshots that hold the state of the replay. */
    int equal() {
        return equal;
    }

    /** What was found, a sentence each. */
    List<String> findings() {
        List<String> all = new ArrayList<>(findings);
        hashes.keySet().forEach(missed -> all.add(files.get(missed) + ": comes after the end of the journal"));
        return all;
    }

    void print(PrintWriter out) {
        findings().forEach(finding -> out.println(Colour.BAD.of(finding)));
        if (equal > 0) {
            out.println(Colour.GOOD.of("snapshots that hold the same state: " + equal));
        }
    }
}
