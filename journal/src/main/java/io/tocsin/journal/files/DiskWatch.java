package io.tocsin.journal.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the room on the disks of journal and outbox, so that nothing more is accepted well before it runs out, and
 * again when there is enough. What was accepted is still written: the room that was kept is for that. If even that is
 * gone, it waits, and nothing is lost.
 * <p>
 * It looks each second, on the thread {@code tocsin-disk}, and whenever the appending threads have written another
 * megabyte. Between closing and opening lies a margin, so that it does not flap. Any thread may ask.
 */
public final class DiskWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DiskWatch.class);
    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_MARGIN = 64L << 20;

    private final long minFree;
    private final ToLongFunction<Path> usableSpace;
    private final List<Path> directories = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "tocsin-disk");
    private Consumer<Boolean> onChange;
    private int waiting;
    private volatile boolean hopeless;
    private volatile boolean full;
    private volatile long freeBytes = Long.MAX_VALUE;

    /** @param minFree bytes that have to be free in each directory; 0 when nobody is to be stopped. */
    public DiskWatch(long minFree) {
        this(minFree, directory -> directory.toFile().getUsableSpace());
    }

    DiskWatch(long minFree, ToLongFunction<Path> usableSpace) {
        this.minFree = minFree;
        this.usableSpace = usableSpace;
        thread.setDaemon(true);
    }

    synchronized void add(Path directory) {
        directories.add(directory);
    }

    /**
     * Begins to watch.
     *
     * @param listener hears whether the disk is full whenever that changes, and at once when it is; on the watching, a
     *     writing or this thread.
     */
    public synchronized void start(Consumer<Boolean> listener) {
        onChange = listener;
        checkAll();
        thread.start();
    }

    private void run() {
        while (!thread.isInterrupted()) {
            LockSupport.parkNanos(PERIOD_NS);
            checkAll();
        }
    }

    /** Whether there is too little room, since {@link #start}. */
    public boolean isFull() {
        return full;
    }

    /** Room on the disk that has the least, when last looked at. */
    public long freeBytes() {
        return freeBytes;
    }

    /** Whether so much can be written beside what is kept free. */
    public boolean hasRoomFor(long bytes) {
        return freeBytes - bytes >= minFree;
    }

    /** Looks at one directory and returns its room in bytes. */
    synchronized long check(Path directory) {
        long free = usableSpace.applyAsLong(directory);
        if (onChange != null && free < minFree) {
            close(directory, free);
        }
        return free;
    }

    /**
     * Waits for room where there is too little for what is to be appended. Meanwhile nothing is accepted, whatever is
     * free. An appending thread.
     *
     * @param attempt whether there is room now.
     * @return false when there is none, and no waiting for it: nobody watches, or {@link #endWaiting} was called.
     */
    boolean awaitRoom(Path directory, BooleanSupplier attempt) {
        if (!beginWaiting(directory)) {
            return false;
        }
        try {
            while (!attempt.getAsBoolean()) {
                if (hopeless || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                LockSupport.parkNanos(this, RETRY_NS);
            }
        } finally {
            synchronized (this) {
                waiting--;
            }
        }
        LOGGER.info("journal: {} has room again: appending goes on", directory);
        return true;
    }

    private synchronized boolean beginWaiting(Path directory) {
        if (onChange == null || hopeless) {
            return false;
        }
        waiting++;
        LOGGER.warn(
                "journal: no room in {} for what was accepted, {} MB free: it waits",
                directory,
                megabytes(usableSpace.applyAsLong(directory)));
        if (!full) {
            full = true;
            onChange.accept(true);
        }
        return true;
    }

    /** Whether somebody waits for room. Any thread. */
    synchronized boolean isWaitedFor() {
        return waiting > 0;
    }

    /** Lets nobody wait for room any longer: the node stops, and could not with appends that never end. */
    public void endWaiting() {
        hopeless = true;
    }

    synchronized void checkAll() {
        long least = Long.MAX_VALUE;
        for (Path directory : directories) {
            least = Math.min(least, check(directory));
        }
        freeBytes = least;
        if (onChange != null && full && waiting == 0 && least >= minFree + Math.min(minFree / 8, MAX_MARGIN)) {
            full = false;
            LOGGER.info("journal: {} MB free again: inputs are accepted", megabytes(least));
            onChange.accept(false);
        }
    }

    private void close(Path directory, long free) {
        if (!full) {
            full = true;
            LOGGER.warn(
                    "journal: {} MB free in {}, less than journal.min-free {} MB: nothing is accepted until there is room",
                    megabytes(free),
                    directory,
                    megabytes(minFree));
            onChange.accept(true);
        }
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }

    /** Stops watching; nobody hears anything after this. */
    @Override
    public void close() {
        thread.interrupt();
        synchronized (this) {
            onChange = null;
        }
    }
}
