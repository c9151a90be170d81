package io.tocsin.gateway.feed;

import io.tocsin.contract.json.Rejections;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.gateway.control.FeedReject;
import io.tocsin.gateway.control.FeedState;
import io.tocsin.gateway.control.FeedStatus;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.retry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One feed and the thread that runs it, again and again while it fails. Any thread. */
final class HostedFeed {
    private static final Logger LOG = LoggerFactory.getLogger(HostedFeed.class);

    /** After its start nothing is said against what it brought before for so long. */
    private static final Duration START_WITHIN = Duration.ofSeconds(10);

    private final Feed feed;
    private final EngineAccess engine;
    private final Supplier<Backoff> backoffs;
    private final long soundAfterNs;
    private final FeedMeter meter = new FeedMeter(System::currentTimeMillis);
    private final Rejects rejects = new Rejects(Clock.systemUTC());
    private final Set<Integer> symbols = ConcurrentHashMap.newKeySet();
    private final TickPublisher.Run run;
    private FeedState state = FeedState.STOPPED;
    private Instant startedAt = Instant.EPOCH;
    private long ticksBefore;
    private long failures;
    private FeedStatus.Failure lastFailure;
    private CountDownLatch stopped;
    private Thread thread;

    /** @param soundAfter a run that lasted so long is no more of the failures before it. */
    HostedFeed(Feed feed, EngineAccess engine, Supplier<Backoff> backoffs, Duration soundAfter) {
        this.feed = feed;
        this.engine = engine;
        this.backoffs = backoffs;
        this.soundAfterNs = soundAfter.toNanos();
        run = new TickPublisher.Run(meter, rejects, symbols, engine.rejected().add(this::onRejected), feed.conflates());
    }

    private void onRejected(long sequence, RejectReason reason) {
        rejects.add("sequence " + sequence, Rejections.codeOf(reason));
    }

    /** False when it has not ended yet. */
    synchronized boolean start() {
        if (!hasEnded()) {
            return false;
        }
        CountDownLatch stop = new CountDownLatch(1);
        stopped = stop;
        state = FeedState.STARTING;
        startedAt = startTime();
        ticksBefore = meter.ticks();
        thread = new Thread(() -> onEnd(runUntilEnd(stop)), "tocsin-feed-" + feed.name());
        thread.setDaemon(true);
        thread.start();
        return true;
    }

    /** Returns at once; nothing is taken of the feed any more but what is being offered at this moment. */
    synchronized void stop() {
        if (!hasEnded()) {
            stopped.countDown();
            state = FeedState.STOPPING;
            thread.interrupt();
        }
    }

    /** Waits until it has ended, but not beyond a time; false when it has not. */
    boolean awaitEnd(Deadline deadline) throws InterruptedException {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.join(1 + deadline.left().toMillis());
        }
        return running == null || !running.isAlive();
    }

    synchronized FeedStatus status() {
        boolean hasBrought = meter.ticks() > ticksBefore;
        return new FeedStatus(
                feed.name(),
                state == FeedState.STARTING && hasBrought ? FeedState.RUNNING : state,
                meter.ticks(),
                meter.ticksPerSecond(),
                meter.lastTick(),
                meter.lastExchangeTime(),
                rejects.count(),
                meter.conflated(),
                feed.quotaLeft(),
                failures,
                Optional.ofNullable(lastFailure));
    }

    boolean brings(int symbolId) {
        return symbols.contains(symbolId);
    }

    /**
     * Whether what it brought last is still true, as far as can be said.
     *
     * @param lastTick of the symbol in question.
     */
    FeedHost.Verdict verdict(Instant lastTick, Instant now) {
        Instant heard = meter.lastHeard().orElse(Instant.EPOCH);
        synchronized (this) {
            if (hasEnded() || state == FeedState.STOPPING) {
                return FeedHost.Verdict.SILENT;
            }
            Optional<Duration> bound = feed.silenceBound();
            if (bound.isPresent()) {
                Instant last = heard.isAfter(lastTick) ? heard : lastTick;
                return isLonger(last, now, bound.get()) ? FeedHost.Verdict.SILENT : FeedHost.Verdict.HEARD;
            }
            if (state != FeedState.FAILED && !heard.isBefore(startedAt)) {
                return FeedHost.Verdict.HEARD;
            }
            return isLonger(startedAt, now, START_WITHIN) ? FeedHost.Verdict.SILENT : FeedHost.Verdict.UNKNOWN;
        }
    }

    private static boolean isLonger(Instant from, Instant to, Duration bound) {
        return Duration.between(from, to).compareTo(bound) > 0;
    }

    /** What was kept out of it, the newest first. */
    List<FeedReject> rejects() {
        return rejects.last();
    }

    private FeedState runUntilEnd(CountDownLatch stop) {
        Backoff backoff = backoffs.get();
        while (true) {
            long startNs = System.nanoTime();
            Optional<Throwable> failure = runOnce(stop);
            if (stop.getCount() == 0) {
                return FeedState.STOPPED;
            }
            if (failure.isEmpty()) {
                return FeedState.ENDED;
            }
            if (failure.get() instanceof FeedDisabledException disabled) {
                onDisabled(disabled);
                return FeedState.DISABLED;
            }
            if (System.nanoTime() - startNs >= soundAfterNs) {
                backoff.reset();
            }
            long pauseMs = backoff.nextMs();
            onFailure(failure.get(), pauseMs);
            if (isStoppedWithin(pauseMs, stop)) {
                return FeedState.STOPPED;
            }
            onAnotherTry();
        }
    }

    /** How it ended, whatever it threw: what a feed does must harm nobody else. */
    private Optional<Throwable> runOnce(CountDownLatch stop) {
        TickPublisher ticks = new TickPublisher(engine, run, stop);
        FutureTask<Void> once = new FutureTask<>(() -> {
            feed.run(ticks);
            return null;
        });
        once.run();
        ticks.close();
        try {
            once.get();
            return Optional.empty();
        } catch (ExecutionException ended) {
            return Optional.of(ended.getCause());
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("waited for what is done", impossible);
        }
    }

    private void onFailure(Throwable failure, long pauseMs) {
        boolean isExpected = failure instanceof FeedException;
        String reason = isExpected ? failure.getMessage() : failure.toString();
        synchronized (this) {
            failures++;
            lastFailure = new FeedStatus.Failure(reason, Instant.now());
            state = state == FeedState.STOPPING ? state : FeedState.FAILED;
        }
        if (isExpected) {
            LOG.warn("Feed {} failed, again in {} ms: {}", feed.name(), pauseMs, reason);
        } else {
            LOG.error("Feed {} failed unexpectedly, again in {} ms", feed.name(), pauseMs, failure);
        }
    }

    private synchronized void onDisabled(FeedDisabledException disabled) {
        failures++;
        lastFailure = new FeedStatus.Failure(disabled.getMessage(), Instant.now());
        LOG.error("Feed {} is disabled until it is started again: {}", feed.name(), disabled.getMessage());
    }

    /** What the feed has left of an interruption by itself does not count. */
    private static boolean isStoppedWithin(long pauseMs, CountDownLatch stop) {
        Thread.interrupted();
        try {
            return stop.await(pauseMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            return true;
        }
    }

    private synchronized void onAnotherTry() {
        ticksBefore = meter.ticks();
        startedAt = startTime();
        state = state == FeedState.STOPPING ? state : FeedState.STARTING;
    }

    private synchronized void onEnd(FeedState end) {
        state = end;
        if (end != FeedState.DISABLED) {
            LOG.info("Feed {} has {}", feed.name(), end == FeedState.ENDED ? "come to its end" : "stopped");
        }
    }

    /** As exact as the times at which something was heard. */
    private static Instant startTime() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private boolean hasEnded() {
        return state == FeedState.STOPPED || state == FeedState.ENDED || state == FeedState.DISABLED;
    }
}
