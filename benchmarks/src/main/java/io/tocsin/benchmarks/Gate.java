package io.tocsin.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A short run that fails when the engine allocates or its cost grows with the number of alerts. It knows no absolute
 * times; being better than the bound is never a failure; and what misses its bound is measured once more, alone, before
 * it counts.
 */
final class Gate {
    private final Suite suite = new Suite(Suite.Extent.GATE);

    /** Whether all bounds hold. */
    boolean passes() {
        List<Part> parts = Arrays.stream(Part.values()).filter(Part::isGated).toList();
        parts.forEach(suite::run);
        parts.stream().filter(part -> !holds(part)).forEach(suite::run);
        System.out.println();
        parts.forEach(this::print);
        return parts.stream().allMatch(this::holds);
    }

    private boolean holds(Part part) {
        return !suite.failed().containsKey(part)
                && part.goals().stream().filter(Goal::isGated).allMatch(goal -> holds(part, goal));
    }

    private boolean holds(Part part, Goal goal) {
        return goal.median(suite.figures(part)) <= goal.gateBound();
    }

    private void print(Part part) {
        if (suite.failed().containsKey(part)) {
            System.out.println(
                    "FAILED  " + part.partName() + ": " + suite.failed().get(part));
            return;
        }
        part.goals().stream()
                .filter(Goal::isGated)
                .forEach(goal -> System.out.printf(
                        Locale.ROOT,
                        "%s  G%d %s: %s, at most %s%n",
                        holds(part, goal) ? "ok    " : "FAILED",
                        goal.number(),
                        goal.what(),
                        Quantity.number(goal.median(suite.figures(part))),
                        Quantity.number(goal.gateBound())));
    }
}
