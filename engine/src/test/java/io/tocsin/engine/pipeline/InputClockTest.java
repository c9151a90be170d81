package io.tocsin.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InputClockTest {
    private static final long START_NS = TimeUnit.DAYS.toNanos(20_000);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final List<String> events = new ArrayList<>();
    private long wallNs = START_NS;
    private long monotonicNs = -5 * SECOND;
    private final InputClock clock = new InputClock(() -> wallNs, () -> monotonicNs, new InputClock.StepListener() {
        @Override
        public void onStepBack(long aheadNs) {
            events.add("back " + TimeUnit.NANOSECONDS.toMillis(aheadNs));
        }

        @Override
        public void onCaughtUp() {
            events.add("caught up");
        }
    });

    @Test
    void shouldFollowTheWallClock() {
        assertThat(clock.nanoTime()).isEqualTo(START_NS);
        pass(SECOND);
        assertThat(clock.nanoTime()).isEqualTo(START_NS + SECOND);
        wallNs += HOUR;
        assertThat(clock.nanoTime()).isEqualTo(START_NS + SECOND + HOUR);
        assertThat(clock.aheadNs()).isZero();
        assertThat(events).isEmpty();
    }

    @Test
    void shouldGoOnSlowerWhenTheWallClockIsSetBack() {
        clock.nanoTime();
        wallNs -= HOUR;
        pass(16 * SECOND);
        assertThat(clock.nanoTime()).isEqualTo(START_NS + 15 * SECOND);
        assertThat(clock.aheadNs()).isEqualTo(HOUR - SECOND);
        for (int i = 0; i < 160; i++) {
            pass(SECOND / 10);
            clock.nanoTime();
        }
        assertThat(clock.nanoTime()).isEqualTo(START_NS + 30 * SECOND);
        assertThat(events).containsExactly("back " + 3_599_000);
    }

    @Test
    void shouldFollowAgainWhenTheWallClockHasCaughtUp() {
        clock.nanoTime();
        wallNs -= 10 * SECOND;
        clock.nanoTime();
        pass(159 * SECOND);
        clock.nanoTime();
        assertThat(clock.aheadNs()).isEqualTo(SECOND / 16);
        pass(2 * SECOND);
        assertThat(clock.nanoTime()).isEqualTo(wallNs);
        assertThat(clock.aheadNs()).isZero();
        pass(SECOND);
        assertThat(clock.nanoTime()).isEqualTo(wallNs);
        assertThat(events).containsExactly("back 10000", "caught up");
    }

    @Test
    void shouldFollowAtOnceWhenTheWallClockIsSetForwardAgain() {
        clock.nanoTime();
        wallNs -= HOUR;
        clock.nanoTime();
        wallNs += HOUR + SECOND;
        assertThat(clock.nanoTime()).isEqualTo(START_NS + SECOND);
        assertThat(events).containsExactly("back 3600000", "caught up");
    }

    @Test
    void shouldReportEachStepOnce() {
        clock.nanoTime();
        wallNs -= HOUR;
        clock.nanoTime();
        pass(SECOND);
        clock.nanoTime();
        wallNs -= HOUR;
        clock.nanoTime();
        clock.nanoTime();
        assertThat(events).hasSize(2).allMatch(event -> event.startsWith("back "));
    }

    @Test
    void shouldKeepQuietAboutTheJitterOfAClock() {
        clock.nanoTime();
        wallNs -= SECOND / 20;
        assertThat(clock.nanoTime()).isEqualTo(START_NS);
        pass(SECOND);
        assertThat(clock.nanoTime()).isEqualTo(wallNs);
        assertThat(events).isEmpty();
    }

    @Test
    void shouldGoOnFromWhatWasStampedBeforeARestart() {
        clock.startFrom(START_NS + HOUR);
        pass(16 * SECOND);
        assertThat(clock.nanoTime()).isEqualTo(START_NS + HOUR + 15 * SECOND);
        assertThat(events).containsExactly("back " + 3_599_000);
        clock.startFrom(START_NS);
        assertThat(clock.nanoTime()).isEqualTo(wallNs);
    }

    @Test
    void shouldNeverGoBackNorStandStill() {
        long seed = Long.getLong("tocsin.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        long beforeNs = clock.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(100) == 0) {
                wallNs += random.nextLong(-HOUR, HOUR / 2);
            }
            long passedNs = random.nextLong(SECOND);
            pass(passedNs);
            long nowNs = clock.nanoTime();
            assertThat(nowNs)
                    .as("seed %d, step %d", seed, i)
                    .isGreaterThanOrEqualTo(wallNs)
                    .isGreaterThanOrEqualTo(beforeNs);
            if (nowNs > wallNs) {
                assertThat(nowNs - beforeNs)
                        .as("seed %d, step %d", seed, i)
                        .isBetween(passedNs - (passedNs >> 4) - 1, passedNs - (passedNs >> 4) + 1);
            }
            beforeNs = nowNs;
        }
    }

    private void pass(long elapsedNs) {
        wallNs += elapsedNs;
        monotonicNs += elapsedNs;
    }
}
