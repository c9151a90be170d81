package io.tocsin.engine.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rounded division and halves, beside {@link BigDecimal}: all pairs of values at edges, and random ones. */
@Soak
class WideDivisionTest {
    private static final BigInteger END = BigInteger.ONE.shiftLeft(127);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    @Test
    void shouldDivideAllPairsOfEdges() {
        List<BigInteger> edges = edges();
        for (BigInteger dividend : edges) {
            for (BigInteger divisor : edges) {
                if (divisor.signum() > 0) {
                    check(dividend, divisor, "");
                }
            }
        }
    }

    @Test
    void shouldRoundHalvesToTheEvenOne() {
        for (BigInteger divisor : edges()) {
            for (long quotient = 0; quotient < 4 && divisor.signum() > 0; quotient++) {
                BigInteger half = divisor.multiply(BigInteger.valueOf(2 * quotient + 1));
                for (int off = -2; off <= 2; off++) {
                    check(half.add(BigInteger.valueOf(off)).shiftRight(1), divisor, "quotient " + quotient);
                }
            }
        }
    }

    @Test
    void shouldBoundWhatIsTooLarge() {
        for (BigInteger divisor : List.of(BigInteger.ONE, BigInteger.TWO, MAX, END.shiftRight(64))) {
            BigInteger limit = divisor.multiply(MAX);
            for (BigInteger off : List.of(BigInteger.ZERO, divisor.shiftRight(1), divisor)) {
                check(limit.subtract(off), divisor, "");
                check(limit.add(off), divisor, "");
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldDivideRandomValues(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            BigInteger dividend = new BigInteger(random.nextInt(128), random);
            BigInteger divisor = new BigInteger(random.nextInt(128), random).max(BigInteger.ONE);
            check(dividend, divisor, "seed " + seed);
            check(divisor.multiply(BigInteger.valueOf(random.nextInt(50))).shiftRight(1), divisor, "seed " + seed);
        }
    }

    @Test
    void shouldRejectDivisionByZero() {
        assertThatThrownBy(() -> Wide.divideHalfEven(0, 1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRoundEveryFraction() {
        for (long of = 1; of <= 500; of++) {
            for (long part = 0; part < of; part++) {
                checkRounding(part, of);
            }
        }
        for (long of : List.of(1L << 32, (1L << 32) - 1, 1L << 62, (1L << 62) - 1)) {
            for (long part : List.of(0L, 1L, of / 2 - 1, of / 2, of / 2 + 1, of - 1)) {
                checkRounding(part, of);
            }
        }
    }

    private static void checkRounding(long part, long of) {
        for (long whole : List.of(0L, 1L, 2L, (1L << 62) - 1, 1L << 62)) {
            BigInteger dividend =
                    BigInteger.valueOf(whole).multiply(BigInteger.valueOf(of)).add(BigInteger.valueOf(part));
            assertThat(Wide.roundHalfEven(whole, part, of))
                    .as("%d + %d/%d", whole, part, of)
                    .isEqualTo(rounded(dividend, BigInteger.valueOf(of)).longValueExact());
        }
    }

    /** Powers of two, and the numbers about them and about the ends of the halves. */
    private static List<BigInteger> edges() {
        List<BigInteger> edges = new ArrayList<>();
        for (int bits : List.of(0, 1, 2, 31, 32, 33, 61, 62, 63, 64, 65, 95, 117, 125, 126, 127)) {
            for (int off = -2; off <= 2; off++) {
                edges.add(BigInteger.ONE.shiftLeft(bits).add(BigInteger.valueOf(off)));
            }
        }
        edges.add(BigInteger.valueOf(1_000_000).shiftLeft(94));
        edges.removeIf(edge -> edge.signum() < 0 || edge.compareTo(END) >= 0);
        return edges;
    }

    private static void check(BigInteger dividend, BigInteger divisor, String description) {
        if (dividend.signum() < 0 || dividend.compareTo(END) >= 0) {
            return;
        }
        long quotient = Wide.divideHalfEven(
                dividend.shiftRight(64).longValueExact(),
                dividend.longValue(),
                divisor.shiftRight(64).longValueExact(),
                divisor.longValue());
        assertThat(quotient)
                .as("%s %s / %s", description, dividend, divisor)
                .isEqualTo(rounded(dividend, divisor).min(MAX).longValueExact());
    }

    private static BigInteger rounded(BigInteger dividend, BigInteger divisor) {
        return new BigDecimal(dividend)
                .divide(new BigDecimal(divisor), 0, RoundingMode.HALF_EVEN)
                .toBigIntegerExact();
    }
}
