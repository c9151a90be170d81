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
    CreationFreeze(final Creations.Entry entry, final long oldest, final long end, final int mostKept) {
        this.entry = entry;
        this.end = end;
        before = new BeforeImages<>(mostKept);
        next = oldest;
    }

    /** As {@link io.tocsin.engine.rules.FrozenRules#forEachCreation}. */
    boolean forEach(final int most, final RuleStore.CreationConsumer consumer) {
        final long last = Math.min(end, next + most);
        for (long at = next; at < last; at++) {
            final boolean isThere = entry.read(at);
            final byte[] image = before.take(at);
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
    void beforeForgetting(final long number, final Creations.Entry writer) {
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
