package io.tocsin.gateway.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** How many answers had which status since the start. Any thread. */
public final class HttpCounters {
    private final ConcurrentMap<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();

    public void count(int status) {
        byStatus.computeIfAbsent(status, first -> new LongAdder()).increment();
    }

    /** A copy, in ascending order. */
    Map<Integer, Long> snapshot() {
        Map<Integer, Long> counts = new TreeMap<>();
        byStatus.forEach((status, count) -> counts.put(status, count.sum()));
        return counts;
    }
}
