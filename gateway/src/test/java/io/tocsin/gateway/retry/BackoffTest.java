package io.tocsin.gateway.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void shouldDoubleUpToABoundAndShortenAtRandom() {
        long seed = System.nanoTime();
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), new SplittableRandom(seed));
        for (int round = 0; round < 50; round++) {
            for (long longestMs : new long[] {1_000, 2_000, 4_000, 5_000, 5_000}) {
                assertThat(backoff.nextMs()).as("seed %d", seed).isBetween(longestMs / 2, longestMs);
            }
            backoff.reset();
        }
    }
}
