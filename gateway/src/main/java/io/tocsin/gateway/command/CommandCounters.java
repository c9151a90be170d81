package io.tocsin.gateway.command;

import java.util.concurrent.atomic.LongAdder;

/** How many commands came to which end since the start, for metrics. Any thread. */
public final class CommandCounters {
    private final LongAdder applied = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder busy = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder diskFull = new LongAdder();
    private final LongAdder timedOut = new LongAdder();

    void count(Outcome<?> outcome) {
        adder(outcome).increment();
    }

    /** As {@link #count(Outcome)} for each of several commands. */
    void count(int newApplied, int newRejected) {
        applied.add(newApplied);
        rejected.add(newRejected);
    }

    private LongAdder adder(Outcome<?> outcome) {
        if (outcome instanceof Outcome.Applied) {
            return applied;
        }
        if (outcome instanceof Outcome.Rejected) {
            return rejected;
        }
        if (outcome instanceof Outcome.Busy) {
            return busy;
        }
        if (outcome instanceof Outcome.DiskFull) {
            return diskFull;
        }
        return outcome instanceof Outcome.Closed ? closed : timedOut;
    }

    public long applied() {
        return applied.sum();
    }

    public long rejected() {
        return rejected.sum();
    }

    /** Requests, each of one or more commands. */
    public long busy() {
        return busy.sum();
    }

    /** Requests, each of one or more commands. */
    public long closed() {
        return closed.sum();
    }

    /** Requests, each of one or more commands. */
    public long diskFull() {
        return diskFull.sum();
    }

    /** Requests, each of one or more commands. */
    public long timedOut() {
        return timedOut.sum();
    }
}
