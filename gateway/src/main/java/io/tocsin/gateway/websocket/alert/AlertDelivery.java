package io.tocsin.gateway.websocket.alert;

import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.journal.outbox.EventId;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxTailer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the firings in the outbox to the connections of their owners, on a thread of its own.
 * <p>
 * The thread follows the outbox from its end at the start, and sleeps until something is appended or asked of it.
 * {@link #subscribe} and {@link #unsubscribe} may be called from any thread; they are in effect when their answer is
 * delivered. An alert is never left out: see {@link AlertSession} for clients that resume or are slow. One that takes
 * nothing any more, while alerts wait for it, is given up.
 */
public final class AlertDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(AlertDelivery.class);
    private static final int EVENTS_PER_TURN = 256;
    private static final int SESSIONS_PER_TURN = 16;
    private static final int EVENTS_PER_SESSION = 64;

    private final Outbox outbox;
    private final LongSupplier lastSequence;
    private final long roomBytes;
    private final long stalledAfterNs;
    private final Thread thread;
    private final OutboxTailer live;
    private final Firing firing = new Firing();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Map<AlertSubscriber, AlertSession> sessions = new HashMap<>();
    private final ConcurrentMap<String, List<AlertSession>> byOwner = new ConcurrentHashMap<>();
    private final Queue<AlertSession> catchingUp = new ArrayDeque<>();
    private final Set<AlertSession> toDeliver = new LinkedHashSet<>();
    private EventId lastLive = AlertSession.BEFORE_ALL;
    private long turnPosition;
    private volatile boolean waitsForProgress;
    private volatile boolean stopping;

    /**
     * @param lastSequence   of the node; an event after it cannot be known.
     * @param maxBufferBytes that may wait for one client; alerts stop being handed over at half of it.
     * @param stalledAfter   that a client may leave them there.
     * @param onFailure      called when the thread ends by an exception; the node must stop then.
     */
    public AlertDelivery(
            Outbox outbox, LongSupplier lastSequence, int maxBufferBytes, Duration stalledAfter, Runnable onFailure) {
        this.outbox = outbox;
        this.lastSequence = lastSequence;
        this.roomBytes = maxBufferBytes / 2;
        this.stalledAfterNs = stalledAfter.toNanos();
        this.live = outbox.tailer();
        this.thread = new Thread(this::run, "tocsin-alerts");
        thread.setUncaughtExceptionHandler((failed, cause) -> {
            LOG.error("The delivery of alerts failed; stopping the node", cause);
            onFailure.run();
        });
    }

    public void start() {
        live.seekEnd();
        outbox.onAppend(this::wake);
        thread.start();
    }

    /**
     * Replaces the subscription of this subscriber, if there is one.
     *
     * @param after the last event that the client has; empty for live alerts only.
     * @param ok    delivered before all alerts.
     */
    void subscribe(AlertSubscriber subscriber, String owner, Optional<EventId> after, byte[] ok) {
        post(() -> {
            readAllLive();
            remove(subscriber);
            AlertSession session = new AlertSession(subscriber, owner, roomBytes);
            sessions.put(subscriber, session);
            byOwner.computeIfAbsent(owner, key -> new ArrayList<>()).add(session);
            session.add(ok);
            toDeliver.add(session);
            after.ifPresent(event -> resume(session, event));
        });
    }

    /**
     * Ends the subscription of this subscriber, if there is one.
     *
     * @param ok delivered after all alerts.
     */
    void unsubscribe(AlertSubscriber subscriber, byte[] ok) {
        post(() -> {
            remove(subscriber);
            subscriber.deliver(List.of(ok));
        });
    }

    /** The subscriber is gone. Any thread. */
    public void forget(AlertSubscriber subscriber) {
        post(() -> remove(subscriber));
    }

    /** A client has taken something. Any thread; cheap when nobody waits for that. */
    public void onProgress() {
        if (waitsForProgress) {
            wake();
        }
    }

    /** Whether the owner has a connection that is subscribed to alerts. Any thread. */
    public boolean hasSubscriber(String owner) {
        return byOwner.containsKey(owner);
    }

    /** Ends the thread; waits for that. */
    public void close(Deadline deadline) {
        stopping = true;
        wake();
        try {
            thread.join(1 + deadline.left().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("The delivery of alerts does not stop: it is left behind");
            return;
        }
        sessions.values().forEach(AlertSession::close);
        live.close();
    }

    private void post(Runnable command) {
        commands.add(command);
        wake();
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopping) {
            boolean worked = runCommands();
            worked |= followLive() > 0;
            worked |= catchUp();
            toDeliver.forEach(AlertSession::deliver);
            toDeliver.clear();
            if (worked) {
                waitsForProgress = false;
            } else {
                idle();
            }
        }
    }

    /** Looks once more after asking to hear of progress, which may have been made just before. */
    private void idle() {
        if (catchingUp.isEmpty()) {
            LockSupport.park(this);
        } else if (waitsForProgress) {
            LockSupport.parkNanos(this, stalledAfterNs / 4);
        } else {
            waitsForProgress = true;
        }
    }

    private boolean runCommands() {
        boolean ran = false;
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
            ran = true;
        }
        return ran;
    }

    private int followLive() {
        turnPosition = live.position();
        return live.poll(this::onLive, EVENTS_PER_TURN);
    }

    /** So that nothing that fired before a subscription is delivered to it. */
    private void readAllLive() {
        int events = EVENTS_PER_TURN;
        while (events == EVENTS_PER_TURN) {
            events = followLive();
        }
    }

    private void onLive(DirectBuffer message, int offset, int length) {
        boolean isFiring = firing.wrap(message, offset);
        EventId event = firing.id();
        List<AlertSession> interested = isFiring ? byOwner.get(firing.owner()) : null;
        if (interested != null && firing.isForWebSocket()) {
            byte[] text = null;
            for (AlertSession session : interested) {
                if (!session.isLive() || session.hasRead(event)) {
                    continue;
                }
                if (session.hasRoom()) {
                    text = text == null ? firing.text(false) : text;
                    session.add(text);
                    toDeliver.add(session);
                } else {
                    fallBehind(session);
                }
            }
        }
        lastLive = event;
    }

    private void resume(AlertSession session, EventId after) {
        OutboxTailer tailer = outbox.tailer();
        boolean isReached = tailer.seekAfter(after.sequence(), after.ordinal());
        session.resume(tailer, after, isReached && isKnown(after));
        catchingUp.add(session);
    }

    /** An event that is still to come is of another life of the node, whose events this outbox does not have. */
    private boolean isKnown(EventId event) {
        return event.sequence() <= lastSequence.getAsLong();
    }

    private void fallBehind(AlertSession session) {
        OutboxTailer tailer = outbox.tailer();
        if (!tailer.seek(turnPosition)) {
            throw new IllegalStateException("the outbox lost position " + turnPosition + " while it was read");
        }
        session.fallBehind(tailer, lastLive);
        catchingUp.add(session);
    }

    /** In slices, so that live alerts of others are not held up. */
    private boolean catchUp() {
        boolean read = false;
        for (int i = Math.min(SESSIONS_PER_TURN, catchingUp.size()); i > 0; i--) {
            AlertSession session = catchingUp.remove();
            if (sessions.get(session.subscriber()) != session) {
                continue;
            }
            read |= session.catchUp(EVENTS_PER_SESSION);
            toDeliver.add(session);
            if (session.isStalled(stalledAfterNs)) {
                remove(session.subscriber());
                session.subscriber().onStalled();
            } else if (!session.isLive()) {
                catchingUp.add(session);
            }
        }
        return read;
    }

    private void remove(AlertSubscriber subscriber) {
        AlertSession session = sessions.remove(subscriber);
        if (session != null) {
            session.deliver();
            session.close();
            byOwner.computeIfPresent(session.owner(), (owner, all) -> {
                all.remove(session);
                return all.isEmpty() ? null : all;
            });
        }
    }
}
