package io.tocsin.gateway.feed;

import java.util.concurrent.CompletionStage;

/**
 * Takes the ticks of one feed to the engine. Any thread; ticks that one thread offers are applied in that order.
 * <p>
 * An offer returns when the tick is taken. While the engine is busy, or there is no room on the disk, it waits: a feed
 * that hears nothing of it, and has nothing to do about it. What is to stop is interrupted by
 * {@link InterruptedException}, on whichever thread it offers.
 */
public interface TickSink {
    /** A price, or a time, that is not known. */
    long NULL_VALUE = Long.MIN_VALUE;

    /**
     * The id of a symbol, which is registered if need be; it stays the same for as long as the feed runs.
     *
     * @throws FeedException when there can be no such symbol, by its name or for want of room.
     */
    int register(String symbol) throws InterruptedException, FeedException;

    /**
     * As {@link #register}, for threads that may not wait: completed with the id, or with a {@link FeedException}. It
     * stays open when the feed stops meanwhile.
     */
    CompletionStage<Integer> registerSoon(String symbol);

    /**
     * For ticks of a source that numbers them 1, 2, 3, so that each comes into the journal exactly once: what is
     * offered is all there or not at all, and the source's last number with it.
     *
     * @param source at most 500 bytes; nobody else must have a batch of the same one.
     */
    TickBatch batch(String source);

    /**
     * Offers a tick. Prices are rounded half-even to the decimals that the symbol has. Nothing is allocated.
     *
     * @param symbolId       from {@link #register}.
     * @param decimals       0 to 18: price, bid and ask are in units of 10^-decimals.
     * @param bid            or {@link #NULL_VALUE}, as is ask.
     * @param size           in units of 10^-8; 0 when it is not known.
     * @param exchangeTimeNs since the epoch, or {@link #NULL_VALUE}.
     */
    void offer(int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs)
            throws InterruptedException;

    /**
     * Offers a bar; its prices are rounded as those of a tick.
     *
     * @param bar consistent, its prices in units of 10^-decimals.
     */
    void offer(int symbolId, int decimals, Bar bar) throws InterruptedException;

    /**
     * Offers a tick that fills a gap, after its time: it fires what it reaches, which then says that it is late. Ticks
     * keep the order in which they are offered, late or not.
     */
    void offerLate(int symbolId, int decimals, long price, long size, long exchangeTimeNs) throws InterruptedException;

    /**
     * Trades of a symbol are missing, which is shown until they have come or are given up.
     *
     * @param firstId of them, as their source numbers them.
     * @param lastId  of them, inclusive.
     */
    void openGap(int symbolId, long firstId, long lastId) throws InterruptedException;

    /** What was missing has been offered late, or will not come. */
    void closeGap(int symbolId, long firstId, long lastId, boolean isFilled) throws InterruptedException;

    /** The source was heard from, whether it brings ticks or not: what it brought last is still true. */
    void heard();

    /**
     * Counts something that makes no sense and is kept out; the last 1 000 of a feed can be looked at.
     *
     * @param position where in the source it is, such as a line.
     */
    void reject(String position, String reason);

    /** Offers a tick without bid and ask. */
    default void offer(int symbolId, int decimals, long price, long size, long exchangeTimeNs)
            throws InterruptedException {
        offer(symbolId, decimals, price, NULL_VALUE, NULL_VALUE, size, exchangeTimeNs);
    }
}
