package io.tocsin.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/** What a run leaves: a Markdown page, JMH's JSON, and plots of percentiles. */
final class Report {
    private static final Path DIRECTORY = Path.of("benchmarks", "results");
    private static final Path PAGE = DIRECTORY.resolve("latest.md");
    private static final Path DATA = DIRECTORY.resolve("latest.json");
    private static final String NONE = "–";

    private final Suite suite;
    private final Machine machine;
    private final Map<Part, Figures> figures = new EnumMap<>(Part.class);
    private final StringBuilder page = new StringBuilder(1 << 14);

    Report(Suite suite) {
        this.suite = suite;
        machine = suite.machine();
        suite.measured().forEach(part -> figures.put(part, suite.figures(part)));
    }

    /** Writes all files and returns where the page is. */
    Path write() throws IOException {
        Files.createDirectories(DIRECTORY);
        page.append("# Benchmark results\n\n").append(machine).append(".\n\n");
        goals();
        missing();
        allFigures();
        flags();
        plots();
        Files.writeString(PAGE, page);
        try (OutputStream file = Files.newOutputStream(DATA);
                PrintStream out = new PrintStream(file, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out)
                    .writeOut(figures.keySet().stream()
                            .flatMap(part -> suite.results(part).stream())
                            .toList());
        }
        return PAGE;
    }

    private void goals() {
        page.append(
                "Each ratio is that of two figures of the same round; shown are the median over all rounds and, as the");
        page.append(" spread, the least and the greatest.\n\n");
        page.append("| goal | what | measured | peer | ratio | spread | wanted | reached |\n");
        page.append("|---|---|---:|---:|---:|---:|---:|---|\n");
        figures.forEach((part, measured) -> part.goals().forEach(goal -> row(goal, measured)));
    }

    private void row(Goal goal, Figures measured) {
        double[] values = goal.perRound(measured);
        Arrays.sort(values);
        String figure = goal.figure();
        boolean ratio = goal.peer() != null;
        page.append(String.format(
                Locale.ROOT,
                "| G%d | %s | %s | %s | %s | %s–%s | %s %s | %s |%n",
                goal.number(),
                goal.what(),
                Quantity.of(figure, Figures.median(measured.rounds(figure))),
                ratio ? Quantity.of(goal.peer(), Figures.median(measured.rounds(goal.peer()))) : NONE,
                ratio ? Quantity.number(Figures.median(values)) + " ×" : NONE,
                ratio ? Quantity.number(values[0]) : Quantity.of(figure, values[0]),
                ratio ? Quantity.number(values[values.length - 1]) : Quantity.of(figure, values[values.length - 1]),
                goal.sense() == Goal.Sense.AT_MOST ? "≤" : "≥",
                ratio ? Quantity.number(goal.bound()) + " ×" : Quantity.of(figure, goal.bound()),
                goal.isReached(measured) ? "yes" : "**no**"));
    }

    private void missing() {
        if (!suite.leftOut().isEmpty() || !suite.failed().isEmpty()) {
            page.append("\nNot measured:\n\n");
            suite.leftOut().forEach((part, why) -> missing(part, "is left out: " + why));
            suite.failed().forEach((part, why) -> missing(part, "failed: " + why));
        }
    }

    private void missing(Part part, String why) {
        page.append("- ")
                .append(part.partName())
                .append(' ')
                .append(why.replaceAll("\\s+", " "))
                .append('\n');
    }

    private void allFigures() {
        page.append(
                "\n## All figures\n\n| part | figure | median | least | greatest | rounds |\n|---|---|---:|---:|---:|---:|\n");
        figures.forEach((part, measured) -> {
            for (String figure : measured.names()) {
                double[] values = measured.rounds(figure);
                Arrays.sort(values);
                page.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %s | %s | %d |%n",
                        part.partName(),
                        figure,
                        Quantity.of(figure, Figures.median(values)),
                        Quantity.of(figure, values[0]),
                        Quantity.of(figure, values[values.length - 1]),
                        values.length));
            }
        });
    }

    private void flags() {
        page.append("\n## Flags\n\nOf the JVMs that measured, each part's own last:\n\n");
        figures.keySet()
                .forEach(part -> page.append("- ")
                        .append(part.partName())
                        .append(": `")
                        .append(flags(part))
                        .append("`\n"));
    }

    /** Without the machine, which is said elsewhere. */
    private String flags(Part part) {
        return suite.results(part).stream()
                .flatMap(result -> result.getParams().getJvmArgs().stream())
                .distinct()
                .filter(flag -> !flag.startsWith("-D" + Suite.MACHINE_PROPERTY))
                .collect(Collectors.joining(" "));
    }

    private void plots() throws IOException {
        for (Map.Entry<String, Map<String, Histogram>> plot : Histograms.load().entrySet()) {
            String title = plot.getKey();
            Part part = title.startsWith("Latency") ? Part.LATENCY : Part.INDEX;
            if (figures.containsKey(part)) {
                String file = title.replaceAll("[^A-Za-z0-9]+", "-").toLowerCase(Locale.ROOT) + ".svg";
                Files.writeString(DIRECTORY.resolve(file), PercentilePlot.of(title, plot.getValue(), footer(part)));
                page.append("\n![").append(title).append("](").append(file).append(")\n");
            }
        }
    }

    private List<String> footer(Part part) {
        return List.of(
                machine.processor() + ", " + machine.cores() + " cores, " + machine.system(),
                machine.jvm() + ", commit " + machine.commit(),
                flags(part).replaceAll("--\\S+(=| )\\S+", "").replaceAll("\\s+", " "));
    }
}
