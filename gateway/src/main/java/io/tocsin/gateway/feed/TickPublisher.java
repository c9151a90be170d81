package io.tocsin.gateway.feed;

import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.codec.GapChange;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.market.Symbol;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.agrona.ExpandableArrayBuffer;

/** Encodes and offers the ticks of one run of a feed, to which nobody expects an answer, and waits where it has to. */
final class TickPublisher implements TickSink {
    private static final long NO_REPLY = 0;
    static final long BUSY_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A full disk is not looked at more often than this. */
    static final long DISK_FULL_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private final EngineAccess engine;
    private final Run run;
    private final FeedMeter meter;
    private final Registration registration;
    private final CountDownLatch stopped;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final InputEncoder encoder = new InputEncoder();
    private final Backlog backlog = new Backlog();
    private final TickCheck check = new TickCheck();
    private boolean isFlushDue;
    private volatile boolean isOver;

    /**
     * What a feed keeps from one of its runs to the next.
     *
     * @param symbols       collects the ids of those that the feed brings.
     * @param correlationId of ticks of which the feed hears when they are rejected.
     * @param conflates     whether ticks are conflated where they would have to wait.
     */
    record Run(FeedMeter meter, Rejects rejects, Set<Integer> symbols, long correlationId, boolean conflates) {
        /** A run of a feed that waits, and of whose rejects nobody hears. */
        static Run of(FeedMeter meter, Rejects rejects) {
            return new Run(meter, rejects, ConcurrentHashMap.newKeySet(), NO_REPLY, false);
        }
    }

    /**
     * @param stopped when it opens, nothing more is taken, and whoever waits returns. Opened by this when the node
     * stops.
     */
    TickPublisher(EngineAccess engine, Run run, CountDownLatch stopped) {
        this.engine = engine;
        this.run = run;
        this.stopped = stopped;
        meter = run.meter();
        registration = new Registration(engine, run.symbols(), stopped, this::isStopped);
    }

    /** The run is over: nothing more is taken of threads that it left behind. */
    void close() {
        isOver = true;
    }

    @Override
    public int register(String symbol) throws InterruptedException, FeedException {
        return registration.register(symbol);
    }

    @Override
    public CompletionStage<Integer> registerSoon(String symbol) {
        return registration.registerSoon(symbol);
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

    @Override
    public void offer(int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs)
            throws InterruptedException {
        requireRunning();
        if (!makesSense(symbolId, decimals, price, bid, ask, exchangeTimeNs)) {
            return;
        }
        Offer offer = tryOffer(symbolId, decimals, price, bid, ask, size, exchangeTimeNs);
        while (offer != Offer.ACCEPTED) {
            if (isToBePutOff(symbolId, offer)) {
                putOff(symbolId, decimals, price, bid, ask, size, exchangeTimeNs);
                return;
            }
            waitAfter(offer);
            offer = tryOffer(symbolId, decimals, price, bid, ask, size, exchangeTimeNs);
        }
    }

    /** What does not is rejected. */
    private synchronized boolean makesSense(
            int symbolId, int decimals, long price, long bid, long ask, long exchangeTimeNs) {
        int scale = engine.symbols().decimals(symbolId);
        TickFault fault = check.check(
                symbolId,
                rescale(price, decimals, scale),
                rescaleQuote(bid, decimals, scale),
                rescaleQuote(ask, decimals, scale),
                exchangeTimeNs);
        if (fault != TickFault.NONE) {
            reject(engine.symbols().find(symbolId).map(Symbol::name).orElseThrow(), fault.reason());
        }
        return fault == TickFault.NONE;
    }

    /** One that may be rejected for its price waits: it must not cost those that it would be conflated with. */
    private boolean isToBePutOff(int symbolId, Offer refusal) {
        return run.conflates() && refusal != Offer.CLOSED && !engine.symbols().isBounded(symbolId);
    }

    private synchronized void putOff(
            int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs) {
        int scale = engine.symbols().decimals(symbolId);
        backlog.add(
                symbolId,
                rescale(price, decimals, scale),
                rescaleQuote(bid, decimals, scale),
                rescaleQuote(ask, decimals, scale),
                size,
                exchangeTimeNs);
        flushSoon();
    }

    private void flushSoon() {
        if (!isFlushDue) {
            isFlushDue = true;
            CompletableFuture.delayedExecutor(BUSY_RETRY_NS, TimeUnit.NANOSECONDS)
                    .execute(this::flush);
        }
    }

    private synchronized void flush() {
        isFlushDue = false;
        if (!isStopped() && flushBacklog() == Offer.CLOSED) {
            stopped.countDown();
        } else if (!isStopped() && !backlog.isEmpty()) {
            flushSoon();
        }
    }

    /** Offers what was put off, as far as there is room for it; holding the lock. */
    private Offer flushBacklog() {
        while (!backlog.isEmpty()) {
            Backlog.Waiting next = backlog.first();
            Offer offer = engine.hasRoom().getAsBoolean()
                    ? engine.sink().offer(buffer, 0, encode(next))
                    : Offer.BACK_PRESSURED;
            if (offer != Offer.ACCEPTED) {
                return offer;
            }
            backlog.removeFirst();
            meter.onConflated(next.count(), next.exchangeTimeNs());
        }
        return Offer.ACCEPTED;
    }

    private int encode(Backlog.Waiting tick) {
        return input(tick.symbolId())
                .conflatedTick(
                        tick.symbolId(),
                        engine.symbols().decimals(tick.symbolId()),
                        tick.conflated(),
                        orAbsent(tick.exchangeTimeNs()));
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
        run.rejects().add(position, reason);
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
        Offer earlier = flushBacklog();
        if (earlier != Offer.ACCEPTED) {
            return earlier;
        }
        if (!engine.hasRoom().getAsBoolean()) {
            return Offer.BACK_PRESSURED;
        }
        Offer offer = engine.sink().offer(buffer, 0, encode.getAsInt());
        return ticks == 0 ? offer : taken(offer, exchangeTimeNs);
    }

    private InputEncoder input() {
        return encoder.wrap(buffer, 0, NO_REPLY);
    }

    /** A tick that may be too far from the one before says whose it is. */
    private InputEncoder input(int symbolId) {
        return encoder.wrap(buffer, 0, engine.symbols().isBounded(symbolId) ? run.correlationId() : NO_REPLY);
    }

    static long orAbsent(long priceOrTime) {
        return priceOrTime == NULL_VALUE ? InputEncoder.ABSENT : priceOrTime;
    }

    private int encodeBar(int symbolId, int decimals, Bar bar) {
        int scale = engine.symbols().decimals(symbolId);
        InputEncoder.Conflated prices = new InputEncoder.Conflated(
                rescale(bar.open(), decimals, scale),
                rescale(bar.low(), decimals, scale),
                rescale(bar.high(), decimals, scale),
                rescale(bar.close(), decimals, scale),
                bar.isLowFirst(),
                bar.volume(),
                1);
        return input(symbolId).conflatedTick(symbolId, scale, prices, orAbsent(bar.timeNs()));
    }

    private int encodeLate(int symbolId, int decimals, long price, long size, long exchangeTimeNs) {
        int scale = engine.symbols().decimals(symbolId);
        return input(symbolId)
                .lateTick(symbolId, scale, rescale(price, decimals, scale), size, orAbsent(exchangeTimeNs));
    }

    /** As the other one, for what nearly all offers are, without an object for it. */
    private synchronized Offer tryOffer(
            int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs) {
        if (!engine.hasRoom().getAsBoolean() || !backlog.isEmpty()) {
            return Offer.BACK_PRESSURED;
        }
        int scale = engine.symbols().decimals(symbolId);
        int length = input(symbolId)
                .tick(
                        symbolId,
                        scale,
                        rescale(price, decimals, scale),
                        size,
                        orAbsent(exchangeTimeNs),
                        orAbsent(rescaleQuote(bid, decimals, scale)),
                        orAbsent(rescaleQuote(ask, decimals, scale)));
        return taken(engine.sink().offer(buffer, 0, length), exchangeTimeNs);
    }

    private Offer taken(Offer offer, long exchangeTimeNs) {
        if (offer == Offer.ACCEPTED) {
            meter.onTick(exchangeTimeNs);
        }
        return offer;
    }

    /** A price out of range becomes the nearest one that is no absent one; the engine rejects it as it should be. */
    static long rescale(long price, int from, int to) {
        return Math.max(Decimals.rescale(price, from, to), -Long.MAX_VALUE);
    }

    static long rescaleQuote(long price, int from, int to) {
        return price == NULL_VALUE ? NULL_VALUE : rescale(price, from, to);
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
