package io.tocsin.benchmarks;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.ReferenceType;
import java.util.concurrent.TimeUnit;

/**
 * A set of alerts that is computed rather than kept, as ten million of them would not fit beside a small heap. Prices
 * start at {@link #BASE} and stay within half of {@link #BAND} of it; no alert fires there.
 */
@FunctionalInterface
interface Population {
    long BASE = 100_000_000L;
    long BAND = 1_000_000L;

    /** How long a silence lasts: longer than any benchmark's market time. */
    long SILENCE_NS = TimeUnit.HOURS.toNanos(24);

    /** Kinds of alerts in {@link #allFamilies}. */
    int KINDS = 17;

    /** Fills in the alert with this number, counted from 0. */
    void describe(int number, Rule into);

    /** Prices to rise or fall to, spread over this many symbols. */
    static Population priceLevels(int symbols) {
        return (number, rule) -> {
            long random = mix(number);
            int symbolId = number % symbols;
            if ((random & 1) == 0) {
                rule.of(symbolId, ConditionType.ABOVE).level(BASE + distance(random));
            } else {
                rule.of(symbolId, ConditionType.BELOW).level(BASE - distance(random));
            }
        };
    }

    /** Every kind of condition in equal parts, spread over this many symbols; windows of one and five minutes. */
    static Population allFamilies(int symbols) {
        return (number, rule) -> {
            long random = mix(number);
            int symbolId = number % symbols;
            int kind = (number / symbols + symbolId) % KINDS;
            if (kind < 9) {
                describePrice(rule, symbolId, kind, distance(random));
            } else {
                describeMove(rule, symbolId, kind, 12_000 + (random >>> 1) % 16_000);
            }
        };
    }

    private static void describePrice(Rule rule, int symbolId, int kind, long distance) {
        long above = BASE + distance;
        long below = BASE - distance;
        switch (kind) {
            case 0 -> rule.of(symbolId, ConditionType.ABOVE).level(above);
            case 1 -> rule.of(symbolId, ConditionType.BELOW).level(below);
            case 2 -> rule.of(symbolId, ConditionType.CROSSES_UP).level(above);
            case 3 -> rule.of(symbolId, ConditionType.CROSSES_DOWN).level(below);
            case 4 -> rule.of(symbolId, ConditionType.CROSSES).level(above);
            case 5 -> rule.of(symbolId, ConditionType.INSIDE).channel(above, above + BAND);
            case 6 -> rule.of(symbolId, ConditionType.OUTSIDE).channel(below, above);
            case 7 -> rule.of(symbolId, ConditionType.ENTERS).channel(below - BAND, below);
            default -> rule.of(symbolId, ConditionType.EXITS).channel(below, above);
        }
    }

    private static void describeMove(Rule rule, int symbolId, int kind, long ppm) {
        switch (kind) {
            case 9 -> rule.of(symbolId, ConditionType.MOVES_UP).distance(ppm).within(TimeUnit.MINUTES.toNanos(1));
            case 10 -> rule.of(symbolId, ConditionType.MOVES_DOWN).distance(ppm).within(TimeUnit.MINUTES.toNanos(5));
            case 11 ->
                rule.of(symbolId, ConditionType.CHANGE)
                        .distance(ppm)
                        .towards(Direction.EITHER)
                        .from(ReferenceType.CREATION);
            case 12 ->
                rule.of(symbolId, ConditionType.CHANGE)
                        .distance(ppm)
                        .towards(Direction.DOWN)
                        .from(ReferenceType.DAY_OPEN);
            case 13 -> rule.of(symbolId, ConditionType.TRAILS).distance(ppm).towards(Direction.DOWN);
            case 14 -> rule.of(symbolId, ConditionType.TRAILS).distance(ppm).towards(Direction.UP);
            case 15 -> rule.of(symbolId, ConditionType.SILENT).within(SILENCE_NS);
            default -> rule.of(symbolId, ConditionType.ANY).channel(BASE - ppm * 100, BASE + ppm * 100);
        }
    }

    /** From the base, just outside the band: one of ten thousand values. */
    private static long distance(long random) {
        return BAND + (1 + (random >>> 1) % 10_000) * 100;
    }

    /** Looks random, each from its own index: the finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
    static long mix(long index) {
        long z = (index + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** The same, between 0 and {@code bound}, exclusive. */
    static int below(long index, int bound) {
        return (int) Long.remainderUnsigned(mix(index), bound);
    }
}
