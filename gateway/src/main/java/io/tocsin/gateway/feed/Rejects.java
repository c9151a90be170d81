package io.tocsin.gateway.feed;

import io.tocsin.gateway.control.FeedReject;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What a feed brought and was kept out: how many, and the last of them. Any thread. */
final class Rejects {
    static final int KEPT = 1_000;
    private static final int MOST_CHARACTERS = 200;

    private final Clock clock;
    private final Deque<FeedReject> last = new ArrayDeque<>();
    private long count;

    Rejects(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(String position, String reason) {
        count++;
        if (last.size() == KEPT) {
            last.removeLast();
        }
        last.addFirst(new FeedReject(clock.instant(), shortened(position), shortened(reason)));
    }

    synchronized long count() {
        return count;
    }

    /** Newest first. */
    synchronized List<FeedReject> last() {
        return List.copyOf(last);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }
}
