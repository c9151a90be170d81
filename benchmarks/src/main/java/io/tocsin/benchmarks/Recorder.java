package io.tocsin.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/** Hands the figures of a round, which JMH has no other way to take several of, from the benchmark's thread to JMH. */
public final class Recorder implements InternalProfiler {
    private static final Map<String, Double> FIGURES = new TreeMap<>();

    /** Keeps a figure of this iteration. What it counts is what its name ends with: see {@link Quantity}. */
    static void put(String figure, double value) {
        FIGURES.put(figure, value);
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        FIGURES.clear();
    }

    @Override
    public List<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        List<ScalarResult> results = new ArrayList<>();
        FIGURES.forEach((figure, value) ->
                results.add(new ScalarResult(figure, value, Quantity.unit(figure), AggregationPolicy.AVG)));
        return results;
    }

    @Override
    public String getDescription() {
        return "what a round measured";
    }
}
