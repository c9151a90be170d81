package io.tocsin.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 5);
    private final RateLimiter limiter = new RateLimiter(10, 3, nowNs::get);

    @Test
    void shouldGrantABurstAndThenTheRate() {
        assertThat(grantedAtOnce("alice")).isEqualTo(3);
        nowNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(99));
        assertThat(grantedAtOnce("alice")).isZero();
        nowNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(grantedAtOnce("alice")).isEqualTo(1);
        nowNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
        assertThat(grantedAtOnce("alice")).isEqualTo(2);
    }

    @Test
    void shouldSaveUpNoMoreThanABurst() {
        assertThat(grantedAtOnce("alice")).isEqualTo(3);
        nowNs.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(grantedAtOnce("alice")).isEqualTo(3);
    }

    @Test
    void shouldCountEachUserAlone() {
        assertThat(grantedAtOnce("alice")).isEqualTo(3);
        assertThat(grantedAtOnce("bob")).isEqualTo(3);
    }

    private int grantedAtOnce(String user) {
        int granted = 0;
        while (limiter.tryAcquire(user)) {
            granted++;
        }
        return granted;
    }
}
