package io.tocsin.journal.outbox;

import io.tocsin.journal.NodeLock;
import io.tocsin.journal.files.DiskSpace;
import io.tocsin.journal.files.DiskWatch;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.files.QueueAppender;
import io.tocsin.journal.files.QueueDirectory;
import io.tocsin.journal.files.RollClock;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Every event of a user, once, in order: the one durable sequence that all deliveries read. A Chronicle Queue with one
 * document per output, in a file per day.
 * <p>
 * One thread appends; any number of {@link OutboxTailer tailers} read beside it, each on a thread of its own. What was
 * appended survives the death of the process, not a loss of power. Tailers and cursors must be closed before the
 * outbox.
 */
public final class Outbox implements AutoCloseable {
    public static final String DIRECTORY = "outbox";
    static final RollCycle ROLL_CYCLE = RollCycles.FAST_DAILY;
    private static final long BLOCK_LENGTH = 4 << 20;

    private final Path directory;
    private final DiskSpace space;
    private final SingleChronicleQueue queue;
    private final QueueAppender appender;
    private final RollClock clock;
    private final OutboxRecord record = new OutboxRecord();
    private final UnsafeBuffer document =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(OutboxRecord.MAX_LENGTH, 8));
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong eventCount = new AtomicLong();
    private long nextNumber;
    private long lastSequence;
    private int lastOrdinal;
    private volatile long lastPosition;

    /** An outbox of whose disk nobody takes care. */
    public Outbox(Path dataDirectory) {
        this(dataDirectory, new DiskWatch(0));
    }

    /**
     * Opens the outbox, cutting off a torn tail.
     *
     * @param dataDirectory held by a {@link NodeLock}; the outbox is its sub-directory {@code outbox}.
     * @param watch         sees how the room on its disk comes to an end.
     * @throws JournalDamagedException when an event among the newest is damaged that intact ones follow.
     */
    public Outbox(Path dataDirectory, DiskWatch watch) {
        directory = dataDirectory.resolve(DIRECTORY);
        QueueDirectory files = files(dataDirectory);
        space = new DiskSpace(files, watch);
        QueueDirectory.OpenQueue opened = open(files);
        queue = opened.queue();
        clock = opened.clock();
        appender = opened.appender(directory);
    }

    public static QueueDirectory files(Path dataDirectory) {
        return new QueueDirectory(dataDirectory.resolve(DIRECTORY), ROLL_CYCLE, BLOCK_LENGTH);
    }

    /** Reads the newest file with anything whole in it: only that one can end in a torn tail. */
    private QueueDirectory.OpenQueue open(QueueDirectory files) {
        files.prepare();
        EventCheck check = new EventCheck();
        List<Path> rollFiles = files.rollFiles();
        QueueDirectory.Tail tail = null;
        for (int newest = rollFiles.size() - 1; newest >= 0 && tail == null; newest--) {
            tail = files.read(rollFiles.subList(newest, newest + 1), check, (buffer, offset, length) -> {});
        }
        nextNumber = check.expectedSequence();
        eventCount.set(nextNumber);
        lastSequence = check.lastSequence();
        lastOrdinal = check.lastOrdinal();
        lastPosition = tail == null ? OutboxTailer.START : files.index(tail.file(), tail.documents() - 1);
        return files.open(tail, check);
    }

    /**
     * Appends one event and wakes the listeners; waits while the disk is full and watched.
     *
     * @param message an output with its header, an event after {@link #lastEvent}.
     * @throws UncheckedIOException when it could not be written.
     */
    public void append(DirectBuffer message, int offset, int length) {
        if (length > OutboxRecord.MAX_LENGTH - OutboxRecord.MESSAGE_OFFSET) {
            throw new IllegalArgumentException("event of " + length + " bytes");
        }
        record.wrapMessage(message, offset);
        long sequence = record.sequence();
        int ordinal = record.ordinal();
        clock.advanceToNs(record.timestampNs());
        int documentLength = record.encode(document, nextNumber, message, offset, length);
        space.reserve(appender, documentLength);
        appender.append(document, 0, documentLength);
        nextNumber++;
        eventCount.lazySet(nextNumber);
        lastSequence = sequence;
        lastOrdinal = ordinal;
        lastPosition = appender.lastIndex();
        for (Runnable listener : listeners) {
            listener.run();
        }
    }

    /** The newest event, null when there is none. On the appending thread. */
    public EventId lastEvent() {
        return nextNumber == 0 ? null : new EventId(lastSequence, lastOrdinal);
    }

    /** Whether the outbox has this event or a later one. */
    boolean reaches(long sequence, int ordinal) {
        return nextNumber > 0 && (sequence < lastSequence || (sequence == lastSequence && ordinal <= lastOrdinal));
    }

    /** Where a tailer stands that has read everything. Any thread. */
    public long lastPosition() {
        return lastPosition;
    }

    /** How many events were ever appended. Any thread. */
    public long eventCount() {
        return eventCount.get();
    }

    /** A new tailer, standing before the first event. Any thread. */
    public OutboxTailer tailer() {
        return new OutboxTailer(this, queue);
    }

    /**
     * The cursor of this name, made when it is not there yet; at most one at a time for a name.
     *
     * @param name lower-case letters, digits and hyphens.
     */
    public DurableCursor cursor(String name) {
        return new DurableCursor(directory.resolve(requireName(name) + DurableCursor.SUFFIX));
    }

    /** What belongs to the cursor of this name. */
    public SettledNote settledNote(String name) {
        return new SettledNote(directory, requireName(name));
    }

    private static String requireName(String name) {
        if (!name.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("cursor name " + name);
        }
        return name;
    }

    /**
     * Has this called after each append, on the appending thread: it must do no more than wake somebody up. Any thread
     * may add one.
     */
    public void onAppend(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
    }
}
