package io.tocsin.journal.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.queue.impl.single.PrecreatedFiles;
import net.openhft.posix.PosixAPI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure of room on the disk ahead of appending to a queue. A full disk that is met in a mapped page is noticed too
 * late, when what was written counts as written. So the file system sets room aside in the roll file, a new one
 * included, and what finds none waits before a byte is written. Where a file system cannot do that, the room that is
 * kept free has to be enough: that for two blocks.
 */
public final class DiskSpace {
    private static final Logger LOGGER = LoggerFactory.getLogger(DiskSpace.class);

    private static final String PRECREATED_SUFFIX = ".precreated";

    /** So much is asked for at a time. */
    private static final long STEP = 1 << 20;

    /**
     * More than Chronicle writes of its own beside a document: the head of a new file with two parts of the index of 32
     * KiB each, the end mark of the last file, the next part of the index.
     */
    private static final long OVERHEAD = 1 << 20;

    private final QueueDirectory files;
    private final DiskWatch watch;
    private final Fallocate fallocate;
    private volatile Reserved reserved = new Reserved(-1, 0);
    private boolean isSupported = true;
    private boolean hasFailed;

    /** Up to here in the file of this cycle. */
    private record Reserved(int cycle, long end) {
        boolean reaches(int inCycle, long position) {
            return cycle == inCycle && end >= position;
        }
    }

    public DiskSpace(QueueDirectory files, DiskWatch watch) {
        this(files, watch, new Fallocate(PosixAPI.posix()));
    }

    public DiskSpace(QueueDirectory files, DiskWatch watch, Fallocate fallocate) {
        this.files = files;
        this.watch = watch;
        this.fallocate = fallocate;
        watch.add(files.directory());
    }

    /**
     * Makes sure of room for the next document; waits for it while there is somebody who makes it. Appending thread,
     * just before the append; allocates nothing but when it is there before {@link #reserveAhead}.
     *
     * @throws UncheckedIOException when there is no room, and no waiting for it.
     */
    public void reserve(QueueAppender appender, int length) {
        int cycle = appender.nextCycle();
        long end = appender.nextPosition() + length + OVERHEAD;
        if (!reserveAhead(cycle, end) && !watch.awaitRoom(files.directory(), () -> reserveAhead(cycle, end))) {
            throw new UncheckedIOException(new IOException("no space left in " + files.directory() + ": "
                    + watch.check(files.directory()) + " bytes are free"));
        }
    }

    /** Makes sure of room up to a position; false when there is none. Any thread. */
    boolean reserveAhead(int cycle, long end) {
        return reserved.reaches(cycle, end) || extend(cycle, end);
    }

    private synchronized boolean extend(int cycle, long end) {
        Reserved before = reserved;
        if (before.reaches(cycle, end)) {
            return true;
        }
        if (cycle < before.cycle()) {
            return false;
        }
        // All of a file: the index has holes, before its end, that will be written to.
        long from = cycle == before.cycle() ? before.end() : 0;
        long to = (end / STEP + 1) * STEP;
        if (watch.check(files.directory()) < 2 * files.blockSize() || !setAside(cycle, from, to)) {
            return false;
        }
        reserved = new Reserved(cycle, to);
        return true;
    }

    private boolean setAside(int cycle, long from, long to) {
        if (!isSupported) {
            return true;
        }
        Fallocate.Answer answer = fallocate.allocate(existing(files.file(cycle)), from, to);
        switch (answer) {
            case GRANTED, NO_ROOM -> hasFailed = false;
            case UNSUPPORTED -> {
                isSupported = false;
                LOGGER.info(
                        "journal: the file system of {} sets no room aside: leave it to this node alone",
                        files.directory());
            }
            case FAILED -> {
                if (!hasFailed) {
                    LOGGER.warn(
                            "journal: no room set aside in {} for now: {}", files.directory(), fallocate.lastError());
                }
                hasFailed = true;
            }
        }
        return answer != Fallocate.Answer.NO_ROOM;
    }

    /** Whether this is a file that Chronicle will take for a roll file when it comes to it. */
    static boolean isPrecreated(Path file) {
        return file.getFileName().toString().endsWith(PRECREATED_SUFFIX);
    }

    /** A roll file, or one that will be taken for it. */
    private static Path existing(Path rollFile) {
        return Files.exists(rollFile)
                ? rollFile
                : PrecreatedFiles.preCreatedFile(rollFile.toFile()).toPath();
    }
}
