package io.tocsin.gateway.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Waits for the replies to all inputs of one request. The egress thread brings them; any thread may give up. */
final class Waiter<T extends Reply> implements Awaited {
    private final Class<T> type;
    private final long deadlineNs;
    private final List<Outcome<T>> outcomes;
    private final CompletableFuture<Outcome<List<Outcome<T>>>> future = new CompletableFuture<>();
    private int awaited;

    Waiter(Class<T> type, int count, long deadlineNs) {
        this.type = type;
        this.deadlineNs = deadlineNs;
        outcomes = new ArrayList<>(Collections.nCopies(count, null));
        awaited = count;
    }

    CompletableFuture<Outcome<List<Outcome<T>>>> future() {
        return future;
    }

    /** Egress thread; true when nothing more is awaited, and {@link #complete} may be called. */
    boolean onReply(int index, Reply reply, CommandCounters counters) {
        Outcome<T> outcome = reply instanceof Reply.Rejection rejection
                ? new Outcome.Rejected<>(rejection.reason(), rejection.bound())
                : new Outcome.Applied<>(type.cast(reply));
        counters.count(outcome);
        outcomes.set(index, outcome);
        awaited--;
        return awaited == 0;
    }

    @Override
    public void complete() {
        future.complete(new Outcome.Applied<>(outcomes));
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
