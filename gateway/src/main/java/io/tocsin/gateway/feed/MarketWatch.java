package io.tocsin.gateway.feed;

import io.tocsin.engine.codec.GapChange;
import io.tocsin.engine.codec.SymbolMark;
import io.tocsin.engine.codec.SymbolState;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.engine.projection.Quote;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.market.Session;
import io.tocsin.gateway.market.Symbol;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.IntHashSet;

/**
 * Looks four times a second at the clock and at the feeds, and has journaled what follows for how far prices can be
 * trusted: a symbol whose feeds are all silent is stale, one out of its session is closed, and a gap that an earlier
 * run of the node was filling will not be filled any more. What the engine does about it depends on these inputs alone.
 * <p>
 * Only what changes becomes an input. Where the engine's queue has no room, it is tried again at the next look.
 */
public final class MarketWatch implements AutoCloseable {
    private static final long PERIOD_MS = 250;
    /** A price that is not older than this is not called stale, whatever its feeds do. */
    private static final Duration FRESH_FOR = Duration.ofSeconds(5);

    private final FeedHost feeds;
    private final EngineAccess engine;
    private final QuoteBoard quotes;
    private final Clock clock;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final InputEncoder encoder = new InputEncoder();
    private final Quote quote = new Quote();
    /** Marked as stale, as far as the engine has not said otherwise since. */
    private final IntHashSet stale = new IntHashSet();

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::lookUntilClosed, "tocsin-market-watch");

    public MarketWatch(FeedHost feeds, EngineAccess engine, QuoteBoard quotes, Clock clock) {
        this.feeds = feeds;
        this.engine = engine;
        this.quotes = quotes;
        this.clock = clock;
    }

    /** After the recovery, and before feeds start. */
    public void start() {
        engine.symbols().all().forEach(this::giveUpOldGap);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void lookUntilClosed() {
        try {
            while (!closed.await(PERIOD_MS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** On the watching thread only, or instead of it in a test. */
    void look() {
        Instant now = clock.instant();
        for (Symbol symbol : engine.symbols().all()) {
            boolean isClosed = watchSession(symbol, now);
            watchFeeds(symbol, isClosed, now);
        }
    }

    /** Whoever closed the market hides a gap, so that it is given up as well. */
    private void giveUpOldGap(Symbol symbol) {
        if (symbol.state() == SymbolState.GAP || symbol.state() == SymbolState.CLOSED) {
            offer(input().recordGap(symbol.id(), GapChange.GIVEN_UP, 0, 0));
        }
    }

    /** Returns whether the market is closed. */
    private boolean watchSession(Symbol symbol, Instant now) {
        Optional<Session> session = symbol.session().isEmpty() ? Optional.empty() : Session.parse(symbol.session());
        boolean isClosed = session.isPresent() && !session.get().isOpen(now);
        if (isClosed != (symbol.state() == SymbolState.CLOSED)) {
            offer(input().markSymbol(symbol.id(), isClosed ? SymbolMark.CLOSED : SymbolMark.OPEN, InputEncoder.ABSENT));
        }
        OptionalLong rollNs = session.map(hours -> hours.dayRollNs(now)).orElse(OptionalLong.empty());
        if (rollNs.isPresent() && rollNs.getAsLong() != symbol.dayRollNs()) {
            offer(input().configureSymbol(symbol.name(), InputEncoder.ABSENT, rollNs.getAsLong(), -1, "", ""));
        }
        return isClosed;
    }

    private void watchFeeds(Symbol symbol, boolean isClosed, Instant now) {
        int id = symbol.id();
        Instant lastTick = quotes.read(id, quote) ? Instant.ofEpochSecond(0, quote.timeNs()) : Instant.EPOCH;
        FeedHost.Coverage coverage = feeds.coverage(id, symbol.feed(), lastTick, now);
        if (symbol.feed().isEmpty() && coverage.by().isPresent()) {
            String feed = coverage.by().get();
            offer(input().configureSymbol(symbol.name(), InputEncoder.ABSENT, InputEncoder.ABSENT, -1, "", feed));
        }
        if (symbol.state() == SymbolState.LIVE) {
            stale.remove(id);
        }
        boolean isMarked = stale.contains(id) || symbol.state() == SymbolState.STALE;
        if (coverage.verdict() == FeedHost.Verdict.SILENT && !isClosed && !isMarked) {
            markStale(id, lastTick, now);
        } else if (coverage.verdict() == FeedHost.Verdict.HEARD && isMarked) {
            if (offer(input().markSymbol(id, SymbolMark.FRESH, InputEncoder.ABSENT))) {
                stale.remove(id);
            }
        }
    }

    /** What never had a price has none to doubt. */
    private void markStale(int id, Instant lastTick, Instant now) {
        if (lastTick.isAfter(Instant.EPOCH)
                && Duration.between(lastTick, now).compareTo(FRESH_FOR) > 0
                && offer(input().markSymbol(id, SymbolMark.STALE, quote.timeNs()))) {
            stale.add(id);
        }
    }

    private InputEncoder input() {
        return encoder.wrap(buffer, 0, 0);
    }

    private boolean offer(int length) {
        return engine.sink().offer(buffer, 0, length) == Offer.ACCEPTED;
    }
}
