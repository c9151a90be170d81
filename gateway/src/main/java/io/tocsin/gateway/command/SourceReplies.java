package io.tocsin.gateway.command;

import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SourceProgressedDecoder;
import io.tocsin.engine.port.OutputListener;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings to those who send ticks of a source what the journal has of them. It also bounds how many inputs all of them
 * have on their way, so that they leave room in the ingress ring to users.
 * <p>
 * Correlation ids are negative, so that they are none of {@link Replies}, and go on from the time of the start, so that
 * what an earlier run asked for, seen again in recovery, is for nobody. Any thread asks; the egress thread answers.
 */
public final class SourceReplies implements OutputListener {
    /** What {@link #expect} answers when too much is on its way. */
    public static final long NONE = 0;

    private static final int REQUESTS_PER_MS_BITS = 20;

    private static final int INPUTS_PER_ENTRY = 4;
    private static final int LEAST_INPUTS = 8_192;

    private final int maxInputs;
    private final AtomicInteger inputs = new AtomicInteger();
    private final AtomicLong lastId = new AtomicLong(-(System.currentTimeMillis() << REQUESTS_PER_MS_BITS));
    private final ConcurrentMap<Long, Waiting> waiting = new ConcurrentHashMap<>();

    /** Waits for one answer. It is called on the egress thread, which it must neither hold up nor throw at. */
    public interface Listener {
        /** What was sent is as durable as the journal makes it, and so is all of the source up to this sequence. */
        void onProgress(long sequence);

        /** The source can have no ticks. */
        void onRefused(RejectReason reason, long bound);
    }

    private record Waiting(int inputs, Listener listener) {}

    /** @param maxInputs that may be on their way at a time. */
    public SourceReplies(int maxInputs) {
        this.maxInputs = maxInputs;
    }

    /** Of a ring of that size, a quarter of what it lets wait of requests with several inputs; at least some batches. */
    public static SourceReplies behind(int ingressRingSize) {
        return new SourceReplies(Math.max(LEAST_INPUTS, INPUTS_PER_ENTRY * ingressRingSize));
    }

    /** Where nobody sends ticks of a source. */
    public static SourceReplies none() {
        return new SourceReplies(0);
    }

    /**
     * A correlation id for a request that is about to be offered; {@link #NONE} when it may not be, but later.
     *
     * @param count of the request's inputs.
     */
    public long expect(int count, Listener listener) {
        if (inputs.addAndGet(count) > maxInputs) {
            inputs.addAndGet(-count);
            return NONE;
        }
        long id = lastId.decrementAndGet();
        waiting.put(id, new Waiting(count, listener));
        return id;
    }

    /** The request was not taken. */
    public void forget(long correlationId) {
        take(correlationId);
    }

    @Override
    public void onSourceProgressed(SourceProgressedDecoder progress) {
        Waiting asked = take(progress.correlationId());
        if (asked != null) {
            asked.listener().onProgress(progress.sourceSequence());
        }
    }

    @Override
    public void onRejected(InputRejectedDecoder rejection) {
        if (rejection.correlationId() < 0) {
            Waiting asked = take(rejection.correlationId());
            if (asked != null) {
                asked.listener().onRefused(rejection.reason(), rejection.bound());
            }
        }
    }

    private Waiting take(long correlationId) {
        Waiting asked = waiting.remove(correlationId);
        if (asked != null) {
            inputs.addAndGet(-asked.inputs());
        }
        return asked;
    }
}
