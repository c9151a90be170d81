package io.tocsin.gateway.feed;

import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.SymbolNames;
import io.tocsin.engine.codec.GapChange;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.SymbolReply;
import io.tocsin.gateway.market.Symbol;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.agrona.ExpandableArrayBuffer;

/** Encodes and offers the ticks of one run of a feed, to which nobody expects an answer, and waits where it has to. */
final class TickPublisher implements TickSink {
    private static final long NO_REPLY = 0;
    private static final long BUSY_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A full disk is not looked at more often than this. */
    private static final long DISK_FULL_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private final EngineAccess engine;
    private final FeedMeter meter;
    private final Rejects rejects;
    private final Set<Integer> symbols;
    private final CountDownLatch stopped;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final InputEncoder encoder = new InputEncoder();
    private volatile boolean isOver;

    /**
     * @param symbols collects the ids of those that the feed brings.
     * @param stopped when it opens, nothing more is taken, and whoever waits returns. Opened by this when the node
     * stops.
     */
    TickPublisher(EngineAccess engine, FeedMeter meter, Rejects rejects, Set<Integer> symbols, CountDownLatch stopped) {
        this.symbols = symbols;
        this.engine = engine;
        this.meter = meter;
        this.rejects = rejects;
        this.stopped = stopped;
    }

    /** The run is over: nothing more is taken of threads that it left behind. */
    void close() {
        isOver = true;
    }

    @Override
    public int register(String symbol) throws InterruptedException, FeedException {
        if (!SymbolNames.isValid(symbol)) {
            throw new FeedException("no symbol can be called " + symbol + ": it " + SymbolNames.RULE);
        }
        Optional<Symbol> known = engine.symbols().find(symbol);
        while (known.isEmpty()) {
            requireRunning();
            Outcome<SymbolReply> outcome = answer(symbol);
            if (outcome instanceof Outcome.Applied<SymbolReply> applied) {
                known = Optional.of(applied.reply().symbol());
            } else if (outcome instanceof Outcome.Rejected<SymbolReply> rejected) {
                throw new FeedException("no place for " + symbol + ": " + rejected.reason() + " " + rejected.bound());
            } else if (outcome instanceof Outcome.Closed) {
                stopped.countDown();
            } else {
                pause(outcome instanceof Outcome.DiskFull ? DISK_FULL_RETRY_NS : BUSY_RETRY_NS);
            }
        }
        symbols.add(known.get().id());
        return known.get().id();
    }

    @Override
    public CompletionStage<Integer> registerSoon(String symbol) {
        CompletableFuture<Integer> id = new CompletableFuture<>();
        if (SymbolNames.isValid(symbol)) {
            registerInto(id, symbol);
        } else {
            id.completeExceptionally(new FeedException("it " + SymbolNames.RULE));
        }
        return id;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a command never fails
    private void registerInto(CompletableFuture<Integer> id, String symbol) {
        Optional<Symbol> known = engine.symbols().find(symbol);
        if (known.isPresent()) {
            id.complete(known.get().id());
        } else if (!isStopped()) {
            engine.commands().registerSymbol(symbol).thenAccept(outcome -> onRegistered(outcome, id, symbol));
        }
    }

    private void onRegistered(Outcome<SymbolReply> outcome, CompletableFuture<Integer> id, String symbol) {
        if (outcome instanceof Outcome.Applied<SymbolReply> applied) {
            id.complete(applied.reply().symbol().id());
        } else if (outcome instanceof Outcome.Rejected<SymbolReply> rejected) {
            id.completeExceptionally(new FeedException(rejected.reason() + " " + rejected.bound()));
        } else if (outcome instanceof Outcome.Closed) {
            stopped.countDown();
        } else {
            long pauseNs = outcome instanceof Outcome.DiskFull ? DISK_FULL_RETRY_NS : BUSY_RETRY_NS;
            CompletableFuture.delayedExecutor(pauseNs, TimeUnit.NANOSECONDS).execute(() -> registerInto(id, symbol));
        }
    }

    @Override
    public TickBatch batch(String source) {
        return new SourceBatch(source, engine, this);
    }

    boolean isStopped() {
        return isOver || stopped.getCount() == 0;
    }

    /** A batch was not taken. */
    TickBatch.Taken afterRefusal(Offer refusal) {
        if (refusal == Offer.CLOSED) {
            stopped.countDown();
            return TickBatch.Taken.OVER;
        }
        return refusal == Offer.DISK_FULL ? TickBatch.Taken.DISK_FULL : TickBatch.Taken.BUSY;
    }

    /** A batch was taken. */
    void onTaken(int ticks, long lastExchangeTimeNs) {
        if (ticks > 0) {
            meter.onTicks(ticks, lastExchangeTimeNs);
        }
    }

    private Outcome<SymbolReply> answer(String symbol) throws InterruptedException {
        CompletableFuture<Outcome<SymbolReply>> answer =
                engine.commands().registerSymbol(symbol).toCompletableFuture();
        try {
            return answer.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a command failed", impossible);
        }
    }

    @Override
    public void offer(int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs)
            throws InterruptedException {
        requireRunning();
        Offer offer = tryOffer(symbolId, decimals, price, bid, ask, size, exchangeTimeNs);
        while (offer != Offer.ACCEPTED) {
            waitAfter(offer);
            offer = tryOffer(symbolId, decimals, price, bid, ask, size, exchangeTimeNs);
        }
    }

    @Override
    public void offer(int symbolId, int decimals, Bar bar) throws InterruptedException {
        offerWaiting(() -> encodeBar(symbolId, decimals, bar), 1, bar.timeNs());
    }

    @Override
    public void offerLate(int symbolId, int decimals, long price, long size, long exchangeTimeNs)
            throws InterruptedException {
        offerWaiting(() -> encodeLate(symbolId, decimals, price, size, exchangeTimeNs), 1, exchangeTimeNs);
    }

    @Override
    public void openGap(int symbolId, long firstId, long lastId) throws InterruptedException {
        offerWaiting(() -> input().recordGap(symbolId, GapChange.OPENED, firstId, lastId), 0, NULL_VALUE);
    }

    @Override
    public void closeGap(int symbolId, long firstId, long lastId, boolean isFilled) throws InterruptedException {
        GapChange change = isFilled ? GapChange.FILLED : GapChange.GIVEN_UP;
        offerWaiting(() -> input().recordGap(symbolId, change, firstId, lastId), 0, NULL_VALUE);
    }

    @Override
    public void heard() {
        meter.onHeard();
    }

    @Override
    public void reject(String position, String reason) {
        rejects.add(position, reason);
    }

    /** Encodes at each try, for the symbol's decimals may have changed meanwhile. */
    private void offerWaiting(IntSupplier encode, int ticks, long exchangeTimeNs) throws InterruptedException {
        requireRunning();
        Offer offer = tryOffer(encode, ticks, exchangeTimeNs);
        while (offer != Offer.ACCEPTED) {
            waitAfter(offer);
            offer = tryOffer(encode, ticks, exchangeTimeNs);
        }
    }

    private synchronized Offer tryOffer(IntSupplier encode, int ticks, long exchangeTimeNs) {
        if (!engine.hasRoom().getAsBoolean()) {
            return Offer.BACK_PRESSURED;
        }
        Offer offer = engine.sink().offer(buffer, 0, encode.getAsInt());
        return ticks == 0 ? offer : taken(offer, exchangeTimeNs);
    }

    private InputEncoder input() {
        return encoder.wrap(buffer, 0, NO_REPLY);
    }

    private int encodeBar(int symbolId, int decimals, Bar bar) {
        int scale = engine.symbols().decimals(symbolId);
        return input().conflatedTick(
                        symbolId,
                        scale,
                        rescale(bar.open(), decimals, scale),
                        rescale(bar.low(), decimals, scale),
                        rescale(bar.high(), decimals, scale),
                        rescale(bar.close(), decimals, scale),
                        bar.volume(),
                        1,
                        bar.isLowFirst(),
                        timeOrAbsent(bar.timeNs()));
    }

    private int encodeLate(int symbolId, int decimals, long price, long size, long exchangeTimeNs) {
        int scale = engine.symbols().decimals(symbolId);
        return input().lateTick(symbolId, scale, rescale(price, decimals, scale), size, timeOrAbsent(exchangeTimeNs));
    }

    private static long timeOrAbsent(long timeNs) {
        return timeNs == NULL_VALUE ? InputEncoder.ABSENT : timeNs;
    }

    /** As the other one, for what nearly all offers are, without an object for it. */
    private synchronized Offer tryOffer(
            int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs) {
        if (!engine.hasRoom().getAsBoolean()) {
            return Offer.BACK_PRESSURED;
        }
        int scale = engine.symbols().decimals(symbolId);
        int length = input().tick(
                        symbolId,
                        scale,
                        rescale(price, decimals, scale),
                        size,
                        timeOrAbsent(exchangeTimeNs),
                        bid == NULL_VALUE ? InputEncoder.ABSENT : rescale(bid, decimals, scale),
                        ask == NULL_VALUE ? InputEncoder.ABSENT : rescale(ask, decimals, scale));
        return taken(engine.sink().offer(buffer, 0, length), exchangeTimeNs);
    }

    private Offer taken(Offer offer, long exchangeTimeNs) {
        if (offer == Offer.ACCEPTED) {
            meter.onTick(exchangeTimeNs);
        }
        return offer;
    }

    /** A price out of range becomes the nearest one that is no absent one; the engine rejects it as it should be. */
    private static long rescale(long price, int from, int to) {
        return Math.max(Decimals.rescale(price, from, to), -Long.MAX_VALUE);
    }

    private void waitAfter(Offer refusal) throws InterruptedException {
        if (refusal == Offer.CLOSED) {
            stopped.countDown();
        }
        pause(refusal == Offer.DISK_FULL ? DISK_FULL_RETRY_NS : BUSY_RETRY_NS);
        requireRunning();
    }

    private void pause(long pauseNs) throws InterruptedException {
        stopped.await(pauseNs, TimeUnit.NANOSECONDS);
    }

    private void requireRunning() throws InterruptedException {
        if (isStopped()) {
            throw new InterruptedException("the feed is stopped");
        }
    }
}
