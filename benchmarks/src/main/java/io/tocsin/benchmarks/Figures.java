package io.tocsin.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What was measured, by name, each as its values in all rounds of all forks. The name is that under which it was
 * recorded, with the value of each parameter in brackets for which the benchmark ran with several.
 */
final class Figures {
    private final Map<String, List<Double>> rounds = new TreeMap<>();
    private final Collection<RunResult> results;

    Figures(Collection<RunResult> results) {
        this.results = results;
        for (RunResult result : results) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    for (Result<?> figure : iteration.getSecondaryResults().values()) {
                        rounds.computeIfAbsent(name(result.getParams(), figure.getLabel()), name -> new ArrayList<>())
                                .add(figure.getScore());
                    }
                }
            }
        }
    }

    double[] rounds(String figure) {
        return rounds.get(figure).stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** All names, in alphabetical order. */
    Collection<String> names() {
        return rounds.keySet();
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private String name(BenchmarkParams params, String figure) {
        StringBuilder name = new StringBuilder(figure);
        for (String key : params.getParamsKeys()) {
            if (isVaried(key)) {
                name.append('[').append(params.getParam(key)).append(']');
            }
        }
        return name.toString();
    }

    private boolean isVaried(String key) {
        return results.stream()
                        .map(result -> result.getParams().getParam(key))
                        .distinct()
                        .count()
                > 1;
    }
}
