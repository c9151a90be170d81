package io.tocsin.journal.files;

import io.tocsin.engine.port.Journal.BatchHandler;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.RollingResourcesCache;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import net.openhft.chronicle.wire.Wires;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one queue, and what has to be done to them before Chronicle may open them again after a crash.
 * <p>
 * A killed process leaves whole documents and, at most, bytes of one that was never committed, which the next append
 * overwrites. After a crash of the machine any page can be missing: then the documents after the last whole one are
 * cut off, by writing the whole ones to a new file. Chronicle itself would append behind the gap, where no reader ever
 * comes.
 */
public final class QueueDirectory {
    private static final Logger LOGGER = LoggerFactory.getLogger(QueueDirectory.class);
    private static final String ROLL_FILE_SUFFIX = SingleChronicleQueue.SUFFIX;
    private static final String REWRITE_DIRECTORY = "rewrite";
    /** Longest wait for what another process is about to finish; there is none. */
    private static final long TIMEOUT_MS = 500;

    private final Path directory;
    private final RollCycle rollCycle;
    private final long blockSize;
    private final RollingResourcesCache cycles;
    private final QueueMetadata metadata;

    public QueueDirectory(Path directory, RollCycle rollCycle, long blockSize) {
        this.directory = directory;
        this.rollCycle = rollCycle;
        this.blockSize = blockSize;
        cycles = new RollingResourcesCache(rollCycle, rollCycle.defaultEpoch(), File::new, File::getName);
        metadata = new QueueMetadata(directory);
    }

    /** How far the whole documents reach: so many in this file, from the last position up to the end. */
    public record Tail(
            Path file, int documents, long lastPosition, long endPosition, boolean isTorn, boolean isFinished) {}

    /** A queue open for appending after a position in the file of a cycle, and the clock that rolls it. */
    public record OpenQueue(SingleChronicleQueue queue, RollClock clock, int cycle, long position) {
        public QueueAppender appender(Path directory) {
            return new QueueAppender(directory, queue.createAppender(), cycle, position);
        }
    }

    Path directory() {
        return directory;
    }

    /** So much of a file is mapped at a time, at least. */
    long blockSize() {
        return blockSize;
    }

    /** The roll files in order, oldest first. */
    public List<Path> rollFiles() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> path.getFileName().toString().endsWith(ROLL_FILE_SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files from the newest one on whose first document passes a test; all when none does. */
    public List<Path> since(RollFile.DocumentTest firstDocument, DocumentCheck check) {
        List<Path> files = rollFiles();
        for (int newest = files.size() - 1; newest > 0; newest--) {
            try (RollFile file = new RollFile(files.get(newest))) {
                if (file.startsWith(firstDocument, check)) {
                    return files.subList(newest, files.size());
                }
            }
        }
        return files;
    }

    /** Makes all that was appended so far withstand a loss of power. Any thread. */
    public void force() throws IOException {
        for (Path file : rollFiles()) {
            force(file);
        }
        if (Files.isDirectory(directory)) {
            force(directory);
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What the roll files come to, their unused ends included. */
    long totalBytes() {
        return rollFiles().stream().mapToLong(file -> file.toFile().length()).sum();
    }

    /** Creates the directory, or makes it ready to be opened after a crash, as far as no document is concerned. */
    public void prepare() {
        try {
            Files.createDirectories(directory);
            requireWritable();
            removePrecreated();
            IoUtil.delete(directory.resolve(REWRITE_DIRECTORY).toFile(), true);
            metadata.unlock();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A roll file to come, for which room was set aside by a process that did not live to see it. */
    private void removePrecreated() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path path : entries.filter(DiskSpace::isPrecreated).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Chronicle would open what it must not write for reading only, and fail at the first batch. */
    private void requireWritable() throws AccessDeniedException {
        List<Path> paths = new ArrayList<>(rollFiles());
        paths.add(metadata.file());
        paths.add(directory);
        for (Path path : paths) {
            if (Files.exists(path) && !Files.isWritable(path)) {
                throw new AccessDeniedException(path.toString());
            }
        }
    }

    /**
     * Looks whether the newest file is there, which Chronicle notes when it has made one. Nothing else would show it:
     * of any other file, sequences are missing. Writes nothing.
     *
     * @throws JournalDamagedException when it is not.
     */
    public void requireNewest() {
        long cycle;
        try {
            cycle = metadata.newestCycle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (cycle == QueueMetadata.NO_CYCLE) {
            return;
        }
        Path newest = file(cycle);
        if (Files.notExists(newest)) {
            throw new JournalDamagedException(newest);
        }
    }

    /** Has Chronicle look anew which files there are, as some are going to be removed. */
    public void forgetNewest() throws IOException {
        metadata.remove();
    }

    /**
     * Passes the documents of all these files, in order, through the check and to the handler. Files at the end without
     * a whole document are put aside.
     *
     * @return where the whole documents end; null when there are none.
     * @throws JournalDamagedException when something is damaged or missing that intact documents follow.
     */
    public Tail read(List<Path> files, DocumentCheck check, BatchHandler handler) {
        Tail tail = null;
        List<Path> empty = new ArrayList<>();
        for (Path path : files) {
            if (tail != null && tail.isTorn() && !isEmpty(path)) {
                throw damaged("damaged document", tail.file(), tail.endPosition(), check.expectedSequence());
            }
            Tail next = read(path, check, handler);
            if (next.documents() == 0) {
                empty.add(path);
            } else {
                tail = next;
                empty.clear();
            }
        }
        empty.forEach(this::putAside);
        return tail;
    }

    private void putAside(Path file) {
        Path kept = keptCopy(file);
        try {
            forgetNewest();
            Files.move(file, kept);
            force(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LOGGER.warn("put aside {} as {}: nothing in it is whole", file, kept.getFileName());
    }

    private Tail read(Path path, DocumentCheck check, BatchHandler handler) {
        try (RollFile file = new RollFile(path)) {
            long lastPosition = 0;
            while (file.next()) {
                if (!check.isIntact(file.buffer(), file.offset(), file.length())) {
                    return tornTail(file, file.documentCount() - 1, lastPosition, file.position(), check);
                }
                if (!check.onDocument(file.buffer(), file.offset(), file.length())) {
                    throw damaged("document missing", path, file.position(), check.expectedSequence());
                }
                handler.onBatch(file.buffer(), file.offset(), file.length());
                lastPosition = file.position();
            }
            if (file.isFinished()) {
                return new Tail(path, file.documentCount(), lastPosition, file.nextPosition(), false, true);
            }
            Tail tail = tornTail(file, file.documentCount(), lastPosition, file.nextPosition(), check);
            return file.isBroken()
                    ? tail
                    : new Tail(path, tail.documents(), lastPosition, tail.endPosition(), false, false);
        }
    }

    private Tail tornTail(RollFile file, int documents, long lastPosition, long damagePosition, DocumentCheck check) {
        if (file.holdsIntactAfter(damagePosition + Wires.SPB_HEADER_SIZE, check)) {
            throw damaged("damaged document", file.path(), damagePosition, check.expectedSequence());
        }
        return new Tail(file.path(), documents, lastPosition, damagePosition, true, false);
    }

    public static JournalDamagedException damaged(String what, Path file, long position, long expected) {
        return new JournalDamagedException(
                what, file, position, expected, "docs/operating/damage.md says how to go on");
    }

    static JournalDamagedException torn(Path file, long position, long expected) {
        return new JournalDamagedException(
                "torn tail",
                file,
                position,
                expected,
                "nothing whole follows, and a node that starts cuts it off, keeping a copy");
    }

    /** Opens the queue for appending after its last whole document, cutting off what follows it. */
    public OpenQueue open(Tail tail, DocumentCheck check) {
        if (tail == null) {
            return open(new RollClock(0), 0, 0);
        }
        if (tail.isTorn()) {
            cut(tail, check);
        }
        int cycle = cycle(tail.file());
        int nextCycle = tail.isFinished() ? cycle + 1 : cycle;
        RollClock clock = new RollClock((long) nextCycle * rollCycle.lengthInMillis());
        OpenQueue opened = open(clock, cycle, tail.endPosition());
        if (!tail.isTorn() && writePosition(opened.queue(), tail) > tail.lastPosition()) {
            opened.queue().close();
            cut(tail, check);
            opened = open(clock, cycle, tail.endPosition());
        }
        return opened;
    }

    private OpenQueue open(RollClock clock, int cycle, long position) {
        return new OpenQueue(build(clock), clock, cycle, position);
    }

    private SingleChronicleQueue build(RollClock clock) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(rollCycle)
                .blockSize(blockSize)
                .timeProvider(clock)
                .timeoutMS(TIMEOUT_MS)
                .build();
    }

    private long writePosition(SingleChronicleQueue queue, Tail tail) {
        SingleChronicleQueueStore store = queue.storeForCycle(cycle(tail.file()), queue.epoch(), false, null);
        long position = store.writePosition();
        queue.closeStore(store);
        return position;
    }

    private void cut(Tail tail, DocumentCheck check) {
        Path kept = keptCopy(tail.file());
        try {
            Files.copy(tail.file(), kept);
            rewrite(tail.file(), tail.documents(), new UnsafeBuffer(0, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (isPrefix(kept, tail.file())) {
                // Nothing was cut, and the next attempt makes another copy.
                IoUtil.delete(kept.toFile(), true);
            }
        }
        LOGGER.warn(
                "cut off the torn tail of {} at byte {}, where {} was expected; what was there is kept in {}",
                tail.file(),
                tail.endPosition(),
                check.expectedSequence(),
                kept.getFileName());
    }

    private static boolean isPrefix(Path part, Path whole) {
        try {
            long mismatch = Files.mismatch(part, whole);
            return mismatch == -1 || mismatch == Files.size(part);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Replaces a file by one that holds just its first documents.
     *
     * @param last one more document at the end, off-heap; empty for none.
     */
    public void rewrite(Path path, int documents, DirectBuffer last) throws IOException {
        Path scratch = directory.resolve(REWRITE_DIRECTORY);
        // What an interrupted one has left would come first.
        IoUtil.delete(scratch.toFile(), true);
        RollClock clock = new RollClock((long) cycle(path) * rollCycle.lengthInMillis());
        QueueDirectory rewriting = new QueueDirectory(scratch, rollCycle, blockSize);
        DiskSpace space = new DiskSpace(rewriting, new DiskWatch(0));
        Files.createDirectories(scratch);
        try (SingleChronicleQueue queue = rewriting.build(clock);
                QueueAppender appender = new QueueAppender(scratch, queue.createAppender(), 0, 0);
                RollFile file = new RollFile(path)) {
            while (file.documentCount() < documents && file.next()) {
                space.reserve(appender, file.length());
                appender.append(file.buffer(), file.offset(), file.length());
            }
            if (last.capacity() > 0) {
                space.reserve(appender, last.capacity());
                appender.append(last, 0, last.capacity());
            }
        }
        Path rewritten = scratch.resolve(path.getFileName());
        force(rewritten);
        Files.move(rewritten, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // Or a loss of power could bring the old file back, in front of newer ones.
        force(directory);
        IoUtil.delete(scratch.toFile(), true);
    }

    private static Path keptCopy(Path file) {
        int number = 1;
        while (Files.exists(file.resolveSibling(file.getFileName() + ".torn-" + number))) {
            number++;
        }
        return file.resolveSibling(file.getFileName() + ".torn-" + number);
    }

    /** The queue index of a document, counted from 0. */
    public long index(Path file, int documents) {
        return rollCycle.toIndex(cycle(file), documents);
    }

    /** The roll file of a cycle, which need not be there. */
    Path file(long cycle) {
        return directory.resolve(cycles.resourceFor(cycle).text + ROLL_FILE_SUFFIX);
    }

    private int cycle(Path file) {
        String name = file.getFileName().toString();
        return cycles.parseCount(name.substring(0, name.length() - ROLL_FILE_SUFFIX.length()));
    }

    private static boolean isEmpty(Path rollFile) {
        try (RollFile file = new RollFile(rollFile)) {
            return !file.next();
        }
    }
}
