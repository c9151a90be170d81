package io.tocsin.engine;

import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * The seeds of random tests. In a build they are the same each time, so that it fails for what has changed and for
 * nothing else; {@code make soak} takes more of them, from a random one on, which is printed. {@code -Dtocsin.seed=N}
 * runs one alone, {@code -Dtocsin.seeds=N} so many; with {@code -Dtocsin.soak=true} as {@code make soak} would.
 */
public final class Seeds {
    public static final String FEW = "io.tocsin.engine.Seeds#few";
    public static final String SOME = "io.tocsin.engine.Seeds#some";

    private static final long GREATEST_FIRST = 1_000_000_000_000L;

    private Seeds() {}

    /** Whether a test shall go on for long. */
    public static boolean isSoak() {
        return Boolean.getBoolean("tocsin.soak");
    }

    /** Of a test that takes one. */
    public static long one() {
        return many(1, 1).findFirst().orElseThrow();
    }

    /** Of a test that takes seconds. */
    public static LongStream few() {
        return many(1, 20);
    }

    /** Of a test that takes less. */
    public static LongStream some() {
        return many(6, 60);
    }

    public static LongStream many(int inBuild, int inSoak) {
        Long alone = Long.getLong("tocsin.seed");
        if (alone != null) {
            return LongStream.of(alone);
        }
        int count = Integer.getInteger("tocsin.seeds", isSoak() ? inSoak : inBuild);
        if (!isSoak()) {
            return LongStream.rangeClosed(1, count);
        }
        long first = new SplittableRandom().nextLong(GREATEST_FIRST);
        System.out.println("-Dtocsin.seed=" + first + (count == 1 ? "" : " and those after it: " + count));
        return LongStream.range(first, first + count);
    }
}
