package io.tocsin.gateway.delivery;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.retry.Backoff;
import io.tocsin.journal.outbox.DurableCursor;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxTailer;
import io.tocsin.journal.outbox.SettledNote.Settled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the events of the outbox to one channel, on a thread of its own, {@code tocsin-NAME}, which sleeps until
 * something was appended, a result has come or a pause is over.
 * <p>
 * Messages to one target go one after the other, in the order of events; a target that fails is tried again after a
 * pause of its own, while those to others go on. Nothing is lost: what is not settled is sent again after a restart.
 * The position in the outbox is durable; so is, but for the last tenth of a second before a crash, what is settled
 * beyond the oldest event that is not. So sent again after a restart is what was on its way, what was settled in that
 * tenth of a second behind an event that is not settled, and all of an event one of whose messages is not settled; each
 * with the same event id. A loss of power can repeat more. Where there is no position yet, the follower begins at the
 * end of the outbox.
 * <p>
 * A deliverer that throws degrades its channel, and nothing else. {@link #start} once, then {@link #close}, on any
 * thread.
 */
public final class OutboxFollower<M> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxFollower.class);
    private static final int EVENTS_PER_TURN = 256;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(1);
    /** Of that, for what is to be saved once results are waited for no more. */
    private static final Duration TO_SAVE = Duration.ofMillis(250);

    private final Outbox outbox;
    private final Deliverer<M> deliverer;
    private final Settings settings;
    private final OutboxTailer tailer;
    private final Progress progress;
    private final ChannelMeter meter;
    private final TargetQueues<M> targets;
    private final Backoff readBackoff;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final OutboxTailer.EventHandler onEvent = this::onEvent;
    private final LongAdder turns = new LongAdder();
    private final Thread thread;

    /**
     * Before events that are settled no more than in part, though all after them up to the position were read before.
     */
    private final Queue<Long> toReopen = new ArrayDeque<>();
    /** Up to which the outbox is read. */
    private long position;

    private long readCount;
    private long eventPosition;
    private boolean isTailerAstray;
    /** Of the outbox, as it was when the tailer found nothing more. */
    private long endPosition = DurableCursor.NONE;

    private long readNotBeforeNs = System.nanoTime();
    private volatile boolean awaitsEvents;
    private volatile boolean awaitsResults;
    /** Null while it is not to stop. */
    private volatile Deadline stopBy;

    private volatile View view = new View(0, 0, 0, 0);

    /**
     * Bounds and pauses.
     *
     * @param maxUnsettled  messages in memory; with so many nothing more is read.
     * @param maxInFlight   messages on their way at a time.
     * @param attemptWithin an attempt without a result by then has failed.
     * @param firstPause    after the first failure of a target; it doubles with each one up to {@code lastPause}.
     */
    public record Settings(
            int maxUnsettled, int maxInFlight, Duration attemptWithin, Duration firstPause, Duration lastPause) {
        /** What suits a provider on the Internet. */
        public static Settings of(int maxInFlight) {
            return new Settings(
                    10_000, maxInFlight, Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofMinutes(1));
        }
    }

    /** What other threads may know of this thread's state. */
    private record View(long read, int open, long oldestNs, int unsettled) {}

    /**
     * Delivers nothing before {@link #start}.
     *
     * @param random shortens pauses.
     */
    public OutboxFollower(Outbox outbox, Deliverer<M> deliverer, Settings settings, RandomGenerator random) {
        this.outbox = outbox;
        this.deliverer = deliverer;
        this.settings = settings;
        String name = deliverer.name();
        tailer = outbox.tailer();
        progress = new Progress(outbox.cursor(name), outbox.settledNote(name));
        meter = new ChannelMeter(name);
        targets = new TargetQueues<>(
                deliverer,
                settings,
                () -> new Backoff(settings.firstPause(), settings.lastPause(), random),
                progress,
                meter,
                this::onResult);
        readBackoff = new Backoff(settings.firstPause(), settings.lastPause(), random);
        thread = new Thread(this::run, "tocsin-" + name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((broken, cause) -> meter.onBreakdown(cause));
    }

    /** Every event that is appended from here on is delivered. */
    public void start() {
        if (progress.position() == DurableCursor.NONE) {
            progress.commit(outbox.lastPosition());
        }
        if (!tailer.seek(progress.position())) {
            LOG.warn(
                    "The outbox does not reach back to where {} stopped; events in between are not delivered",
                    deliverer.name());
        }
        position = tailer.position();
        readCount = tailer.eventCount();
        progress.settledBeyond(outbox.lastPosition()).ifPresent(this::resume);
        outbox.onAppend(this::onAppend);
        thread.start();
    }

    private void resume(Settled settled) {
        settled.except().stream().filter(before -> before >= position).forEach(toReopen::add);
        position = settled.upTo();
        isTailerAstray = true;
    }

    /** How the channel does. Any thread. */
    public ChannelHealth health() {
        View seen = view;
        long nowNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        return new ChannelHealth(
                deliverer.name(),
                Math.max(0, outbox.eventCount() - seen.read()) + seen.open(),
                Duration.ofNanos(seen.open() == 0 ? 0 : Math.max(0, nowNs - seen.oldestNs())),
                seen.unsettled(),
                seen.unsettled() >= settings.maxUnsettled(),
                meter.isDegraded(),
                meter.delivered(),
                meter.retried(),
                meter.givenUp());
    }

    /** How often the thread has looked for something to do. */
    long turns() {
        return turns.sum();
    }

    /** As {@link #close(Deadline)}, with all the time that it may take. */
    @Override
    public void close() {
        close(Deadline.after(STOP_WITHIN));
    }

    /** Stops within a second; what is on its way then may be delivered, and is sent again after the next start. */
    public void close(Deadline deadline) {
        boolean hasStarted = thread.getState() != Thread.State.NEW;
        Deadline own = deadline.atMost(STOP_WITHIN);
        stopBy = own;
        LockSupport.unpark(thread);
        try {
            thread.join(1 + own.left().toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        if (!hasStarted) {
            release();
        } else if (thread.isAlive()) {
            LOG.warn("Channel {} does not stop: it is left behind", deliverer.name());
        }
    }

    private void release() {
        progress.close();
        tailer.close();
    }

    /** Appending thread. */
    private void onAppend() {
        if (awaitsEvents) {
            LockSupport.unpark(thread);
        }
    }

    /** Any thread. */
    private void onResult() {
        if (awaitsResults) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            while (stopBy == null) {
                turns.increment();
                if (!turn(System.nanoTime())) {
                    idle(System.nanoTime());
                }
            }
            drain();
        } finally {
            release();
        }
    }

    private boolean turn(long nowNs) {
        boolean worked = targets.settle(nowNs);
        worked |= targets.send(nowNs);
        worked |= canRead(nowNs) && read(nowNs);
        save();
        if (progress.noteWaitNs(nowNs) == 0) {
            note(nowNs);
        }
        return worked;
    }

    private boolean canRead(long nowNs) {
        return targets.size() < settings.maxUnsettled() && readNotBeforeNs - nowNs <= 0;
    }

    private boolean read(long nowNs) {
        int events = 0;
        try {
            while (events < EVENTS_PER_TURN && targets.size() < settings.maxUnsettled() && readNext()) {
                events++;
            }
        } catch (RuntimeException failed) {
            // The deliverer's, or a damaged outbox: whatever it is, it is this channel's trouble and nobody else's.
            meter.onReadFailure(failed);
            isTailerAstray = true;
            readNotBeforeNs = nowNs + TimeUnit.MILLISECONDS.toNanos(readBackoff.nextMs());
            return false;
        }
        if (events > 0) {
            readBackoff.reset();
            meter.onRead();
        }
        return events > 0;
    }

    private boolean readNext() {
        if (!toReopen.isEmpty()) {
            eventPosition = toReopen.element();
            isTailerAstray = true;
            tailer.seek(eventPosition);
            tailer.poll(onEvent, 1);
            toReopen.remove();
            return true;
        }
        if (isTailerAstray) {
            tailer.seek(position);
            readCount = tailer.eventCount();
            isTailerAstray = false;
        }
        eventPosition = position;
        long end = outbox.lastPosition();
        if (tailer.poll(onEvent, 1) == 0) {
            endPosition = end;
            return false;
        }
        position = tailer.position();
        readCount = tailer.eventCount();
        return true;
    }

    private void onEvent(DirectBuffer event, int offset, int length) {
        if (!deliverer.wants(header.wrap(event, offset).templateId())) {
            return;
        }
        List<M> messages = deliverer.messages(event, offset);
        List<String> names = messages.stream().map(deliverer::target).toList();
        if (!messages.isEmpty()) {
            OpenEvent open = new OpenEvent(eventPosition, tailer.timestampNs(), messages.size());
            progress.opened(open);
            for (int i = 0; i < names.size(); i++) {
                targets.add(open, names.get(i), messages.get(i));
            }
        }
    }

    private void save() {
        progress.commit(toReopen.isEmpty() ? position : toReopen.element());
        view = new View(
                readCount,
                progress.openCount(),
                progress.oldest().map(OpenEvent::timestampNs).orElse(0L),
                targets.size());
    }

    /** What was noted before holds until all of it is read again. */
    private void note(long nowNs) {
        if (toReopen.isEmpty()) {
            progress.note(position, nowNs);
        }
    }

    /** Says first what it waits for, then looks once more whether it has come. */
    private void idle(long nowNs) {
        boolean canRead = canRead(nowNs);
        awaitsResults = true;
        awaitsEvents = canRead;
        if (stopBy == null && !targets.hasResults() && !(canRead && outbox.lastPosition() != endPosition)) {
            park(nowNs, canRead);
        }
        awaitsResults = false;
        awaitsEvents = false;
    }

    private void park(long nowNs, boolean canRead) {
        long waitNs = Math.min(targets.waitNs(nowNs), progress.noteWaitNs(nowNs));
        if (!canRead && targets.size() < settings.maxUnsettled()) {
            waitNs = Math.min(waitNs, readNotBeforeNs - nowNs);
        }
        if (waitNs == Progress.NEVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, waitNs);
        }
    }

    /** Sends nothing more; waits for results, so that less is sent again after the next start. */
    private void drain() {
        Deadline results = stopBy.before(TO_SAVE);
        awaitsResults = true;
        while (targets.inFlight() > 0 && !results.isOver()) {
            if (!targets.settle(System.nanoTime())) {
                LockSupport.parkNanos(this, results.left().toNanos());
            }
        }
        save();
        if (progress.isNoteStale()) {
            note(System.nanoTime());
        }
    }
}
