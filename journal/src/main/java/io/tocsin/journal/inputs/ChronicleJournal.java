package io.tocsin.journal.inputs;

import io.tocsin.engine.port.DurabilityGate;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.NodeLock;
import io.tocsin.journal.files.DiskSpace;
import io.tocsin.journal.files.DiskWatch;
import io.tocsin.journal.files.GroupSync;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.files.Prefault;
import io.tocsin.journal.files.Pretoucher;
import io.tocsin.journal.files.QueueAppender;
import io.tocsin.journal.files.QueueDirectory;
import io.tocsin.journal.files.RollClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.agrona.DirectBuffer;

/**
 * The journal in a Chronicle Queue: one document per batch, copied once, from the batch into the page cache.
 * <p>
 * So an appended batch survives the death of the process, however it dies, but by itself no loss of power. After such a
 * loss {@link #replay} cuts off a torn tail and says so; what is before it is intact. In {@link Durability#GROUP_FSYNC}
 * batches are brought onto the disk while others are appended, and {@link #durability} waits for that.
 * <p>
 * A file an hour, by the times of the batches: small enough to rewrite for a cut and to prune one by one, large enough
 * that a year has few. A file grows in sparse blocks, in which room is set aside and pages are touched ahead of the
 * batches: appending does not meet a full disk in the middle, and does not wait for the kernel.
 * <p>
 * {@link #replay} comes first, then {@link #append}, on one thread at a time. Appending allocates nothing.
 */
public final class ChronicleJournal implements Journal {
    public static final String DIRECTORY = "journal";
    public static final RollCycle ROLL_CYCLE = RollCycles.FAST_HOURLY;
    private static final long BLOCK_LENGTH = 16 << 20;

    private final Path directory;
    private final QueueDirectory files;
    private final DiskSpace space;
    /** Null in {@link Durability#PAGE_CACHE}. */
    private final GroupSync sync;

    private final Pretoucher pretoucher;
    private final InputBatch.Reader reader = new InputBatch.Reader();
    private final AtomicLong appendedBytes = new AtomicLong();
    private SingleChronicleQueue queue;
    private QueueAppender appender;
    private RollClock clock;
    private int cycle = -1;
    private long lastSequence;

    /** A journal in {@link Durability#PAGE_CACHE}. */
    public ChronicleJournal(Path dataDirectory) {
        this(dataDirectory, Durability.PAGE_CACHE, new DiskWatch(0));
    }

    /**
     * @param dataDirectory held by a {@link NodeLock}; the journal is its sub-directory {@code journal}.
     * @param watch         sees how the room on its disk comes to an end.
     */
    public ChronicleJournal(Path dataDirectory, Durability durability, DiskWatch watch) {
        this(dataDirectory, durability, watch, (path, opened) -> opened.force(Files.isDirectory(path)));
    }

    public ChronicleJournal(Path dataDirectory, Durability durability, DiskWatch watch, GroupSync.Force force) {
        directory = dataDirectory.resolve(DIRECTORY);
        files = files(dataDirectory);
        space = new DiskSpace(files, watch);
        sync = durability == Durability.GROUP_FSYNC ? new GroupSync(directory, force) : null;
        // What is dirty when it is synced goes to the disk at once, and once more when it is written to.
        pretoucher = new Pretoucher(space, new Prefault(sync == null ? Prefault.Access.WRITE : Prefault.Access.READ));
    }

    public static QueueDirectory files(Path dataDirectory) {
        return new QueueDirectory(dataDirectory.resolve(DIRECTORY), ROLL_CYCLE, BLOCK_LENGTH);
    }

    /**
     * Hands over the batches straight from the mapped files, and opens the journal for appending after them. Files that
     * hold nothing after the sequence are not looked at. What it hands over is as durable as what is appended: an
     * earlier process may have died before it had synced all.
     *
     * @throws JournalDamagedException when a batch in the middle is damaged or missing, or the journal ends before the
     *                                 sequence. An empty one may begin after it.
     */
    @Override
    public void replay(long sequence, BatchHandler handler) {
        if (appender != null) {
            throw new IllegalStateException("the journal was replayed already");
        }
        files.prepare();
        files.requireNewest();
        BatchCheck check = new BatchCheck(sequence + 1);
        List<Path> rollFiles =
                files.since((buffer, offset, length) -> reader.firstSequence(buffer, offset) <= sequence + 1, check);
        RecoveryProgress progress = new RecoveryProgress(rollFiles);
        BatchHandler synced = afterSync(handler, rollFiles, check);
        QueueDirectory.Tail tail = files.read(rollFiles, check, (buffer, offset, length) -> {
            long last = check.expectedSequence() - 1;
            if (last > sequence) {
                synced.onBatch(buffer, offset, length);
            }
            progress.onBatch(last, length);
        });
        lastSequence = check.expectedSequence() - 1;
        if (tail != null && lastSequence < sequence) {
            throw QueueDirectory.damaged(
                    "end of the journal", tail.file(), tail.endPosition(), check.expectedSequence());
        }
        QueueDirectory.OpenQueue opened = files.open(tail, check);
        queue = opened.queue();
        clock = opened.clock();
        appender = opened.appender(directory);
        pretoucher.start();
        if (sync != null) {
            sync.start();
        }
    }

    private BatchHandler afterSync(BatchHandler handler, List<Path> found, BatchCheck check) {
        if (sync == null) {
            return handler;
        }
        sync.syncFound(found);
        return (batch, offset, length) -> {
            sync.onFound(check.expectedSequence() - 1);
            handler.onBatch(batch, offset, length);
        };
    }

    /** {@inheritDoc} The buffer must be off-heap. While the disk is full and watched, it waits. */
    @Override
    public void append(DirectBuffer batch, int offset, int length) {
        if (batch.byteArray() != null) {
            throw new IllegalArgumentException("a batch has to be off-heap");
        }
        clock.advanceToNs(reader.timestampNs(batch, offset));
        space.reserve(appender, length);
        appender.append(batch, offset, length);
        lastSequence = reader.firstSequence(batch, offset) + reader.count(batch, offset) - 1;
        appendedBytes.setRelease(appendedBytes.getPlain() + length);
        if (sync != null) {
            sync();
        }
        pretoucher.onAppended(appender, length);
    }

    /** How much was appended since the start; any thread. */
    public long appendedBytes() {
        return appendedBytes.get();
    }

    private void sync() {
        if (appender.cycle() != cycle) {
            cycle = appender.cycle();
            sync.onFile(appender.currentFile().toPath());
        }
        sync.onAppended(appender, lastSequence);
    }

    @Override
    public DurabilityGate durability() {
        return sync == null ? DurabilityGate.OPEN : sync;
    }

    /** The sequence of the last input in the journal, 0 when there is none; valid after {@link #replay}. */
    public long lastSequence() {
        return lastSequence;
    }

    @Override
    public void close() {
        if (sync != null) {
            sync.close();
        }
        pretoucher.close();
        if (queue != null) {
            appender.close();
            queue.close();
        }
    }
}
