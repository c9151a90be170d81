package io.tocsin.journal.outbox;

import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.files.QueueDirectory;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wires;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the outbox, from anywhere, independently of other tailers. One thread at a time, beside the one that appends.
 * <p>
 * A position stands after an event: it is the queue index of the last one read. Positions order as events do and stay
 * valid for as long as the outbox lives.
 */
public final class OutboxTailer implements AutoCloseable {
    /** The position before the first event. */
    public static final long START = 0;

    private final Outbox outbox;
    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private final RollCycle rollCycle;
    private final OutboxRecord record = new OutboxRecord();
    private final UnsafeBuffer source = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer copy = new UnsafeBuffer(BufferUtil.allocateDirectAligned(OutboxRecord.MAX_LENGTH, 8));
    private int copyLength;
    private long position = START;
    private long filePosition;
    private long eventCount;

    OutboxTailer(Outbox outbox, SingleChronicleQueue queue) {
        this.outbox = outbox;
        this.queue = queue;
        tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        rollCycle = queue.rollCycle();
    }

    /** Receives events. */
    @FunctionalInterface
    public interface EventHandler {
        /**
         * One output, with its message header, in the present version of the schema; the bytes are valid only during
         * the call, in which {@link OutboxTailer#position} is already the one after this event.
         */
        void onEvent(DirectBuffer message, int offset, int length);
    }

    /**
     * Hands over the next events.
     *
     * @return how many: less than {@code limit} only when there are no more for now.
     * @throws JournalDamagedException when the next one is damaged.
     */
    public int poll(EventHandler handler, int limit) {
        int count = 0;
        while (count < limit && read()) {
            wrap();
            handler.onEvent(record.message(), record.messageOffset(), record.messageLength());
            count++;
        }
        return count;
    }

    /** The position after the last event read. */
    public long position() {
        return position;
    }

    /** How many events were ever appended up to the position. */
    public long eventCount() {
        return eventCount;
    }

    /** The time of the last event read. */
    public long timestampNs() {
        return record.timestampNs();
    }

    /** Whether there are no further events, for now. */
    public boolean atEnd() {
        return position >= outbox.lastPosition();
    }

    /**
     * Goes to a position.
     *
     * @return false when the outbox does not have it any more, or not yet: then the tailer stands at the nearest end.
     */
    public boolean seek(long newPosition) {
        long lastPosition = outbox.lastPosition();
        if (newPosition > lastPosition) {
            seek(lastPosition);
            return false;
        }
        if (newPosition != START && tailer.moveToIndex(newPosition)) {
            if (read()) {
                wrap();
            }
            return true;
        }
        tailer.toStart();
        position = START;
        eventCount = 0;
        return newPosition == START;
    }

    /** Goes behind the newest event. */
    public void seekEnd() {
        seek(outbox.lastPosition());
    }

    /**
     * Goes behind the last event that is not after an event, whether or not the event itself is there.
     *
     * @return whether the outbox reaches back that far: no event after the event is missing.
     */
    public boolean seekAfter(long sequence, int ordinal) {
        long found = lastNotAfter(new EventId(sequence, ordinal));
        seek(found);
        return found != START || outbox.lastPosition() == START || firstNumber() == 0;
    }

    /** Binary search, first for the file, then in it. */
    private long lastNotAfter(EventId event) {
        if (outbox.lastPosition() == START) {
            return START;
        }
        List<Long> cycles = new ArrayList<>(queue.listCyclesBetween(queue.firstCycle(), queue.lastCycle()));
        int low = 0;
        int high = cycles.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isAfter(rollCycle.toIndex(cycles.get(middle).intValue(), 0), event)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == 0 ? START : lastNotAfter(cycles.get(low - 1).intValue(), event);
    }

    /** The first event of the file is not after the event. */
    private long lastNotAfter(int cycle, EventId event) {
        long low = rollCycle.toIndex(cycle, 0);
        long high = Math.min(low + tailer.excerptsInCycle(cycle) - 1, outbox.lastPosition());
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (isAfter(middle, event)) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return low;
    }

    private boolean isAfter(long index, EventId event) {
        return index > outbox.lastPosition()
                || !tailer.moveToIndex(index)
                || !read()
                || record.wrap(copy, 0, copyLength).eventId().compareTo(event) > 0;
    }

    private long firstNumber() {
        long before = position;
        seek(START);
        long number = read() ? record.wrap(copy, 0, copyLength).number() : 0;
        seek(before);
        return number;
    }

    private boolean read() {
        long expected = record.number() + 1;
        try (DocumentContext context = tailer.readingDocument()) {
            if (!context.isPresent()) {
                return false;
            }
            Bytes<?> bytes = context.wire().bytes();
            position = context.index();
            filePosition = bytes.readPosition() - Wires.SPB_HEADER_SIZE;
            copyLength = Math.toIntExact(Math.min(bytes.readRemaining(), OutboxRecord.MAX_LENGTH));
            source.wrap(bytes.addressForRead(bytes.readPosition()), copyLength);
            copy.putBytes(0, source, 0, copyLength);
        }
        if (!record.isIntact(copy, 0, copyLength)) {
            throw QueueDirectory.damaged(
                    "damaged document", tailer.currentFile().toPath(), filePosition, expected);
        }
        return true;
    }

    private void wrap() {
        eventCount = record.wrap(copy, 0, copyLength).number() + 1;
    }

    @Override
    public void close() {
        tailer.close();
    }
}
