package io.tocsin.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the suite, or the benchmarks whose name contains the argument, and leaves JSON and a Markdown report. */
public final class Main {
    private static final Path RESULTS = Path.of("benchmarks", "results");

    private Main() {}

    public static void main(final String[] args) throws IOException, RunnerException {
        Files.createDirectories(RESULTS);
        final Path json = RESULTS.resolve("latest.json");
        final OptionsBuilder options = new OptionsBuilder();
        options.include(args.length == 0 || args[0].isBlank() ? ".*" : benchmarkPattern(args[0]))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString());
        final Collection<RunResult> results = new Runner(options.build()).run();
        final Path report = RESULTS.resolve("latest.md");
        Files.writeString(report, Report.of(results));
        System.out.println();
        System.out.println("Report: " + report + ", data: " + json);
    }

    /** {@code quiet-tick} names {@code QuietTickBenchmark}. */
    private static String benchmarkPattern(final String only) {
        return "(?i).*" + only.replace("-", "") + ".*";
    }
}
