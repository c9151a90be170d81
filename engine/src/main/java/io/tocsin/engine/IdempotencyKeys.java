package io.tocsin.engine;

import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.rules.Creation;
import io.tocsin.engine.rules.RuleStore;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.DirectBuffer;

/**
 * How long an idempotency key is kept, and how many are.
 * <p>
 * With bounds in force a key is known for a day of input time, whatever other keys come, and one beyond a bound is
 * refused. Those whose day is over go by and by, a few with each input, and at the latest before the next key is looked
 * up: so what is known and what is counted is always exact. Before the first bounds, which journals before version 3
 * have none of, all keys share one queue: a new one takes the place of the oldest when it is full, and those older than
 * a day go with it.
 */
final class IdempotencyKeys {
    static final long RETENTION_NS = 86_400_000_000_000L;
    /** In bytes; edges allow a fraction of it. */
    static final int MAX_KEY_LENGTH = 128;

    private static final int UNBOUNDED = SetLimitsDecoder.maxKeysNullValue();
    /** So many are forgotten with a tick, which has to wait for them. */
    private static final int WITH_A_TICK = 8;
    /** And with any other input: when no ticks come there are still those that tell the time. */
    private static final int WITH_ANOTHER = 256;

    private final RuleStore rules;
    private final Outputs outputs;
    private int maxKeysPerOwner = UNBOUNDED;
    private int maxKeys = UNBOUNDED;
    private long dueNs = Long.MAX_VALUE;

    IdempotencyKeys(RuleStore rules, Outputs outputs) {
        this.rules = rules;
        this.outputs = outputs;
    }

    /** Keys beyond the new bounds stay until their day is over. */
    void onSetLimits(SetLimitsDecoder limits, long nowNs) {
        forgetAllDueIfBounded(nowNs);
        maxKeysPerOwner = limits.maxKeysPerOwner();
        maxKeys = limits.maxKeys();
        dueNs = Long.MAX_VALUE;
        forgetAllDueIfBounded(nowNs);
    }

    boolean isBounded() {
        return maxKeysPerOwner != UNBOUNDED && maxKeys != UNBOUNDED;
    }

    /** Writes the bounds; only of a state whose layout has them. */
    void write(StateSink sink) {
        sink.putInt(maxKeysPerOwner);
        sink.putInt(maxKeys);
    }

    void read(StateSource source) {
        maxKeysPerOwner = source.getInt();
        maxKeys = source.getInt();
    }

    /** Takes in a key, fresh from a state, where it was; the oldest first. */
    void restore(DirectBuffer owner, DirectBuffer key, Creation creation) {
        rules.rememberCreation(owner, key, creation);
        if (isBounded()) {
            findDue();
        }
    }

    /** From this time on {@link #onTime} has something to do. */
    long dueNs() {
        return dueNs;
    }

    /** Forgets some of what is due. */
    void onTime(long nowNs, boolean isTick) {
        int atMost = isTick ? WITH_A_TICK : WITH_ANOTHER;
        for (int i = 0; i < atMost && dueNs <= nowNs; i++) {
            rules.forgetOldestCreation();
            findDue();
        }
    }

    /** Finds what a key stands for; false when it is unknown. */
    boolean find(DirectBuffer owner, DirectBuffer key, long nowNs, Creation into) {
        forgetAllDueIfBounded(nowNs);
        return rules.findCreation(owner, key, into);
    }

    /** Whether one more key of an owner can be remembered; the input is rejected when not. */
    boolean hasRoom(DirectBuffer owner, DirectBuffer key) {
        if (!isBounded()) {
            return true;
        }
        if (key.capacity() > MAX_KEY_LENGTH) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
        } else if (rules.creationCount(owner) >= maxKeysPerOwner) {
            outputs.onRejected(RejectReason.IDEMPOTENCY_LIMIT, maxKeysPerOwner);
        } else if (rules.creationCount() >= maxKeys) {
            outputs.onRejected(RejectReason.IDEMPOTENCY_CAPACITY, maxKeys);
        } else {
            return true;
        }
        return false;
    }

    /** Remembers what a key has created, which has room. */
    void remember(DirectBuffer owner, DirectBuffer key, Creation creation) {
        if (isBounded()) {
            rules.rememberCreation(owner, key, creation);
            findDue();
        } else {
            makeRoom(creation.createdAtNs());
            rules.rememberCreation(owner, key, creation);
        }
    }

    private void makeRoom(long nowNs) {
        while (rules.creationCount() > 0
                && (rules.creationCount() >= rules.defaultMaxCreations()
                        || nowNs - rules.oldestCreationNs() > RETENTION_NS)) {
            rules.forgetOldestCreation();
        }
    }

    private void forgetAllDueIfBounded(long nowNs) {
        if (isBounded()) {
            findDue();
            while (dueNs <= nowNs) {
                rules.forgetOldestCreation();
                findDue();
            }
        }
    }

    private void findDue() {
        dueNs = rules.creationCount() == 0 ? Long.MAX_VALUE : rules.oldestCreationNs() + RETENTION_NS + 1;
    }
}
