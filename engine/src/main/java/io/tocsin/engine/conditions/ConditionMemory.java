package io.tocsin.engine.conditions;

import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.index.PeakGroups;
import io.tocsin.engine.index.Timers;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.series.Averages;
import io.tocsin.engine.series.ExtremeWindows;
import io.tocsin.engine.series.SeriesTable;
import io.tocsin.engine.series.Values;
import io.tocsin.engine.series.VolumeWindows;

/** The off-heap memory of everything that waits. Commits memory as it is used; {@link #close} gives it all back. */
public final class ConditionMemory implements AutoCloseable {
    private static final long LEAST_BYTES = 1 << 24;
    private static final long INDEX_BYTES_PER_CONDITION = 256;
    private static final long INDEX_BYTES_PER_SERIES = 16L * LevelTree.NODE_BYTES;
    private static final long BLOCKS_PER_CONDITION = 2;

    /** A level in a leaf that is half full, and as much for the time that it expires at. */
    private static final long BYTES_PER_USUAL_ALERT = 64;
    /** A node each for what waits above and below. */
    private static final long BYTES_PER_USUAL_SYMBOL = 2L * LevelTree.NODE_BYTES;

    private final SeriesTable series;
    private final BlockPool nodes;
    private final BlockPool peakEntries;
    private final BlockPool peakGroups;
    private final BlockPool windowBlocks;
    private final BlockPool groups;
    private final BlockPool silences;
    private final BlockPool bars;
    private final LevelTree tree;
    private final Timers timers;
    private final Averages averages;
    private final Values values;

    /**
     * @param maxAlerts  the most alerts there can be.
     * @param maxSymbols the most symbols.
     * @param maxSeries  the most derived series, windows and silences in all.
     */
    public ConditionMemory(long maxAlerts, int maxSymbols, int maxSeries) {
        series = new SeriesTable(maxSymbols, maxSeries);
        long maxConditions = maxAlerts * AlertRecord.MAX_CONDITIONS;
        long sharers = 2L * maxSymbols + maxSeries;
        nodes = new BlockPool(
                LevelTree.NODE_BYTES,
                LEAST_BYTES
                        + maxConditions * INDEX_BYTES_PER_CONDITION
                        + (sharers + maxSymbols) * INDEX_BYTES_PER_SERIES);
        peakEntries = pool(PeakGroups.ENTRY_BYTES, BLOCKS_PER_CONDITION * maxConditions);
        peakGroups = pool(PeakGroups.GROUP_BYTES, maxConditions);
        windowBlocks = pool(ExtremeWindows.BYTES, maxSeries);
        groups = pool(DistanceGroup.BYTES, sharers);
        silences = pool(Silences.BYTES, maxSeries);
        bars = pool(Averages.BARS_BYTES, maxSeries);
        tree = new LevelTree(nodes);
        timers = new Timers(tree);
        averages = new Averages(series, bars, timers);
        values = new Values(series, new VolumeWindows(windowBlocks), averages);
    }

    /** What alerts take, about, with one condition on a price each: those with more take more, up to a budget. */
    public static long bytesForAlerts(long alerts) {
        return alerts * BYTES_PER_USUAL_ALERT;
    }

    /** What symbols take, about, when there are alerts on each. */
    public static long bytesForSymbols(int symbols) {
        return SeriesTable.bytesFor(symbols) + symbols * BYTES_PER_USUAL_SYMBOL;
    }

    /** What series take, about, with a window each. */
    public static long bytesForSeries(int maxSeries) {
        return SeriesTable.bytesFor(maxSeries) + (long) maxSeries * ExtremeWindows.BYTES;
    }

    public SeriesTable series() {
        return series;
    }

    public LevelTree tree() {
        return tree;
    }

    ExtremeWindows extremeWindows() {
        return new ExtremeWindows(windowBlocks);
    }

    public Timers timers() {
        return timers;
    }

    public Values values() {
        return values;
    }

    BlockPool groups() {
        return groups;
    }

    BlockPool silences() {
        return silences;
    }

    PeakGroups peakGroups(PeakGroups.Direction direction) {
        return new PeakGroups(direction, peakEntries, peakGroups, tree);
    }

    /** The peaks as they are now, for one other thread. O(bytes), a copy. */
    public FrozenPeaks freezePeaks() {
        return new FrozenPeaks(peakEntries.copy(), peakGroups.copy(), tree);
    }

    /** Memory that holds what waits, in bytes, taken from the operating system so far. */
    public long reservedBytes() {
        return nodes.reservedBytes()
                + peakEntries.reservedBytes()
                + peakGroups.reservedBytes()
                + windowBlocks.reservedBytes()
                + groups.reservedBytes()
                + silences.reservedBytes()
                + bars.reservedBytes();
    }

    @Override
    public void close() {
        averages.close();
        nodes.close();
        peakEntries.close();
        peakGroups.close();
        windowBlocks.close();
        groups.close();
        silences.close();
        bars.close();
        series.close();
    }

    private static BlockPool pool(int blockBytes, long blocks) {
        return new BlockPool(blockBytes, LEAST_BYTES + blocks * blockBytes);
    }
}
