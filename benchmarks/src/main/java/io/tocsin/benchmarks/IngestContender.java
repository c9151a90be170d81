package io.tocsin.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;

/**
 * A server that takes ticks, with the clients that bring them, and what it cost in a round. One thread.
 * <p>
 * Its figures begin with its name: ticks per second; processor time per tick, which other work on the machine changes
 * less; bytes allocated per tick; and the node's throughput over this one's.
 */
final class IngestContender {
    private final String name;
    private final IngestLoad load;
    private final LongSupplier cpuNs;
    private final LongSupplier allocatedBytes;
    private double ticks;
    private double sumPerSecond;
    private double usedNs;
    private double usedBytes;

    /**
     * Counts from nothing.
     *
     * @param cpuNs          that the server has used since its start, as {@code allocatedBytes} are.
     * @param allocatedBytes null when nobody knows.
     */
    IngestContender(String name, IngestLoad load, LongSupplier cpuNs, LongSupplier allocatedBytes) {
        this.name = name;
        this.load = load;
        this.cpuNs = cpuNs;
        this.allocatedBytes = allocatedBytes;
    }

    /** The name of the figure that {@link #ticksPerSecond} gives. */
    String throughput() {
        return name + "PerSecond";
    }

    /** Forgets the costs of earlier rounds. */
    void begin() {
        ticks = 0;
        sumPerSecond = 0;
        usedNs = 0;
        usedBytes = 0;
    }

    double ticksPerSecond(long sliceNs) {
        long cpuBefore = cpuNs.getAsLong();
        long allocatedBefore = allocated();
        double ticksPerSecond = bring(sliceNs);
        usedBytes += allocated() - allocatedBefore;
        usedNs += cpuNs.getAsLong() - cpuBefore;
        ticks += load.lastTicks();
        sumPerSecond += ticksPerSecond;
        return ticksPerSecond;
    }

    /** Hands over what the ticks of this round have cost, and how many times its throughput that of the node was. */
    void record(IngestContender node) {
        Recorder.put(name + "TickCpuNs", usedNs / ticks);
        if (this != node) {
            Recorder.put(name + "Ratio", node.sumPerSecond / sumPerSecond);
        }
        if (allocatedBytes != null) {
            Recorder.put(name + "TickBytes", usedBytes / ticks);
        }
    }

    private long allocated() {
        return allocatedBytes == null ? 0 : allocatedBytes.getAsLong();
    }

    private double bring(long sliceNs) {
        try {
            return load.ticksPerSecond(sliceNs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
