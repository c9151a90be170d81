package io.tocsin.engine.index;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What {@link PeakGroups} does to a book, by the definition and one entry after the other. */
final class TrailingModel {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    private final boolean down;
    final List<Entry> entries = new ArrayList<>();

    TrailingModel(PeakGroups.Direction direction) {
        down = direction == PeakGroups.Direction.DOWN;
    }

    /** An entry at the time. */
    record Entry(long peak, boolean percent, long distance, long id, int node) {
        /** Without the node. */
        String text() {
            return peak + (percent ? " ppm " : " by ") + distance + " id " + id;
        }
    }

    void onExtreme(long v) {
        entries.replaceAll(e -> isBeyond(v, e.peak) ? new Entry(v, e.percent, e.distance, e.id, e.node) : e);
    }

    List<Entry> reached(long v) {
        return entries.stream().filter(e -> isReached(e, v)).sorted(order()).toList();
    }

    List<String> text() {
        return entries.stream().sorted(order()).map(Entry::text).toList();
    }

    long extreme() {
        Comparator<Entry> byPeak = Comparator.comparingLong(Entry::peak);
        return entries.stream()
                .min(down ? byPeak : byPeak.reversed())
                .map(Entry::peak)
                .orElse(signed(Long.MAX_VALUE));
    }

    long trigger() {
        return signed(entries.stream().mapToLong(this::triggerHeight).max().orElse(-Long.MAX_VALUE));
    }

    /** Whether a price is a new peak. */
    boolean isBeyond(long v, long peak) {
        return down ? v > peak : v < peak;
    }

    private boolean isReached(Entry e, long v) {
        BigInteger away = big(e.peak).subtract(big(v)).multiply(big(signed(1)));
        BigInteger distance = big(e.distance);
        return e.percent
                ? away.multiply(MILLION).compareTo(big(e.peak).multiply(distance)) >= 0
                : away.compareTo(distance) >= 0;
    }

    private long triggerHeight(Entry e) {
        BigInteger[] parts = big(e.peak).multiply(big(e.distance)).divideAndRemainder(MILLION);
        BigInteger away =
                e.percent ? parts[0].add(parts[1].signum() > 0 ? BigInteger.ONE : BigInteger.ZERO) : big(e.distance);
        // Farther than a long is out of the reach of any price, however far.
        return big(signed(e.peak))
                .subtract(away.min(big(Long.MAX_VALUE)))
                .max(big(-Long.MAX_VALUE))
                .longValueExact();
    }

    private Comparator<Entry> order() {
        Comparator<Entry> byPeak = Comparator.comparingLong(Entry::peak);
        return (down ? byPeak : byPeak.reversed())
                .thenComparing(Entry::percent, Comparator.reverseOrder())
                .thenComparingLong(Entry::distance)
                .thenComparingLong(Entry::id);
    }

    private long signed(long value) {
        return down ? value : -value;
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }
}
