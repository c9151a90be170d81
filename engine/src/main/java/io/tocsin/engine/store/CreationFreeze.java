package io.tocsin.engine.store;

import io.tocsin.engine.rules.RuleStore;

/**
 * What idempotency keys had created when it was made. Whoever forgets one first keeps what it was, unless the reader,
 * who goes by numbers, has passed it.
 */
final class CreationFreeze {
    private final Creations.Entry entry;
    private final long end;
    private final BeforeImages<Long> before;
    private volatile long next;
    private volatile boolean lost;

    /**
     * @param entry    of the reader alone.
     * @param mostKept so many, some hundred bytes each; with more it has lost.
     */
    CreationFreeze(Creations.Entry entry, long oldest, long end, int mostKept) {
        this.entry = entry;
        this.end = end;
        before = new BeforeImages<>(mostKept);
        next = oldest;
    }

    /** As {@link io.tocsin.engine.rules.FrozenRules#forEachCreation}. */
    boolean forEach(int most, RuleStore.CreationConsumer consumer) {
        long last = Math.min(end, next + most);
        for (long at = next; at < last; at++) {
            boolean isThere = entry.read(at);
            byte[] image = before.take(at);
            if (image != null) {
                entry.set(image);
            } else if (lost) {
                return false;
            } else if (!isThere) {
                throw new IllegalStateException("no idempotency entry " + at);
            }
            entry.visit(consumer);
            next = at + 1;
        }
        return next < end;
    }

    /** One is about to go, which {@code writer} has read. */
    void beforeForgetting(long number, Creations.Entry writer) {
        if (number >= next && number < end && !lost) {
            if (before.isFull()) {
                lost = true;
            } else {
                before.keep(number, writer.image());
            }
        }
    }

    boolean isLost() {
        return lost;
    }
}
