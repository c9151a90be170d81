package io.tocsin.gateway.feed;

/**
 * Gathers ticks of a source that numbers them, and offers all of them at once together with the number of the last: in
 * the journal there is all of it or nothing, also after a crash. One thread; a tick allocates nothing.
 */
public interface TickBatch {
    /** The most ticks of a batch, whatever they are: so it is one record of the journal. */
    int MAX_TICKS = 2_000;

    /** What became of an offer. */
    enum Taken {
        YES,
        /** The engine is busy: in a millisecond, or when something else was journaled, it may be taken. */
        BUSY,
        /** There is no room on the disk: in a quarter of a second there may be. */
        DISK_FULL,
        /** The feed stops, or the node does. */
        OVER
    }

    /** Waits for what was taken. It is called on a thread that it must neither hold up nor throw at. */
    interface Listener {
        /** All of the source up to here is as durable as the journal makes it, and applied. */
        void onJournaled(long sequence);

        /** The source is not known, and cannot become so, for that reason. */
        void onRefused(String reason);
    }

    boolean isFull();

    int count();

    /** Adds a tick that makes sense to a batch that is not full; parameters as of {@link TickSink#offer}. */
    TickFault add(int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs);

    /**
     * Offers what was gathered, which may be nothing; when it is taken, the batch is empty again. It does not wait.
     *
     * @param sequence all ticks of the source up to this one are in it or were before, or make no sense; 0 asks how far
     *                 the source got.
     */
    Taken offer(long sequence, Listener listener);
}
