package io.tocsin.engine.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * A value that changes in steps only, with all that it ever was. It has an event in each step that gives it a value.
 */
class History implements Value {
    static final long NEVER = -1;

    private final List<Entry> entries = new ArrayList<>();

    /** In this step it becomes this, or ceases to exist. */
    void put(long step, Long value) {
        entries.add(new Entry(step, value));
    }

    @Override
    public Long present(long timeNs) {
        return latest();
    }

    @Override
    public Long latest() {
        return at(Long.MAX_VALUE);
    }

    @Override
    public boolean hasEvent(long step) {
        return latestEvent(step) == step;
    }

    @Override
    public Long previous() {
        return at(latestEvent(latestEvent(Long.MAX_VALUE) - 1));
    }

    /** The first step in which it was given a value, or found to have none. */
    long begin() {
        return entries.isEmpty() ? Long.MAX_VALUE : entries.get(0).step;
    }

    /** What it was after this step. */
    Long at(long step) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).step <= step) {
                return entries.get(i).value;
            }
        }
        return null;
    }

    /** The latest step up to this one in which it had an event; negative when there was none. */
    long latestEvent(long step) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).step <= step && entries.get(i).value != null) {
                return entries.get(i).step;
            }
        }
        return NEVER;
    }

    private record Entry(long step, Long value) {}
}
