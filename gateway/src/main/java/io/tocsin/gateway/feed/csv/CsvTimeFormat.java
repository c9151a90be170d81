package io.tocsin.gateway.feed.csv;

import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.OptionalLong;

/** How times are written. */
public enum CsvTimeFormat {
    /** Any of the others, by what a time looks like; of numbers by their size. */
    AUTO(0),
    /** Of the epoch, as the next three; with a fraction or without. */
    S(9),
    MS(6),
    US(3),
    NS(0),
    RFC3339(0),
    /** As {@code 2026-01-31}: when that day begins. */
    DATE(0);

    private static final BigDecimal LEAST_MS = BigDecimal.valueOf(100_000_000_000L);
    private static final BigDecimal LEAST_US = BigDecimal.valueOf(100_000_000_000_000L);
    private static final BigDecimal LEAST_NS = BigDecimal.valueOf(100_000_000_000_000_000L);
    /** When clocks are set back. */
    private static final long LONGEST_DAY_NS = 25 * 3_600_000_000_000L;

    private static final int DATE_LENGTH = 10;

    private final int power;

    CsvTimeFormat(int power) {
        this.power = power;
    }

    /** Nanoseconds since the epoch; empty when it is no such time, or none that can be told. */
    OptionalLong parse(String text, ZoneId zone) {
        return switch (this) {
            case AUTO -> byItsLook(text, zone);
            case S, MS, US, NS -> number(text);
            case RFC3339 -> Times.parse(text);
            case DATE -> date(text, zone);
        };
    }

    /** As {@link #parse}, of the milliseconds since a day began. */
    static OptionalLong ofDay(String text, LocalDate day, ZoneId zone) {
        OptionalLong startNs = date(day.toString(), zone);
        OptionalLong sinceNs = MS.parse(text, zone);
        boolean isOne = startNs.isPresent() && sinceNs.isPresent();
        return isOne && sinceNs.getAsLong() >= 0 && sinceNs.getAsLong() < LONGEST_DAY_NS
                ? OptionalLong.of(startNs.getAsLong() + sinceNs.getAsLong())
                : OptionalLong.empty();
    }

    private static OptionalLong byItsLook(String text, ZoneId zone) {
        if (text.indexOf('-', 1) < 0) {
            return Decimals.parse(text)
                    .map(number -> bySize(number).number(text))
                    .orElse(OptionalLong.empty());
        }
        return (text.length() == DATE_LENGTH ? DATE : RFC3339).parse(text, zone);
    }

    private static CsvTimeFormat bySize(BigDecimal number) {
        BigDecimal size = number.abs();
        if (size.compareTo(LEAST_MS) < 0) {
            return S;
        }
        return size.compareTo(LEAST_US) < 0 ? MS : size.compareTo(LEAST_NS) < 0 ? US : NS;
    }

    private OptionalLong number(String text) {
        try {
            return Decimals.parse(text)
                    .map(number -> OptionalLong.of(number.movePointRight(power).longValueExact()))
                    .orElse(OptionalLong.empty());
        } catch (ArithmeticException outOfRange) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong date(String text, ZoneId zone) {
        try {
            Instant start = LocalDate.parse(text).atStartOfDay(zone).toInstant();
            return OptionalLong.of(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L));
        } catch (DateTimeException | ArithmeticException noDate) {
            return OptionalLong.empty();
        }
    }
}
