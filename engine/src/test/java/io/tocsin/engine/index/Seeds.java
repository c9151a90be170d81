package io.tocsin.engine.index;

import java.util.Random;
import java.util.stream.LongStream;

/** Of random tests: a few that stay, and one that differs each time; {@code -Dtocsin.seed=N} runs that one alone. */
final class Seeds {
    static final String SOME = "io.tocsin.engine.index.Seeds#some";

    private Seeds() {}

    static LongStream some() {
        final Long seed = Long.getLong("tocsin.seed");
        return seed != null
                ? LongStream.of(seed)
                : LongStream.concat(LongStream.rangeClosed(1, 5), LongStream.of(new Random().nextLong()));
    }
}
