package io.tocsin.contract.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
    @ParameterizedTest
    @CsvSource({
        "80001000000, 8, 800.01",
        "85000000000, 8, 850",
        "1, 8, 0.00000001",
        "10, 8, 0.0000001",
        "0, 8, 0",
        "-25000, 4, -2.5",
        "-1, 12, -0.000000000001",
        "42, 0, 42",
        "100, 0, 100",
        "9223372036854775807, 12, 9223372.036854775807",
        "-9223372036854775808, 0, -9223372036854775808"
    })
    void shouldFormatTheShortestDecimal(long units, int decimals, String text) {
        assertThat(Decimals.format(units, decimals)).isEqualTo(text);
    }

    @Soak
    @Test
    void shouldFormatLikeBigDecimal() {
        long seed = Seeds.one();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            long units = random.nextLong() >> random.nextInt(64);
            int decimals = random.nextInt(13);
            String expected = units == 0
                    ? "0"
                    : BigDecimal.valueOf(units, decimals).stripTrailingZeros().toPlainString();
            assertThat(Decimals.format(units, decimals)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "850, 8, 85000000000",
        "800.01, 2, 80001",
        "0.125, 2, 12",
        "0.135, 2, 14",
        "0.005, 2, 0",
        "0.0051, 2, 1",
        "-0.015, 2, -2",
        "1e3, 2, 100000",
        "123.456e-2, 3, 1235",
        "1e-999999999, 8, 0",
        "1e999999999, 8, 9223372036854775807",
        "-1e999999999, 8, -9223372036854775808",
        "92233720368.54775807, 8, 9223372036854775807",
        "92233720368.54775808, 8, 9223372036854775807",
        "0e999999999, 8, 0"
    })
    void shouldRoundHalfEvenAndSaturate(String text, int decimals, long units) {
        assertThat(Decimals.toUnits(Decimals.parse(text).orElseThrow(), decimals))
                .isEqualTo(units);
    }

    @Soak
    @Test
    void shouldRoundLikeBigDecimal() {
        long seed = Seeds.one();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            BigDecimal value = BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), random.nextInt(-3, 30));
            int decimals = random.nextInt(13);
            BigDecimal rounded = value.setScale(decimals, RoundingMode.HALF_EVEN);
            if (rounded.unscaledValue().bitLength() < Long.SIZE) {
                assertThat(Decimals.toUnits(value, decimals))
                        .as("seed %d", seed)
                        .isEqualTo(rounded.unscaledValue().longValue());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "80001, 2, 8, 80001000000",
        "80001000000, 8, 2, 80001",
        "125, 3, 2, 12",
        "135, 3, 2, 14",
        "-125, 3, 2, -12",
        "-135, 3, 2, -14",
        "5, 3, 2, 0",
        "6, 3, 2, 1",
        "7, 0, 0, 7",
        "9223372036854775807, 0, 1, 9223372036854775807",
        "-9223372036854775807, 3, 4, -9223372036854775808",
        "-9223372036854775808, 18, 0, -9",
        "9223372036854775807, 18, 0, 9"
    })
    void shouldChangeTheScaleOfUnits(long units, int from, int to, long expected) {
        assertThat(Decimals.rescale(units, from, to)).isEqualTo(expected);
    }

    @Test
    void shouldChangeTheScaleLikeBigDecimal() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50_000; i++) {
            long units = random.nextLong() >> random.nextInt(64);
            int from = random.nextInt(19);
            int to = random.nextInt(19);
            assertThat(Decimals.rescale(units, from, to))
                    .as("seed %d: %d from %d to %d", seed, units, from, to)
                    .isEqualTo(Decimals.toUnits(BigDecimal.valueOf(units, from), to));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "1 ", "+1", ".5", "5.", "007", "0x1", "NaN", "1e", "1e1234567890", "1,5", "٣"})
    void shouldRefuseWhatIsNoNumberOfJson(String text) {
        assertThat(Decimals.parse(text)).isEmpty();
    }

    @Test
    @Timeout(5)
    void shouldNotWorkForLongTexts() {
        assertThat(Decimals.parse("9".repeat(1_000_000))).isEmpty();
        assertThat(Decimals.isExact(Decimals.parse("1e-999999999").orElseThrow(), 8))
                .isFalse();
        assertThat(Decimals.isExact(Decimals.parse("1e999999999").orElseThrow(), 8))
                .isTrue();
    }

    @Test
    void shouldSayWhetherAValueIsExact() {
        assertThat(Decimals.isExact(new BigDecimal("1.250000"), 2)).isTrue();
        assertThat(Decimals.isExact(new BigDecimal("1.251"), 2)).isFalse();
        assertThat(Decimals.isExact(new BigDecimal("0.000"), 0)).isTrue();
    }
}
