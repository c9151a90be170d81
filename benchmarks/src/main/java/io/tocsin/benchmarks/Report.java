package io.tocsin.benchmarks;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The results of a run as a Markdown page: every line with its ratio to the peer measured in the same run. */
final class Report {
    private Report() {}

    static String of(final Collection<RunResult> results) {
        final List<RunResult> sorted =
                results.stream().sorted(Comparator.comparing(Report::name)).toList();
        final StringBuilder page = new StringBuilder(1024);
        page.append("# Benchmark results\n\n").append(machine()).append("\n\n");
        page.append("| benchmark | ns/op | ± (99.9 %) | B/op | × peer |\n|---|---:|---:|---:|---:|\n");
        for (final RunResult result : sorted) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %s | %s |%n",
                    name(result),
                    score(result),
                    result.getPrimaryResult().getScoreError(),
                    allocation(result),
                    ratio(result, sorted)));
        }
        return page.toString();
    }

    /** To the peer of the same benchmark, with the same parameters as far as it has them. */
    private static String ratio(final RunResult result, final List<RunResult> all) {
        return all.stream()
                .filter(other -> isPeer(other) && benchmark(other).equals(benchmark(result)))
                .filter(other -> Objects.equals(parameter(other, "levels"), parameter(result, "levels")))
                .findFirst()
                .map(peer -> String.format(Locale.ROOT, "%.2f", score(result) / score(peer)))
                .orElse("–");
    }

    private static boolean isPeer(final RunResult result) {
        return result.getPrimaryResult().getLabel().equals("hashMapGet")
                || Objects.equals(parameter(result, "structure"), "TreeMap");
    }

    private static String benchmark(final RunResult result) {
        final String method = result.getParams().getBenchmark();
        return method.substring(0, method.lastIndexOf('.'));
    }

    private static String parameter(final RunResult result, final String key) {
        return result.getParams().getParam(key);
    }

    private static double score(final RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static String name(final RunResult result) {
        final BenchmarkParams params = result.getParams();
        final StringBuilder name = new StringBuilder(result.getPrimaryResult().getLabel());
        params.getParamsKeys()
                .forEach(key -> name.append(", ")
                        .append(params.getParam(key))
                        .append(' ')
                        .append(key));
        return name.toString();
    }

    /** What JMH's own harness allocates shows as some 10⁻⁴ bytes; that is no allocation per operation. */
    private static String allocation(final RunResult result) {
        final Result<?> perOperation = result.getSecondaryResults().get("gc.alloc.rate.norm");
        return perOperation == null ? "?" : String.format(Locale.ROOT, "%.3f", perOperation.getScore());
    }

    private static String machine() {
        return String.format(
                Locale.ROOT,
                "%s %s, %d cores, %s %s",
                System.getProperty("java.vm.name"),
                System.getProperty("java.runtime.version"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
    }
}
