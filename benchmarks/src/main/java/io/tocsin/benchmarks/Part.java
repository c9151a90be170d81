package io.tocsin.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A part of the suite that can be run by itself: a benchmark and its goals. */
enum Part {
    QUIET_TICK("quiet-tick", QuietTickBenchmark.class, QuietTickBenchmark.GOALS, 200_000, 1_000_000),
    FIRE("fire", FireBenchmark.class, FireBenchmark.GOALS, 10_000, 0),
    INDEX("index", IndexBenchmark.class, IndexBenchmark.GOALS, 100_000, 0),
    THROUGHPUT("throughput", ThroughputBenchmark.class, ThroughputBenchmark.GOALS, 0, 0),
    DURABILITY("durability", DurabilityBenchmark.class, DurabilityBenchmark.GOALS, 0, 0),
    LATENCY("latency", LatencyBenchmark.class, LatencyBenchmark.GOALS, 0, 0),
    WIRE("wire", WireBenchmark.class, WireBenchmark.GOALS, 0, 0),
    INGEST("ingest", IngestBenchmark.class, IngestBenchmark.GOALS, 0, 0),
    JOURNAL("journal", JournalBenchmark.class, JournalBenchmark.GOALS, 0, 0),
    RECOVERY("recovery", RecoveryBenchmark.class, RecoveryBenchmark.GOALS, 50_000, 0),
    ESPER("esper", EsperBenchmark.class, EsperBenchmark.GOALS, 50_000, 0),
    REDIS("redis", RedisBenchmark.class, RedisBenchmark.GOALS, 50_000, 0),
    MEMORY("memory", MemoryBenchmark.class, MemoryBenchmark.GOALS, 200_000, 0),
    ALLOCATION("allocation", AllocationBenchmark.class, AllocationBenchmark.GOALS, 20_000, 100_000),
    TRAILING("trailing", TrailingBenchmark.class, TrailingBenchmark.GOALS, 100_000, 1_000_000),
    WINDOWS("windows", WindowBenchmark.class, WindowBenchmark.GOALS, 100_000, 1_000_000);

    private final String partName;
    private final Class<?> benchmark;

    @SuppressWarnings("ImmutableEnumChecker") // All are made by List.of.
    private final List<Goal> goals;

    private final int quickAlerts;
    private final int gateAlerts;

    Part(String partName, Class<?> benchmark, List<Goal> goals, int quickAlerts, int gateAlerts) {
        this.partName = partName;
        this.benchmark = benchmark;
        this.goals = goals;
        this.quickAlerts = quickAlerts;
        this.gateAlerts = gateAlerts;
    }

    static Part of(String name) {
        return Arrays.stream(values())
                .filter(part -> part.partName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no part is called " + name + "; there are "
                        + Arrays.stream(values()).map(Part::partName).collect(Collectors.joining(", "))));
    }

    String partName() {
        return partName;
    }

    Class<?> benchmark() {
        return benchmark;
    }

    List<Goal> goals() {
        return goals;
    }

    boolean isGated() {
        return goals.stream().anyMatch(Goal::isGated);
    }

    /** Why it cannot run here, or null. */
    String obstacle() {
        if ((this == WIRE || this == INGEST) && !NodeProcess.isBuilt()) {
            return "gateway/target/tocsin.jar is not built";
        }
        return this == REDIS && !RedisServer.isInstalled() ? "redis-server is not installed" : null;
    }

    /** How many alerts a run has that is only to show that the benchmark works. */
    int quickAlerts() {
        return quickAlerts;
    }

    /** How many alerts a run of the gate has. */
    int gateAlerts() {
        return gateAlerts;
    }
}
