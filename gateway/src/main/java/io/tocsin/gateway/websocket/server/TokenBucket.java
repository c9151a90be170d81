package io.tocsin.gateway.websocket.server;

import java.util.concurrent.TimeUnit;

/** Lets {@code perSecond} messages through each second, and {@code burst} at once after a pause. One thread. */
final class TokenBucket {
    private final long costNs;
    private final long capacityNs;
    private long creditNs;
    private long updatedNs;

    TokenBucket(int perSecond, int burst, long nowNs) {
        this.costNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.capacityNs = costNs * burst;
        this.creditNs = capacityNs;
        this.updatedNs = nowNs;
    }

    boolean take(long nowNs) {
        creditNs = Math.min(capacityNs, creditNs + (nowNs - updatedNs));
        updatedNs = nowNs;
        if (creditNs < costNs) {
            return false;
        }
        creditNs -= costNs;
        return true;
    }
}
