package io.tocsin.journal.snapshot;

import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.Outbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of a data directory, in its sub-directory {@code snapshots}: files named by the last sequence in them.
 * Any thread; one snapshot is written at a time.
 */
public final class Snapshots {
    private static final Logger LOGGER = LoggerFactory.getLogger(Snapshots.class);
    private static final String DIRECTORY = "snapshots";
    private static final String SUFFIX = ".snapshot";
    private static final String UNFINISHED = ".unfinished";
    private static final Pattern NAME = Pattern.compile("\\d{19}" + Pattern.quote(SUFFIX));
    private static final Pattern LEFT_BEHIND = Pattern.compile(".*" + Pattern.quote(UNFINISHED));

    private final Path dataDirectory;
    private final Path directory;
    private final AtomicLong begun = new AtomicLong();
    private final Queue<ByteBuffer> spareChunks = new ConcurrentLinkedQueue<>();

    public Snapshots(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
        directory = dataDirectory.resolve(DIRECTORY);
    }

    /** All of them, whole or not, newest first. What does not bear the name of a snapshot is none. */
    public List<Path> files() throws IOException {
        return list(NAME);
    }

    /** Length of the newest one, 0 when there is none. */
    public long newestBytes() throws IOException {
        List<Path> newestFirst = files();
        return newestFirst.isEmpty() ? 0 : Files.size(newestFirst.get(0));
    }

    private List<Path> list(Pattern name) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(
                            path -> name.matcher(path.getFileName().toString()).matches())
                    .sorted(Collections.reverseOrder())
                    .toList();
        }
    }

    /** Opens the newest one that can be used; those that cannot are named in the log. */
    public Optional<SnapshotReader> openNewest() throws IOException {
        for (Path file : files()) {
            try {
                return Optional.of(SnapshotReader.open(file));
            } catch (SnapshotDamagedException unusable) {
                LOGGER.warn("Skipped a snapshot: {}", unusable.getMessage());
            }
        }
        return Optional.empty();
    }

    /** Begins a snapshot in this directory. */
    public SnapshotWriter write() {
        return new SnapshotWriter(this, this::fileOf, unfinished(directory));
    }

    /**
     * Begins a snapshot in a file, or under the name it would have here in a directory: this one, or another one that
     * is there.
     */
    public SnapshotWriter write(Path target) {
        if (target.toAbsolutePath()
                .normalize()
                .equals(directory.toAbsolutePath().normalize())) {
            return write();
        }
        return Files.isDirectory(target)
                ? new SnapshotWriter(this, sequence -> target.resolve(nameOf(sequence)), unfinished(target))
                : new SnapshotWriter(
                        this, sequence -> target, target.resolveSibling(target.getFileName() + UNFINISHED));
    }

    private Path unfinished(Path parent) {
        return parent.resolve("next-" + ProcessHandle.current().pid() + "-" + begun.incrementAndGet() + UNFINISHED);
    }

    /** Takes away what a process that died has left unfinished. */
    public void removeUnfinished() throws IOException {
        for (Path file : list(LEFT_BEHIND)) {
            Files.delete(file);
        }
    }

    /** The place of a snapshot. */
    public Path fileOf(long sequence) {
        return directory.resolve(nameOf(sequence));
    }

    private static String nameOf(long sequence) {
        return String.format(Locale.ROOT, "%019d%s", sequence, SUFFIX);
    }

    /** The last sequence in a snapshot of the directory, by its name. */
    public static long sequenceOf(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** Memory of writers that are done, for the next one. */
    Queue<ByteBuffer> spareChunks() {
        return spareChunks;
    }

    /** What leads to a snapshot must not be lost when the snapshot is not. */
    void forceQueues() throws IOException {
        ChronicleJournal.files(dataDirectory).force();
        Outbox.files(dataDirectory).force();
    }

    public static void forceDirectoryOf(Path file) throws IOException {
        try (FileChannel parent = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }
}
