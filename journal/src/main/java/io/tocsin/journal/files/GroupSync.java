package io.tocsin.journal.files;

import io.tocsin.engine.port.DurabilityGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import net.openhft.posix.PosixAPI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what was appended to the roll files onto the disk, on the thread {@code tocsin-sync}, whenever somebody
 * waits for
 * that. One sync takes along all that was appended until it began, and appending goes on meanwhile. A quiet node, in
 * whose journal only time passes, leaves the disk alone.
 * <p>
 * Files are synced by their own channels: on Linux that writes out the mapped pages that Chronicle appends to, and is
 * not what Chronicle calls synchronous. A file that was rolled is synced before the one after it, and a new one
 * together with the directory that names it.
 * <p>
 * After a sync that failed nobody knows what is on the disk, and another attempt would hear that all is well: it
 * ends this for good, and everybody who waits or appends hears so.
 */
public final class GroupSync implements DurabilityGate, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(GroupSync.class);
    private static final CompletableFuture<Void> DURABLE = CompletableFuture.completedFuture(null);

    private final Path directory;
    private final Force force;
    private final Unmapper unmapper = new Unmapper(PosixAPI.posix());
    private final Thread thread = new Thread(this::run, "tocsin-sync");
    private final Queue<Path> openedFiles = new ConcurrentLinkedQueue<>();
    private final NavigableMap<Long, CompletableFuture<Void>> waiting = new ConcurrentSkipListMap<>();
    private volatile long appendedSequence;
    private volatile long durableSequence;
    private volatile boolean closing;
    private volatile UncheckedIOException failure;
    private Path file;
    private FileChannel channel;

    /** What brings a file, or a directory, onto the disk. */
    @FunctionalInterface
    public interface Force {
        void force(Path path, FileChannel opened) throws IOException;
    }

    public GroupSync(Path directory, Force force) {
        this.directory = directory;
        this.force = force;
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((died, cause) -> fail(cause));
    }

    /** Brings files onto the disk that were found at the start: an earlier process may not have come to it. */
    public void syncFound(Iterable<Path> files) {
        try {
            for (Path found : files) {
                sync(found);
            }
            sync(directory);
            sync(directory.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes note of what was read from files that were synced; before {@link #start}. */
    public void onFound(long sequence) {
        appendedSequence = sequence;
        durableSequence = sequence;
    }

    public void start() {
        thread.start();
    }

    /** Before the first append to a file. Appending thread. */
    public void onFile(Path opened) {
        openedFiles.add(opened);
    }

    /**
     * After an append to the file that was opened last. Appending thread.
     *
     * @throws UncheckedIOException when a sync has failed.
     */
    public void onAppended(QueueAppender appender, long lastSequence) {
        if (failure != null) {
            throw failure;
        }
        unmapper.onAppended(appender);
        appendedSequence = lastSequence;
    }

    @Override
    public boolean isOpen(long sequence) {
        if (sequence <= durableSequence) {
            return true;
        }
        UncheckedIOException failed = failure;
        if (failed != null) {
            throw new UncheckedIOException(new IOException(failed));
        }
        return false;
    }

    /** Completed on the syncing thread or the caller's. */
    @Override
    public CompletableFuture<Void> whenOpen(long sequence) {
        if (sequence <= durableSequence) {
            return DURABLE;
        }
        CompletableFuture<Void> durable = waiting.computeIfAbsent(sequence, first -> new CompletableFuture<>());
        if (sequence <= durableSequence || failure != null) {
            // It came to pass before the syncing thread could find who waits for it.
            completeWaiting();
        } else {
            LockSupport.unpark(thread);
        }
        return durable;
    }

    private void run() {
        try {
            while (awaitDemand()) {
                long sequence = appendedSequence;
                syncAppended();
                durableSequence = sequence;
                completeWaiting();
            }
            closeFile();
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Whatever it was: who waits would wait for ever. */
    private void fail(Throwable cause) {
        LOGGER.error(
                "cannot sync {}: what follows input {} may not be on the disk; the node stops",
                file,
                durableSequence,
                cause);
        failure = new UncheckedIOException("cannot sync " + file, new IOException(cause));
        completeWaiting();
    }

    /** False when all is synced and nothing more will come. */
    private boolean awaitDemand() {
        while (waiting.isEmpty()) {
            if (closing) {
                return appendedSequence > durableSequence;
            }
            LockSupport.park(this);
        }
        return true;
    }

    private void syncAppended() throws IOException {
        boolean isNew = false;
        for (Path opened = openedFiles.poll(); opened != null; opened = openedFiles.poll()) {
            if (channel != null) {
                force.force(file, channel);
                closeFile();
            }
            file = opened;
            channel = FileChannel.open(file, StandardOpenOption.READ);
            isNew = true;
        }
        unmapper.unmap();
        force.force(file, channel);
        if (isNew) {
            sync(directory);
        }
    }

    private void sync(Path path) throws IOException {
        try (FileChannel opened = FileChannel.open(path, StandardOpenOption.READ)) {
            force.force(path, opened);
        }
    }

    private void completeWaiting() {
        UncheckedIOException failed = failure;
        NavigableMap<Long, CompletableFuture<Void>> reached =
                failed == null ? waiting.headMap(durableSequence, true) : waiting;
        for (Map.Entry<Long, CompletableFuture<Void>> next = reached.pollFirstEntry();
                next != null;
                next = reached.pollFirstEntry()) {
            if (failed == null) {
                next.getValue().complete(null);
            } else {
                next.getValue().completeExceptionally(failed);
            }
        }
    }

    private void closeFile() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    /** Syncs all that was appended, and ends. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
            unmapper.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
