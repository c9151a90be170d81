package io.tocsin.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FeedMeterTest {
    private long nowMs = 1_700_000_000_300L;
    private final FeedMeter meter = new FeedMeter(() -> nowMs);

    @Test
    void shouldKnowNothingBeforeTheFirstTick() {
        assertThat(meter.ticks()).isZero();
        assertThat(meter.ticksPerSecond()).isZero();
        assertThat(meter.lastTick()).isEmpty();
        assertThat(meter.lastExchangeTime()).isEmpty();
    }

    @Test
    void shouldSayTheRateOfTheLastFullSeconds() {
        ticks(7);
        assertThat(meter.ticksPerSecond()).isZero();
        nowMs += 1_000;
        ticks(100);
        assertThat(meter.ticksPerSecond()).isEqualTo(7 / 5.0);
        nowMs += 1_000;
        assertThat(meter.ticksPerSecond()).isEqualTo(107 / 5.0);
        nowMs += 4_000;
        assertThat(meter.ticksPerSecond()).isEqualTo(100 / 5.0);
        nowMs += 1_000;
        assertThat(meter.ticksPerSecond()).isZero();
        assertThat(meter.ticks()).isEqualTo(107);
    }

    @Test
    void shouldForgetTheRateInALongPause() {
        ticks(7);
        nowMs += 86_400_000;
        ticks(1);
        assertThat(meter.ticksPerSecond()).isZero();
    }

    @Test
    void shouldStandAClockThatIsSetBack() {
        ticks(7);
        nowMs -= 3_600_000;
        ticks(3);
        nowMs += 3_601_000;
        assertThat(meter.ticksPerSecond()).isEqualTo(10 / 5.0);
    }

    @Test
    void shouldSayTheTimesOfTheLastTick() {
        meter.onTick(5);
        nowMs += 1;
        meter.onTick(1_385_337_600_000_000_001L);
        assertThat(meter.lastTick()).contains(Instant.parse("2023-11-14T22:13:20.301Z"));
        assertThat(meter.lastExchangeTime()).contains(Instant.parse("2013-11-25T00:00:00.000000001Z"));
        meter.onTick(TickSink.NULL_VALUE);
        assertThat(meter.lastExchangeTime()).isEmpty();
    }

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            meter.onTick(TickSink.NULL_VALUE);
        }
    }
}
