package io.tocsin.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the suite, or the parts whose names are given, and writes a report; {@code --quick} only shows that they work,
 * and {@code --gate} runs the short check of a build instead. Ends with 1 when something could not be measured or the
 * gate failed, with 2 when the arguments are wrong.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        List<String> names = new ArrayList<>(Arrays.asList(args));
        if (names.remove("--gate")) {
            System.exit(new Gate().passes() ? 0 : 1);
        }
        Suite suite = new Suite(names.remove("--quick") ? Suite.Extent.QUICK : Suite.Extent.FULL);
        List<Part> parts = partsOf(names);
        Histograms.clear();
        parts.forEach(suite::run);
        System.out.println("\nReport: " + new Report(suite).write());
        System.exit(suite.failed().isEmpty() ? 0 : 1);
    }

    private static List<Part> partsOf(List<String> names) {
        try {
            return names.isEmpty()
                    ? List.of(Part.values())
                    : names.stream().map(Part::of).toList();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return List.of();
        }
    }
}
