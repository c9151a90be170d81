package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.tocsin.gateway.identity.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionIdentityTest {
    private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
    /** Until a token is not good any more: a minute longer than it says. */
    private static final Duration LIFETIME = Duration.ofHours(2);

    private static final Duration SKEW = Duration.ofMinutes(1);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final WallClock wall = new WallClock();
    private final AtomicInteger expired = new AtomicInteger();
    private final ConnectionIdentity identity = new ConnectionIdentity(
            channel.eventLoop(),
            (token, requirement) -> new Principal(
                    "default", "alice", Set.of(), START.plus(LIFETIME).minus(SKEW), Optional.empty(), Set.of()),
            new Admission(10, 10),
            wall,
            expired::incrementAndGet);

    @BeforeEach
    void freezeTime() {
        channel.freezeTime();
    }

    @Test
    void shouldEndWithTheToken() {
        identity.take("token");
        pass(LIFETIME.minusMillis(1));
        assertThat(expired).hasValue(0);
        pass(Duration.ofMillis(1));
        assertThat(expired).hasValue(1);
    }

    @Test
    void shouldEndSoonWhenTheWallClockIsSetForwardBehindTheTokensEnd() {
        identity.take("token");
        wall.now = wall.now.plus(LIFETIME);
        pass(Duration.ofMinutes(1));
        assertThat(expired).hasValue(1);
    }

    @Test
    void shouldGoOnForAsLongAsTheWallClockSays() {
        identity.take("token");
        wall.now = wall.now.minus(LIFETIME);
        pass(LIFETIME.multipliedBy(2).minusMillis(1));
        assertThat(expired).hasValue(0);
        pass(Duration.ofMillis(1));
        assertThat(expired).hasValue(1);
    }

    /** In steps as small as the timers' may be. */
    private void pass(Duration duration) {
        Duration left = duration;
        while (!left.isZero()) {
            Duration step = left.compareTo(Duration.ofSeconds(10)) < 0 ? left : Duration.ofSeconds(10);
            wall.now = wall.now.plus(step);
            channel.advanceTimeBy(step.toNanos(), TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
            left = left.minus(step);
        }
    }

    private static final class WallClock extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
