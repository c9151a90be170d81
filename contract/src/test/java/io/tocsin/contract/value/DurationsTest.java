package io.tocsin.contract.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    private static final String UNITS = "WDHMS";
    private static final int HOURS = 2;
    private static final Pattern PART = Pattern.compile("(T?)([0-9]+(?:[.,][0-9]{1,9})?)([WDHMS])");
    private static final long[] SECONDS = {604_800, 86_400, 3_600, 60, 1};

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT0S            | 0",
                "P0W             | 0",
                "-PT0S           | 0",
                "PT5M            | 300",
                "P1W             | 604800",
                "P0.5W           | 302400",
                "P1D             | 86400",
                "P1.5D           | 129600",
                "PT0.5H          | 1800",
                "PT0,5H          | 1800",
                "PT1H0.25M       | 3615",
                "P2DT3H4M5.006S  | 183845.006",
                "P1DT1S          | 86401",
                "PT36H           | 129600",
                "PT90M           | 5400",
                "PT007M          | 420",
                "-PT5H30M        | -19800",
                "-P1W            | -604800",
                "PT0.000000001S  | 0.000000001",
                "PT0.333333333H  | 1199.9999988",
                "P15250.284452471W | 9223372036.8544608",
                "PT9223372036.854775807S | 9223372036.854775807",
                "-PT9223372036.854775808S | -9223372036.854775808"
            })
    void shouldRead(String text, BigDecimal seconds) {
        assertThat(Times.parseDuration(text)).hasValue(seconds.movePointRight(9).longValueExact());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5 minutes",
                "P",
                "PT",
                "-P",
                "-PT",
                "P1DT",
                "P1",
                "PT1",
                "1H",
                "T1H",
                "P1H",
                "PT1D",
                "PT1W",
                "P1WT1H",
                "P1W2D",
                "P1Y",
                "P1M",
                "P1Y2M3DT4H",
                "pt5m",
                "Pt5M",
                "PT5m",
                "+PT5M",
                "--PT5M",
                "PT-5M",
                "PT1H-30M",
                "PT+5M",
                "P-1D",
                "PT5.S",
                "PT.5S",
                "PT5.M",
                "PT0.5H30M",
                "P0.5DT1H",
                "PT1.5M0S",
                "PT1M1H",
                "PT1S1M",
                "PT1S1S",
                "P1D2D",
                "PT5M ",
                " PT5M",
                "PT 5M",
                "PT5M\n",
                "PT1.5.5S",
                "PT1e3S",
                "PT0.0000000001S",
                "PT1.0000000000S",
                "PT\u0665M",
                "PT9223372036.854775808S",
                "-PT9223372036.854775809S",
                "P106752D",
                "P999999999D",
                "P99999999999999999999999999999999999999999999999999W",
                "PT0000000000000000000000000000000000000000000000000000000000000001S"
            })
    void shouldRefuse(String text) {
        assertThat(Times.parseDuration(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "300000000000, PT5M",
        "86400000000000, PT24H",
        "604800000000000, PT168H",
        "1, PT0.000000001S",
        "-1, -PT0.000000001S",
        "-19800000000000, -PT5H30M",
        "-1500000000, -PT1.5S",
        "9223372036854775807, PT2562047H47M16.854775807S",
        "-9223372036854775808, -PT2562047H47M16.854775808S"
    })
    void shouldWrite(long ns, String text) {
        assertThat(Times.formatDuration(ns)).isEqualTo(text);
    }

    @Test
    void shouldReadWhatItWrites() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50_000; i++) {
            long ns = random.nextLong() >> random.nextInt(64);
            long whole = ns - ns % SECONDS[random.nextInt(SECONDS.length)];
            for (long length : new long[] {ns, whole, whole / 1_000_000_000 * 1_000_000_000}) {
                String text = Times.formatDuration(length);
                assertThat(Times.parseDuration(text))
                        .as("seed %d, %s", seed, text)
                        .hasValue(length);
                assertThat(Duration.parse(text)).as("seed %d, %s", seed, text).isEqualTo(Duration.ofNanos(length));
                assertThat(text.lastIndexOf('-')).as("seed %d, %s", seed, text).isEqualTo(length < 0 ? 0 : -1);
            }
        }
    }

    /** Texts that are almost durations, against a second reading of the rules. */
    @Test
    void shouldReadWhatTheRulesSay() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "-P" : "P");
            for (int part = random.nextInt(4); part > 0; part--) {
                text.append(random.nextInt(3) == 0 ? "T" : "");
                text.append(random.nextInt(100));
                text.append(random.nextInt(6) == 0 ? "." + random.nextInt(1_000) : "");
                text.append(UNITS.charAt(random.nextInt(UNITS.length())));
            }
            if (random.nextInt(10) == 0) {
                text.insert(random.nextInt(text.length() + 1), "PT.,-+1M".charAt(random.nextInt(8)));
            }
            OptionalLong expected = oracle(text.toString());
            assertThat(Times.parseDuration(text.toString()))
                    .as("seed %d, %s", seed, text)
                    .isEqualTo(expected);
            taken += expected.isPresent() ? 1 : 0;
        }
        assertThat(taken).as("seed %d", seed).isGreaterThan(10_000);
    }

    /** Goes from part to part: each of a shorter unit than the one before, which had no fraction and was no week. */
    private static OptionalLong oracle(String text) {
        boolean isNegative = text.startsWith("-");
        Matcher part = PART.matcher(text).region(isNegative ? 2 : 1, text.length());
        if (!text.startsWith(isNegative ? "-P" : "P") || text.length() == part.regionStart()) {
            return OptionalLong.empty();
        }
        BigDecimal seconds = BigDecimal.ZERO;
        int before = -1;
        boolean isTime = false;
        boolean isLast = false;
        int end = part.regionStart();
        while (part.lookingAt()) {
            int unit = UNITS.indexOf(part.group(3));
            boolean beginsTime = !part.group(1).isEmpty();
            isTime |= beginsTime;
            if (isLast || unit <= before || (beginsTime && before >= HOURS) || isTime != (unit >= HOURS)) {
                return OptionalLong.empty();
            }
            String number = part.group(2).replace(',', '.');
            seconds = seconds.add(new BigDecimal(number).multiply(BigDecimal.valueOf(SECONDS[unit])));
            isLast = number.contains(".") || unit == 0;
            before = unit;
            end = part.end();
            part.region(end, text.length());
        }
        long ns = seconds.movePointRight(9).longValueExact();
        return end == text.length() ? OptionalLong.of(isNegative ? -ns : ns) : OptionalLong.empty();
    }
}
