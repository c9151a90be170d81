package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.Bar;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The grain of a run's times.
 *
 * @param unitNs  times go by in steps of it; cooldowns and expiries are whole multiples.
 * @param spansNs windows and silences, of whole seconds.
 * @param bars    that close often enough.
 */
record Tempo(long unitNs, List<Long> spansNs, List<Bar> bars) {
    private static final long MILLI_NS = 1_000_000;
    private static final long SECOND_NS = 1_000 * MILLI_NS;
    private static final long MINUTE_NS = 60 * SECOND_NS;
    private static final long HOUR_NS = 60 * MINUTE_NS;

    /** Some are buckets of their windows, so that values fall on the very edges of these. */
    static Tempo any(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> of(1, List.of(SECOND_NS, 7 * SECOND_NS), List.of(Bar.PT1M));
            case 1 -> of(50 * MILLI_NS, List.of(SECOND_NS, 3 * SECOND_NS, 6 * SECOND_NS), List.of(Bar.PT1M));
            case 2 -> of(SECOND_NS, List.of(SECOND_NS, 6 * SECOND_NS, MINUTE_NS), List.of(Bar.PT1M, Bar.PT5M));
            case 3 ->
                of(
                        20 * SECOND_NS,
                        List.of(MINUTE_NS, 3 * MINUTE_NS, 20 * MINUTE_NS),
                        List.of(Bar.PT1M, Bar.PT5M, Bar.PT15M));
            case 4 -> of(5 * MINUTE_NS, List.of(30 * MINUTE_NS, 5 * HOUR_NS), List.of(Bar.PT15M, Bar.PT1H, Bar.P1D));
            default -> of(3 * HOUR_NS, List.of(12 * HOUR_NS, 24 * HOUR_NS), List.of(Bar.PT1H, Bar.P1D));
        };
    }

    private static Tempo of(long unitNs, List<Long> spansNs, List<Bar> bars) {
        return new Tempo(unitNs, spansNs, bars);
    }

    long anySpanNs(SplittableRandom random) {
        return spansNs.get(random.nextInt(spansNs.size()));
    }

    Bar anyBar(SplittableRandom random) {
        return bars.get(random.nextInt(bars.size()));
    }

    /** The next end of one of the bars, give or take a nanosecond. */
    long nearEndOfBar(SplittableRandom random, long afterNs) {
        long lengthNs = switch (anyBar(random)) {
            case PT1M -> MINUTE_NS;
            case PT5M -> 5 * MINUTE_NS;
            case PT15M -> 15 * MINUTE_NS;
            case PT1H -> HOUR_NS;
            default -> 24 * HOUR_NS;
        };
        return (afterNs / lengthNs + 1) * lengthNs + random.nextInt(3) - 1;
    }
}
