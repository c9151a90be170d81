package io.tocsin.gateway.feed;

import io.tocsin.gateway.control.FeedControl;
import io.tocsin.gateway.control.FeedReject;
import io.tocsin.gateway.control.FeedState;
import io.tocsin.gateway.control.FeedStatus;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs feeds, each on a daemon thread of its own, {@code tocsin-feed-NAME}. One that fails is run again after a pause
 * of 1 s that doubles up to 1 min, shortened at random; after a run of a minute the pauses begin anew. Whatever a feed
 * does, it stops neither another one nor the node. Any thread.
 */
public final class FeedHost implements FeedControl, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedHost.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_PAUSE = Duration.ofMinutes(1);
    /** For all feeds together. */
    private static final Duration CLOSE_WITHIN = Duration.ofMillis(500);

    private final EngineAccess engine;
    private final Supplier<Backoff> backoffs;
    private final Duration soundAfter;
    private final Map<String, HostedFeed> feeds = new ConcurrentSkipListMap<>();

    public FeedHost(EngineAccess engine) {
        this(engine, () -> new Backoff(FIRST_PAUSE, LAST_PAUSE, new SplittableRandom()), LAST_PAUSE);
    }

    /** @param soundAfter a run that lasted so long is no more of the failures before it. */
    FeedHost(EngineAccess engine, Supplier<Backoff> backoffs, Duration soundAfter) {
        this.engine = engine;
        this.backoffs = backoffs;
        this.soundAfter = soundAfter;
    }

    /**
     * Takes a feed, without starting it.
     *
     * @throws IllegalArgumentException when its name is none, or is taken.
     */
    public void add(Feed feed) {
        String name = feed.name();
        if (!name.matches("[a-z0-9-]+")
                || feeds.putIfAbsent(name, new HostedFeed(feed, engine, backoffs, soundAfter)) != null) {
            throw new IllegalArgumentException("feed name " + name);
        }
    }

    @Override
    public boolean start(String name) {
        return feed(name).start();
    }

    @Override
    public void stop(String name) {
        feed(name).stop();
    }

    @Override
    public boolean isStopping(String name) {
        return feed(name).status().state() == FeedState.STOPPING;
    }

    @Override
    public Optional<FeedStatus> status(String name) {
        return Optional.ofNullable(feeds.get(name)).map(HostedFeed::status);
    }

    @Override
    public List<FeedReject> rejects(String name) {
        return feed(name).rejects();
    }

    /** What feeds say of a price that they brought. */
    enum Verdict {
        /** A source was heard from. */
        HEARD,
        /** All of them are silent. */
        SILENT,
        /** It cannot be said, or no feed brings it. */
        UNKNOWN
    }

    /** @param by a feed that brings the symbol, if one does. */
    record Coverage(Verdict verdict, Optional<String> by) {}

    /**
     * What the feeds that bring a symbol say of its price.
     *
     * @param named    the feed that is named as that of the symbol, whether there is one or not; or empty.
     * @param lastTick of the symbol.
     */
    Coverage coverage(int symbolId, String named, Instant lastTick, Instant now) {
        Optional<String> by = Optional.empty();
        boolean isSilent = !named.isEmpty() && !feeds.containsKey(named);
        for (Map.Entry<String, HostedFeed> entry : feeds.entrySet()) {
            HostedFeed feed = entry.getValue();
            if (feed.brings(symbolId) || entry.getKey().equals(named)) {
                by = by.isPresent() ? by : Optional.of(entry.getKey());
                Verdict verdict = feed.verdict(lastTick, now);
                if (verdict != Verdict.SILENT) {
                    return new Coverage(verdict, by);
                }
                isSilent = true;
            }
        }
        return new Coverage(isSilent ? Verdict.SILENT : Verdict.UNKNOWN, by);
    }

    private HostedFeed feed(String name) {
        return Optional.ofNullable(feeds.get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no feed " + name));
    }

    @Override
    public List<FeedStatus> status() {
        return feeds.values().stream().map(HostedFeed::status).toList();
    }

    /** As {@link #close(Deadline)}, with all the time that it may take. */
    @Override
    public void close() {
        close(Deadline.after(CLOSE_WITHIN));
    }

    /** Stops all feeds, and waits half a second at most until they have ended. */
    public void close(Deadline deadline) {
        feeds.values().forEach(HostedFeed::stop);
        Deadline own = deadline.atMost(CLOSE_WITHIN);
        try {
            for (Map.Entry<String, HostedFeed> feed : feeds.entrySet()) {
                if (!feed.getValue().awaitEnd(own)) {
                    LOG.warn("Feed {} does not stop: it is left behind", feed.getKey());
                }
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
