package io.tocsin.gateway.feed.exchange;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * From the threads that read to the one that runs the feed. It takes whatever is put, so that nobody who puts ever
 * waits, and says when it is full: who reads from the exchange stops reading then, until it is half empty again. What
 * one read brings may come on top of that, which is 16 KiB or one message at most.
 */
final class Mailbox {
    static final int MOST_ARRIVALS = 8_192;
    static final int MOST_BYTES = 4 << 20;

    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    /** Any thread. */
    void put(Arrival arrival) {
        bytes.addAndGet(arrival.lengthBytes());
        arrivals.add(arrival);
    }

    /** Nothing when none comes within this time. One thread. */
    Arrival poll(long timeoutNs) throws InterruptedException {
        Arrival arrival = arrivals.poll(timeoutNs, TimeUnit.NANOSECONDS);
        if (arrival != null) {
            bytes.addAndGet(-arrival.lengthBytes());
        }
        return arrival;
    }

    boolean isFull() {
        return arrivals.size() >= MOST_ARRIVALS || bytes.get() >= MOST_BYTES;
    }

    boolean isHalfEmpty() {
        return arrivals.size() <= MOST_ARRIVALS / 2 && bytes.get() <= MOST_BYTES / 2;
    }
}
