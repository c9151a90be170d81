package io.tocsin.gateway.feed;

import io.tocsin.contract.value.Decimals;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2LongHashMap;

/** Whether the ticks of one source make sense, each by itself and after the one before it. One thread at a time. */
final class TickCheck {
    /** By which the times of a source may be out of order without being wrong. */
    private static final long DISORDER_NS = TimeUnit.SECONDS.toNanos(1);

    private final Long2LongHashMap lastTimes = new Long2LongHashMap(TickSink.NULL_VALUE);

    /** Prices are in the scale that the symbol has. Nothing is allocated. */
    TickFault check(int symbolId, long price, long bid, long ask, long exchangeTimeNs) {
        if (price <= 0 || isNotPositive(bid) || isNotPositive(ask)) {
            return TickFault.PRICE_NOT_POSITIVE;
        }
        if (price > Decimals.MAX_PRICE || bid > Decimals.MAX_PRICE || ask > Decimals.MAX_PRICE) {
            return TickFault.PRICE_OUT_OF_RANGE;
        }
        if (bid > ask && ask != TickSink.NULL_VALUE) {
            return TickFault.CROSSED_QUOTE;
        }
        return exchangeTimeNs == TickSink.NULL_VALUE || isInOrder(symbolId, exchangeTimeNs)
                ? TickFault.NONE
                : TickFault.TIME_RUNS_BACK;
    }

    private static boolean isNotPositive(long quote) {
        return quote <= 0 && quote != TickSink.NULL_VALUE;
    }

    private boolean isInOrder(int symbolId, long timeNs) {
        long lastNs = lastTimes.get(symbolId);
        if (lastNs == TickSink.NULL_VALUE || timeNs > lastNs) {
            lastTimes.put(symbolId, timeNs);
            return true;
        }
        return timeNs >= lastNs - DISORDER_NS;
    }
}
