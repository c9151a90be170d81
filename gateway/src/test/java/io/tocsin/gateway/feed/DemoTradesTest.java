package io.tocsin.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DemoTradesTest {
    private final DemoTrades trades = DemoTrades.load();

    @Test
    void shouldHoldAllTradesExactly() {
        int last = trades.count() - 1;

        assertThat(trades.count()).isEqualTo(100_000);
        assertThat(Instant.ofEpochSecond(0, trades.timeNs(0))).isEqualTo("2013-11-25T00:00:00Z");
        assertThat(trades.price(0)).isEqualTo(800_01000000L);
        assertThat(trades.size(1)).isEqualTo(27838049L);
        assertThat(Instant.ofEpochSecond(0, trades.timeNs(last))).isEqualTo("2013-12-01T16:02:05Z");
        assertThat(trades.price(last)).isEqualTo(999_00000000L);
        assertThat(trades.size(last)).isEqualTo(1_29263310L);
    }

    @Test
    void shouldFindAPriceThatNineOfTenReach() {
        long withinNs = TimeUnit.HOURS.toNanos(5);

        long level = trades.mostlyReached(withinNs);

        int reached = 0;
        int count = 0;
        for (; trades.sinceFirstNs(count) < withinNs; count++) {
            reached += trades.price(count) >= level ? 1 : 0;
        }
        assertThat((double) reached / count).isBetween(0.89, 0.92);
    }
}
