package io.tocsin.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The engine against the oracle in random markets, see {@link Seeds}. {@code -Dtocsin.oracle.minutes=N} runs seeds that
 * nobody has seen until the time is up.
 */
@JdkDependent
@Soak
class RandomMarketTest {
    private static final int SEEDS = 300;
    private static final int SOAK_SEEDS = 5_000;
    private static final String RERUN = "./mvnw -pl engine test -Dtest=RandomMarketTest -Dtocsin.seed=";

    private final Coverage coverage = new Coverage();

    @Test
    void shouldFireAsOracle() {
        long[] seeds = Seeds.many(SEEDS, SOAK_SEEDS).toArray();
        LongStream.of(seeds).forEach(this::run);
        shouldHaveSeenAll(seeds.length);
    }

    @Test
    void shouldFireAsOracleUntilTimeIsUp() {
        long minutes = Long.getLong("tocsin.oracle.minutes", 0);
        assumeTrue(minutes > 0, "-Dtocsin.oracle.minutes=N says how long");
        SplittableRandom seeds = new SplittableRandom();
        long startNs = System.nanoTime();
        int run = 0;
        for (; System.nanoTime() - startNs < TimeUnit.MINUTES.toNanos(minutes); run++) {
            run(seeds.nextLong(Long.MAX_VALUE));
        }
        shouldHaveSeenAll(run);
    }

    /** Fewer seeds may miss something by chance. */
    private void shouldHaveSeenAll(int seeds) {
        if (seeds >= SEEDS) {
            assertThat(coverage.missing())
                    .as("what never fired, of %s", coverage)
                    .isEmpty();
        }
    }

    private void run(long seed) {
        try (Subject subject = new EngineSubject()) {
            new Comparison(RERUN + seed, subject, coverage).run(new RandomMarket(seed), Integer.MAX_VALUE);
        }
    }
}
