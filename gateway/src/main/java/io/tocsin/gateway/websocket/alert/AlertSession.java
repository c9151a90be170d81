package io.tocsin.gateway.websocket.alert;

import io.tocsin.gateway.websocket.out.Messages;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.outbox.EventId;
import io.tocsin.journal.outbox.OutboxTailer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's subscription to the alerts of its owner.
 * <p>
 * Either live, or catching up: then it reads the outbox with a tailer of its own, as fast as the client takes it, until
 * it has reached the end. It catches up when the client resumes from an event, and when it was live and the client did
 * not take alerts as fast as they came; so what waits for a client is in the outbox and not in memory. Where the outbox
 * is damaged the client hears that its alerts are not complete. Delivery thread only.
 */
final class AlertSession {
    private static final Logger LOG = LoggerFactory.getLogger(AlertSession.class);

    /** Before all events that there can be. */
    static final EventId BEFORE_ALL = new EventId(-1, 0);

    private final AlertSubscriber subscriber;
    private final String owner;
    private final long roomBytes;
    private final Firing firing = new Firing();
    private List<byte[]> batch = new ArrayList<>();
    private long batchBytes;
    private EventId lastRead = BEFORE_ALL;
    private OutboxTailer tailer;
    private Resume resume;
    private boolean full;
    private long fullSinceNs;

    /** What the client hears once it has everything up to now. */
    private record Resume(boolean complete, EventId from) {
        byte[] message() {
            return Messages.resumed(complete, from == null ? null : from.toString());
        }
    }

    /**
     * @param roomBytes that may wait for the client before the session stops handing over alerts.
     */
    AlertSession(AlertSubscriber subscriber, String owner, long roomBytes) {
        this.subscriber = subscriber;
        this.owner = owner;
        this.roomBytes = roomBytes;
    }

    AlertSubscriber subscriber() {
        return subscriber;
    }

    String owner() {
        return owner;
    }

    boolean isLive() {
        return tailer == null;
    }

    /**
     * Catches up on what the client has missed.
     *
     * @param from     at what follows {@code after}, or at the first event there is when the outbox does not reach back
     *                 so far.
     * @param complete whether it does.
     */
    void resume(OutboxTailer from, EventId after, boolean complete) {
        tailer = from;
        resume = new Resume(complete, complete ? after : null);
    }

    /**
     * Leaves the live alerts, which the client does not take.
     *
     * @param from      at or before the first event that was not handed over.
     * @param lastTaken the last one that was, or that concerned others.
     */
    void fallBehind(OutboxTailer from, EventId lastTaken) {
        tailer = from;
        if (lastTaken.compareTo(lastRead) > 0) {
            lastRead = lastTaken;
        }
    }

    /** Whether the session had this event while it was catching up. */
    boolean hasRead(EventId event) {
        return event.compareTo(lastRead) <= 0;
    }

    /** Whether the client may be given more; once it may not, only when it has taken half of what waits. */
    boolean hasRoom() {
        long waiting = batchBytes + subscriber.pendingBytes();
        if (waiting < (full ? roomBytes / 2 : roomBytes)) {
            full = false;
        } else if (!full) {
            full = true;
            fullSinceNs = System.nanoTime();
        }
        return !full;
    }

    /** Whether there has been no room for longer than {@code afterNs}. */
    boolean isStalled(long afterNs) {
        return full && System.nanoTime() - fullSinceNs > afterNs;
    }

    void add(byte[] message) {
        batch.add(message);
        batchBytes += message.length;
    }

    /**
     * Reads on, up to {@code limit} events; at the end of the outbox the session is live again.
     *
     * @return false when there was no room for anything.
     */
    boolean catchUp(int limit) {
        int read = 0;
        while (read < limit && !isLive() && hasRoom()) {
            readOne();
            read++;
        }
        return read > 0;
    }

    private void readOne() {
        try {
            if (tailer.poll(this::onEvent, 1) == 0) {
                onCaughtUp();
            }
        } catch (JournalDamagedException damaged) {
            LOG.error("A client misses an alert: {}", damaged.getMessage());
            resume = new Resume(false, null);
        }
    }

    /** Gives the client what was added. */
    void deliver() {
        if (!batch.isEmpty()) {
            List<byte[]> messages = batch;
            batch = new ArrayList<>();
            batchBytes = 0;
            subscriber.deliver(messages);
        }
    }

    void close() {
        if (tailer != null) {
            tailer.close();
            tailer = null;
        }
    }

    private void onEvent(DirectBuffer message, int offset, int length) {
        boolean isFiring = firing.wrap(message, offset);
        EventId event = firing.id();
        if (hasRead(event)) {
            return;
        }
        lastRead = event;
        if (isFiring && resume != null && resume.from() == null) {
            resume = new Resume(false, event);
        }
        if (isFiring && firing.owner().equals(owner) && firing.isForWebSocket()) {
            add(firing.text(resume != null));
        }
    }

    private void onCaughtUp() {
        close();
        if (resume != null) {
            add(resume.message());
            resume = null;
        }
    }
}
