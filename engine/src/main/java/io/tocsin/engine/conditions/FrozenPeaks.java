package io.tocsin.engine.conditions;

import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.index.PeakGroups;
import io.tocsin.engine.rules.ConditionRecord;

/**
 * The peaks and troughs of trailing conditions as they were at one moment. For one thread, which need not be the
 * engine's.
 */
public final class FrozenPeaks implements AutoCloseable {
    private final BlockPool entries;
    private final BlockPool groups;
    private final PeakGroups belowPeaks;
    private final PeakGroups aboveTroughs;

    /**
     * @param entries copies, which it owns.
     * @param sets    never touched, as peaks are only asked for.
     */
    FrozenPeaks(BlockPool entries, BlockPool groups, LevelTree sets) {
        this.entries = entries;
        this.groups = groups;
        belowPeaks = new PeakGroups(PeakGroups.Direction.DOWN, entries, groups, sets);
        aboveTroughs = new PeakGroups(PeakGroups.Direction.UP, entries, groups, sets);
    }

    /** As {@link Families#complete}, of a record of that moment. */
    public void complete(ConditionRecord condition) {
        Trails.findPeak(condition, belowPeaks, aboveTroughs);
    }

    @Override
    public void close() {
        entries.close();
        groups.close();
    }
}
