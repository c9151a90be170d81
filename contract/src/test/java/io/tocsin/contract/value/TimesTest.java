package io.tocsin.contract.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "1385337600500000000, 2013-11-25T00:00:00.5Z",
        "1, 1970-01-01T00:00:00.000000001Z",
        "-1, 1969-12-31T23:59:59.999999999Z",
        "951782400000000000, 2000-02-29T00:00:00Z",
        "9214646399999999999, 2261-12-31T23:59:59.999999999Z",
        "-9214560000000000000, 1678-01-01T00:00:00Z"
    })
    void shouldFormatWithAsManyDigitsAsItTakes(long epochNs, String text) {
        assertThat(Times.format(epochNs)).isEqualTo(text);
        assertThat(Times.parse(text)).hasValue(epochNs);
    }

    @Soak
    @Test
    void shouldAgreeWithTheLibrary() {
        long seed = Seeds.one();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            long epochNs = random.nextLong();
            Instant instant = Instant.ofEpochSecond(0, epochNs);
            assertThat(Instant.parse(Times.format(epochNs))).as("seed %d", seed).isEqualTo(instant);
            assertThat(Times.format(epochNs))
                    .as("seed %d", seed)
                    .satisfies(text -> assertThat(Times.parse(text))
                            .isEqualTo(Times.isInRange(epochNs) ? OptionalLong.of(epochNs) : OptionalLong.empty()));
            assertThat(Times.parse(Times.format(epochNs / 2)))
                    .as("seed %d", seed)
                    .hasValue(epochNs / 2);
        }
    }

    @Test
    void shouldKnowTheBounds() {
        long first = Times.parse("1678-01-01T00:00:00Z").orElseThrow();
        long last = Times.parse("2261-12-31T23:59:59.999999999Z").orElseThrow();
        assertThat(Times.isInRange(first)).isTrue();
        assertThat(Times.isInRange(first - 1)).isFalse();
        assertThat(Times.isInRange(last)).isTrue();
        assertThat(Times.isInRange(last + 1)).isFalse();
        assertThat(Times.parse("2262-01-01T00:29:59+00:30")).isPresent();
    }

    @Test
    void shouldConvertOffsets() {
        assertThat(Times.format(Times.parse("2026-01-31T12:00:00.25+01:30").orElseThrow()))
                .isEqualTo("2026-01-31T10:30:00.25Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-31",
                "2026-01-31T12:00Z",
                "2026-01-31T12:00:00",
                "2026-02-30T12:00:00Z",
                "2026-01-31 12:00:00Z",
                "2026-01-31T25:00:00Z",
                "2026-01-31T12:00:00.1234567890Z",
                "9999-12-31T23:59:59Z",
                "0000-01-01T00:00:00Z",
                "2262-01-01T00:00:00Z",
                "2261-12-31T23:59:59.5-00:01",
                "2262-04-11T23:47:16.854775807Z",
                "2262-04-11T23:47:16.854775808Z",
                "1677-12-31T23:59:59.999999999Z",
                "1677-09-21T00:12:43.145224192Z",
                "1700000000"
            })
    void shouldRefuseWhatIsNoTime(String text) {
        assertThat(Times.parse(text)).isEmpty();
    }
}
