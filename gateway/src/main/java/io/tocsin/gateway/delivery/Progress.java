package io.tocsin.gateway.delivery;

import io.tocsin.journal.outbox.DurableCursor;
import io.tocsin.journal.outbox.SettledNote;
import io.tocsin.journal.outbox.SettledNote.Settled;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which events are not settled, and what of that is durable: the cursor, which stands before the oldest of them and
 * moves at once, and a note of what is settled beyond it, which follows within {@link #NOTE_WITHIN_NS}. Follower's
 * thread.
 */
final class Progress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final long NOTE_WITHIN_NS = TimeUnit.MILLISECONDS.toNanos(100);
    static final long NEVER = Long.MAX_VALUE;

    private final DurableCursor cursor;
    private final SettledNote note;
    private final Set<OpenEvent> open = new LinkedHashSet<>();
    private boolean isNoteStale;
    private boolean isNoteFailing;
    private long notedNs = System.nanoTime() - NOTE_WITHIN_NS;

    Progress(DurableCursor cursor, SettledNote note) {
        this.cursor = cursor;
        this.note = note;
    }

    /** Before the oldest event that may not be settled; {@link DurableCursor#NONE} at the first start ever. */
    long position() {
        return cursor.position();
    }

    /**
     * What was settled beyond the cursor when it was noted, if it was.
     *
     * @param lastPosition of the outbox; a note that knows more is of another life of it, and is removed.
     */
    Optional<Settled> settledBeyond(long lastPosition) {
        try {
            Optional<Settled> settled = note.read();
            if (settled.isPresent() && settled.get().upTo() > lastPosition) {
                note.remove();
                return Optional.empty();
            }
            return settled.filter(known -> known.upTo() > cursor.position());
        } catch (IOException failed) {
            LOG.warn("What was settled is not known, and is delivered again: {}", failed.toString());
            return Optional.empty();
        }
    }

    /** An event was read that leads to messages; to be called in the order of events. */
    void opened(OpenEvent event) {
        open.add(event);
    }

    void settledOne(OpenEvent event) {
        if (event.settleOne()) {
            boolean isOldest = oldest().filter(oldest -> oldest == event).isPresent();
            open.remove(event);
            isNoteStale |= !isOldest;
        }
    }

    Optional<OpenEvent> oldest() {
        return open.isEmpty() ? Optional.empty() : Optional.of(open.iterator().next());
    }

    int openCount() {
        return open.size();
    }

    /**
     * Makes durable what was settled.
     *
     * @param readPosition up to which every event that is not settled is {@link #opened}.
     */
    void commit(long readPosition) {
        long position = oldest().map(OpenEvent::positionBefore).orElse(readPosition);
        if (position != cursor.position()) {
            cursor.commit(position);
        }
    }

    /** Whether there is something to note. */
    boolean isNoteStale() {
        return isNoteStale;
    }

    /** How long that can wait; {@link #NEVER} when there is nothing to note. */
    long noteWaitNs(long nowNs) {
        return isNoteStale ? Math.max(0, notedNs + NOTE_WITHIN_NS - nowNs) : NEVER;
    }

    /** @param readPosition as for {@link #commit}, and all before it has been read. */
    void note(long readPosition, long nowNs) {
        isNoteStale = false;
        notedNs = nowNs;
        try {
            note.write(new Settled(
                    readPosition, open.stream().map(OpenEvent::positionBefore).toList()));
            isNoteFailing = false;
        } catch (IOException failed) {
            if (!isNoteFailing) {
                isNoteFailing = true;
                LOG.warn("What is settled cannot be noted, a restart may deliver it again: {}", failed.toString());
            }
        }
    }

    @Override
    public void close() {
        cursor.close();
    }
}
