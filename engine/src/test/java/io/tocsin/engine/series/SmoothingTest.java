package io.tocsin.engine.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Single steps and shares of numbers at edges, beside {@link BigInteger}. */
@Soak
class SmoothingTest {
    private static final int SCALE = 1_000_000;
    private static final long MOST = 1L << 62;
    private static final long LAST_PART = (1L << 32) - 1;

    private final long memory = UnsafeApi.allocateMemory(2 * Smoothing.BYTES);
    private final long number = memory;
    private final long other = memory + Smoothing.BYTES;

    @AfterEach
    void freeMemory() {
        UnsafeApi.freeMemory(memory);
    }

    @Test
    void shouldStepBetweenAllEdges() {
        for (int n : List.of(2, 3, 4, 7, 14, 255, 499, 500)) {
            for (long whole : List.of(0L, 1L, 2L, 499L, 1_000L, MOST / 2, MOST - 1)) {
                for (long part : List.of(0L, 1L, LAST_PART / 2, LAST_PART)) {
                    for (long value : List.of(0L, 1L, 2L, 1_000L, MOST - 2, MOST - 1, MOST)) {
                        checkStep(new Digits(whole, part), value, n, 1, n);
                        checkStep(new Digits(whole, part), value, n, 2, n + 1);
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldStepFromRandomNumbers(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Digits from = randomNumber(random);
            int n = 2 + random.nextInt(499);
            // Near by, and in whole multiples of the divisor, too.
            long value = random.nextBoolean()
                    ? random.nextLong(MOST + 1)
                    : Math.min(MOST, from.whole + random.nextInt(4) * (long) n);
            checkStep(from, value, n, 1, n);
            checkStep(from, value, n, 2, n + 1);
        }
    }

    @Test
    void shouldShareBetweenAllEdges() {
        // 2⁶⁴ is about 10⁶ · 2³² · 4294.967296: the numbers about it have a carry.
        List<Long> wholes = List.of(0L, 1L, 2L, 4_293L, 4_294L, 4_295L, 8_589L, MOST / 2, MOST - 1);
        List<Long> parts = List.of(0L, 1L, LAST_PART / 2, LAST_PART / 2 + 1, LAST_PART - 9_999_999, LAST_PART);
        for (long whole : wholes) {
            for (long part : parts) {
                for (long otherWhole : wholes) {
                    for (long otherPart : parts) {
                        checkShare(new Digits(whole, part), new Digits(otherWhole, otherPart));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldShareRandomNumbers(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            checkShare(randomNumber(random), randomNumber(random));
        }
    }

    private static Digits randomNumber(Random random) {
        return new Digits(random.nextLong(MOST) >>> random.nextInt(63), random.nextLong(LAST_PART + 1));
    }

    private void checkStep(Digits from, long value, int n, int weight, int of) {
        if (value - from.whole == MOST) {
            return; // further apart than what it follows can be
        }
        from.put(number);
        Smoothing.follow(number, value, n + 1, n, weight, of);
        BigInteger way = BigInteger.valueOf(value).shiftLeft(32).subtract(from.units());
        BigInteger step = new BigDecimal(way.multiply(BigInteger.valueOf(weight)))
                .divide(BigDecimal.valueOf(of), 0, RoundingMode.FLOOR)
                .toBigIntegerExact();
        assertThat(Digits.at(number).units())
                .as("%s to %d by %d/%d", from, value, weight, of)
                .isEqualTo(from.units().add(step));
        assertThat(Digits.at(number).part).isBetween(0L, LAST_PART);
    }

    private void checkShare(Digits part, Digits rest) {
        part.put(number);
        rest.put(other);
        BigInteger sum = part.units().add(rest.units());
        long expected = sum.signum() == 0
                ? SCALE / 2
                : new BigDecimal(part.units().multiply(BigInteger.valueOf(SCALE)))
                        .divide(new BigDecimal(sum), 0, RoundingMode.HALF_EVEN)
                        .longValueExact();
        assertThat(Smoothing.share(number, other, SCALE))
                .as("%s and %s", part, rest)
                .isEqualTo(expected);
    }

    private record Digits(long whole, long part) {
        static Digits at(long address) {
            return new Digits(UnsafeApi.getLong(address), UnsafeApi.getLong(address + Long.BYTES));
        }

        void put(long address) {
            UnsafeApi.putLong(address, whole);
            UnsafeApi.putLong(address + Long.BYTES, part);
        }

        BigInteger units() {
            return BigInteger.valueOf(whole).shiftLeft(32).add(BigInteger.valueOf(part));
        }
    }
}
