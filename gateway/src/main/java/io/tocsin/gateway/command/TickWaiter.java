package io.tocsin.gateway.command;

import io.tocsin.engine.codec.RejectReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for what becomes of all ticks of one request, and keeps only what was rejected.
 * <p>
 * The first tick alone bears a correlation id. The engine applies what {@code CommandSink.offerAll} takes one right
 * after the other, so the sequences of the others are those that follow its own: that spares each of them the id in the journal, and each output the search for who waits.
 * The egress thread brings what it hears; any thread may give up.
 */
final class TickWaiter implements Awaited {
    private final int count;
    private final long deadlineNs;
    private final List<TicksReply.Rejection> rejected = new ArrayList<>(0);
    private final CompletableFuture<Outcome<TicksReply>> future = new CompletableFuture<>();
    private long firstSequence;

    /** @param count of the ticks, at least 1. */
    TickWaiter(int count, long deadlineNs) {
        this.count = count;
        this.deadlineNs = deadlineNs;
    }

    CompletableFuture<Outcome<TicksReply>> future() {
        return future;
    }

    /** The output with the request's correlation id is here. Egress thread, as all up to {@link #complete}. */
    void onFirst(long sequence) {
        firstSequence = sequence;
    }

    long lastSequence() {
        return firstSequence + count - 1;
    }

    void onRejected(long sequence, RejectReason reason, long bound) {
        rejected.add(new TicksReply.Rejection((int) (sequence - firstSequence), reason, bound));
    }

    int accepted() {
        return count - rejected.size();
    }

    int rejected() {
        return rejected.size();
    }

    @Override
    public void complete() {
        future.complete(new Outcome.Applied<>(new TicksReply(accepted(), rejected, lastAcceptedSequence())));
    }

    /** 0 when none was. */
    private long lastAcceptedSequence() {
        if (accepted() == 0) {
            return 0;
        }
        int last = count - 1;
        for (int i = rejected.size() - 1; i >= 0 && rejected.get(i).index() == last; i--) {
            last--;
        }
        return firstSequence + last;
    }

    @Override
    public void giveUp() {
        future.complete(new Outcome.TimedOut<>());
    }

    @Override
    public boolean isOverdue(long nowNs) {
        return nowNs - deadlineNs >= 0;
    }
}
