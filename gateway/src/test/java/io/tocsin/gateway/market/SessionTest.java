package io.tocsin.gateway.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    /** New York is five hours behind UTC in winter, and four in summer; 2026-11-27 is a Friday. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-27T21:59:59Z, true",
        "2026-11-27T22:00:00Z, false",
        "2026-11-28T12:00:00Z, false",
        "2026-11-29T21:59:59Z, false",
        "2026-11-29T22:00:00Z, true",
        "2026-11-30T12:00:00Z, true",
        "2026-07-03T20:59:59Z, true",
        "2026-07-03T21:00:00Z, false",
        "2026-07-05T21:00:00Z, true"
    })
    void shouldKnowTheWeekOfTheCurrencyMarkets(Instant at, boolean isOpen) {
        assertThat(Session.parse("fx").orElseThrow().isOpen(at)).isEqualTo(isOpen);
    }

    @Test
    void shouldRollTheCurrencyMarketsDayAtFiveInNewYork() {
        Session fx = Session.parse("fx").orElseThrow();
        assertThat(fx.dayRollNs(Instant.parse("2026-11-30T00:00:00Z")))
                .hasValue(Duration.ofHours(22).toNanos());
        assertThat(fx.dayRollNs(Instant.parse("2026-07-01T00:00:00Z")))
                .hasValue(Duration.ofHours(21).toNanos());
        assertThat(Session.parse("UTC mon-fri 09:00-10:00").orElseThrow().dayRollNs(Instant.EPOCH))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "America/New_York mon-fri 09:30-16:00 | 2026-11-30T14:29:00Z | false",
                "America/New_York mon-fri 09:30-16:00 | 2026-11-30T14:30:00Z | true",
                "America/New_York mon-fri 09:30-16:00 | 2026-11-28T15:00:00Z | false",
                "UTC sat 10:00-13:00, sun 00:00-24:00 | 2026-11-29T23:59:59Z | true",
                "UTC sat 10:00-13:00, sun 00:00-24:00 | 2026-11-30T00:00:00Z | false",
                "UTC fri 22:00-02:00                  | 2026-11-28T01:59:00Z | true",
                "UTC fri 22:00-02:00                  | 2026-11-28T02:00:00Z | false",
                "UTC fri-mon 08:00-09:00              | 2026-11-29T08:30:00Z | true",
                "UTC fri-mon 08:00-09:00              | 2026-12-01T08:30:00Z | false",
                "UTC mon 00:00-sun 24:00              | 2026-11-29T23:59:59Z | true"
            })
    void shouldKnowHours(String text, Instant at, boolean isOpen) {
        assertThat(Session.parse(text.strip()).orElseThrow().isOpen(at)).isEqualTo(isOpen);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "FX",
                "UTC",
                "UTC ",
                "Nowhere/AtAll mon 09:00-10:00",
                "UTC mon 9:00-10:00",
                "UTC mon 09:00-10:60",
                "UTC mon 09:00-25:00",
                "UTC moo 09:00-10:00",
                "UTC mon 09:00-mon 09:00",
                "UTC mon 09:00-10:00,tue 09:00-10:00"
            })
    void shouldNotTakeWhatIsNone(String text) {
        assertThat(Session.parse(text)).isEmpty();
    }

    @Test
    void shouldKeepItsTextAndItsRanges() {
        Session session = Session.parse("Europe/Berlin", List.of("mon-fri 08:00-22:00", "sat 10:00-13:00"))
                .orElseThrow();
        assertThat(session.text()).isEqualTo("Europe/Berlin mon-fri 08:00-22:00, sat 10:00-13:00");
        assertThat(Session.parse(session.text())).contains(session);
        assertThat(session.ranges()).containsExactly("mon-fri 08:00-22:00", "sat 10:00-13:00");
    }
}
