package io.tocsin.engine;

import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.rules.RuleStore;
import java.util.Arrays;

/** The runs that have not been emitted, or whose memory has not been given back yet. Engine thread. */
final class FiringRuns {
    /** Nodes given back per input: some microsecond's worth. */
    private static final int RECLAIMED_AT_ONCE = 16;

    private final LevelTree tree;
    private final RuleStore rules;
    private FiringRun[] runs = new FiringRun[4];
    private int count;

    FiringRuns(LevelTree tree, RuleStore rules) {
        this.tree = tree;
        this.rules = rules;
    }

    /** A run to be emitted; one of those that were before, if there is one. */
    FiringRun next() {
        if (count == runs.length) {
            runs = Arrays.copyOf(runs, 2 * runs.length);
        }
        if (runs[count] == null) {
            runs[count] = new FiringRun(tree, rules.access());
        }
        return runs[count++];
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Gives back a little of the memory of runs that have been emitted. */
    void reclaim() {
        FiringRun last = runs[count - 1];
        for (int i = 0; i < RECLAIMED_AT_ONCE && last.isEmitted(); i++) {
            if (!last.reclaim()) {
                count--;
                return;
            }
        }
    }
}
