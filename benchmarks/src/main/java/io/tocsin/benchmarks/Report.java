package io.tocsin.benchmarks;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The results of a run as a Markdown page: every line with its ratio to the peer measured in the same run. */
final class Report {
    private static final String PEER = "hashMapGet";

    private Report() {}

    static String of(final Collection<RunResult> results) {
        final List<RunResult> sorted =
                results.stream().sorted(Comparator.comparing(Report::name)).toList();
        final double peer = sorted.stream()
                .filter(result -> name(result).equals(PEER))
                .mapToDouble(result -> result.getPrimaryResult().getScore())
                .findFirst()
                .orElse(Double.NaN);
        final StringBuilder page = new StringBuilder(1024);
        page.append("# Benchmark results\n\n").append(machine()).append("\n\n");
        page.append("| benchmark | ns/op | ± (99.9 %) | B/op | × ")
                .append(PEER)
                .append(" |\n|---|---:|---:|---:|---:|\n");
        for (final RunResult result : sorted) {
            final Result<?> primary = result.getPrimaryResult();
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %s | %.2f |%n",
                    name(result),
                    primary.getScore(),
                    primary.getScoreError(),
                    allocation(result),
                    primary.getScore() / peer));
        }
        return page.toString();
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
