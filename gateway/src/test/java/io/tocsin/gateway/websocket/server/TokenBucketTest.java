package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final TokenBucket bucket = new TokenBucket(10, 3, 0);

    @Test
    void shouldAllowABurstAndThenTheRate() {
        assertThat(taken(0, 5)).isEqualTo(3);
        assertThat(taken(SECOND_NS / 10, 5)).isEqualTo(1);
        assertThat(taken(SECOND_NS / 5, 5)).isEqualTo(1);
    }

    @Test
    void shouldSaveNoMoreThanABurst() {
        taken(0, 3);
        assertThat(taken(100 * SECOND_NS, 10)).isEqualTo(3);
    }

    private int taken(long nowNs, int attempts) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            taken += bucket.take(nowNs) ? 1 : 0;
        }
        return taken;
    }
}
