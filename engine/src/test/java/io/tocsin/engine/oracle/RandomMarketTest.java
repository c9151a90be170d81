package io.tocsin.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The engine against the oracle in random markets. {@code -Dtocsin.seed=N} runs one seed again;
 * {@code -Dtocsin.seeds=N} runs more of them.
 */
class RandomMarketTest {
    private static final int RUNS = 300;
    private static final int SHORT_INPUTS = 1_000;
    private static final int LONG_INPUTS = 20_000;

    @Test
    void shouldFireAsOracleInManyShortRuns() {
        assertThat(run(1, Integer.getInteger("tocsin.seeds", RUNS), SHORT_INPUTS))
                .isPositive();
    }

    @Test
    void shouldFireAsOracleInLongRuns() {
        assertThat(run(1_000_001, Integer.getInteger("tocsin.seeds", RUNS) / 25, LONG_INPUTS))
                .isPositive();
    }

    private static long run(final long firstSeed, final int seeds, final int inputs) {
        final Long seed = Long.getLong("tocsin.seed");
        return (seed == null ? LongStream.range(firstSeed, firstSeed + seeds) : LongStream.of(seed))
                .map(each -> run(each, inputs))
                .sum();
    }

    private static long run(final long seed, final int inputs) {
        try (Subject subject = new EngineSubject()) {
            return new Comparison("-Dtocsin.seed=" + seed, subject).run(new RandomMarket(seed), inputs);
        }
    }
}
