package io.tocsin.gateway.feed.rates;

import java.time.Duration;

/** How many calls a month are paid for, and how often rates change. */
public enum RatesPlan {
    FREE(100, Duration.ofHours(1)),
    BASIC(10_000, Duration.ofHours(1)),
    PROFESSIONAL(100_000, Duration.ofMinutes(10)),
    PROFESSIONAL_PLUS(500_000, Duration.ofMinutes(1));

    private static final Duration LONGEST_MONTH = Duration.ofDays(31);

    private final int callsPerMonth;
    private final Duration freshness;

    RatesPlan(int callsPerMonth, Duration freshness) {
        this.callsPerMonth = callsPerMonth;
        this.freshness = freshness;
    }

    public int callsPerMonth() {
        return callsPerMonth;
    }

    /** Between two calls: as often as rates change, if the calls last for a month then. */
    public Duration interval() {
        Duration byQuota = LONGEST_MONTH.dividedBy(callsPerMonth);
        return byQuota.compareTo(freshness) > 0 ? byQuota : freshness;
    }
}
