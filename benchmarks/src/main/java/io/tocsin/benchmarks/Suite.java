package io.tocsin.benchmarks;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs parts one after the other, each in processes of its own, and collects what they measured; one that fails stops
 * none.
 */
final class Suite {
    /** How much of a run is done. */
    enum Extent {
        /** All of it. */
        FULL,
        /** A short one whose figures are good for large ratios. */
        GATE,
        /** A shorter one whose figures are good for nothing, to see that all benchmarks work. */
        QUICK
    }

    /** By it JMH's JSON, which has no place for the machine, names that among the flags. */
    static final String MACHINE_PROPERTY = "benchmarks.machine";

    /** Whether the run is {@link Extent#QUICK}. */
    static final String QUICK_PROPERTY = "benchmarks.quick";

    private final Extent extent;
    private final Machine machine = Machine.here();
    private final Map<Part, Collection<RunResult>> results = new EnumMap<>(Part.class);
    private final Map<Part, String> leftOut = new EnumMap<>(Part.class);
    private final Map<Part, String> failed = new EnumMap<>(Part.class);

    Suite(Extent extent) {
        this.extent = extent;
    }

    void run(Part part) {
        results.remove(part);
        failed.remove(part);
        if (part.obstacle() != null) {
            System.out.println(part.partName() + " is left out: " + part.obstacle());
            leftOut.put(part, part.obstacle());
            return;
        }
        try {
            results.put(part, new Runner(options(part).build()).run());
        } catch (RunnerException e) {
            failed.put(part, rootOf(e).toString());
        }
    }

    /** Parts that were measured to the end. */
    Set<Part> measured() {
        return results.keySet();
    }

    Figures figures(Part part) {
        return new Figures(results.get(part));
    }

    /** What JMH says of a part that was measured. */
    Collection<RunResult> results(Part part) {
        return results.get(part);
    }

    Machine machine() {
        return machine;
    }

    /** Parts that cannot run here, and why. */
    Map<Part, String> leftOut() {
        return leftOut;
    }

    /** Parts that were not measured to the end, or whose check found a mistake, and what it was. */
    Map<Part, String> failed() {
        return failed;
    }

    /** JMH wraps what a benchmark throws, and adds it as suppressed. */
    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null || root.getSuppressed().length > 0) {
            root = root.getCause() != null ? root.getCause() : root.getSuppressed()[0];
        }
        return root;
    }

    private ChainedOptionsBuilder options(Part part) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(part.benchmark().getName() + '.'))
                .addProfiler(Recorder.class)
                .jvmArgsPrepend(
                        "-D" + MACHINE_PROPERTY + '=' + machine, "-D" + QUICK_PROPERTY + '=' + (extent == Extent.QUICK))
                .shouldFailOnError(true);
        return switch (extent) {
            case FULL -> options;
            case GATE -> shortened(options, part.gateAlerts(), 3, 7);
            case QUICK -> shortened(options, part.quickAlerts(), 1, 2);
        };
    }

    private static ChainedOptionsBuilder shortened(
            ChainedOptionsBuilder options, int alerts, int warmup, int measurement) {
        return options.param("alerts", Integer.toString(alerts))
                .forks(1)
                .warmupIterations(warmup)
                .measurementIterations(measurement);
    }
}
