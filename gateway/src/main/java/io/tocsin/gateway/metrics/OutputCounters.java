package io.tocsin.gateway.metrics;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.port.OutputListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the engine gives out, for metrics. The egress thread counts; any thread reads.
 * <p>
 * What recovery repeats does not count, so {@link #start} is to be called when it is over.
 */
public final class OutputCounters implements OutputListener {
    private final LongAdder ticksAccepted = new LongAdder();
    private final LongAdder alertsFired = new LongAdder();
    private final Map<RejectReason, LongAdder> rejected = new EnumMap<>(RejectReason.class);
    private volatile boolean started;

    /** Counts nothing yet. */
    public OutputCounters() {
        for (RejectReason reason : RejectReason.values()) {
            rejected.put(reason, new LongAdder());
        }
    }

    /** Counts from here on. */
    public void start() {
        started = true;
    }

    @Override
    public void onTick(TickAcceptedDecoder tick) {
        if (started) {
            ticksAccepted.increment();
        }
    }

    @Override
    public void onFiring(AlertFiredDecoder firing) {
        if (started) {
            alertsFired.increment();
        }
    }

    @Override
    public void onRejected(InputRejectedDecoder rejection) {
        if (started) {
            rejected.get(rejection.reason()).increment();
        }
    }

    long ticksAccepted() {
        return ticksAccepted.sum();
    }

    long alertsFired() {
        return alertsFired.sum();
    }

    long rejected(RejectReason reason) {
        return rejected.get(reason).sum();
    }
}
