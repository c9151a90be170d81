package io.tocsin.journal;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** How often something happened. Any thread. */
final class Tally {
    private final Map<String, Long> counts = new ConcurrentSkipListMap<>();

    void count(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    Map<String, Long> counts() {
        return counts;
    }
}
