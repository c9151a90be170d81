package io.tocsin.engine.oracle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Feeds the same inputs to the oracle and to a subject, and fails at the first input after which they differ. */
final class Comparison {
    private static final int STATE_CHECK_INTERVAL = 50;
    private static final int HISTORY = 30;

    private final String scenario;
    private final Subject subject;
    private final Oracle oracle = new Oracle();
    private final Deque<Past> history = new ArrayDeque<>();
    private long sequence;
    private long nextStateCheck = STATE_CHECK_INTERVAL;
    private long firings;

    /** @param scenario says in a failure how to run it again. */
    Comparison(final String scenario, final Subject subject) {
        this.scenario = scenario;
        this.subject = subject;
    }

    /** Runs at most {@code inputs} steps; returns how many alerts fired. */
    long run(final Iterator<Step> steps, final int inputs) {
        for (int i = 0; i < inputs && steps.hasNext(); i++) {
            onStep(steps.next());
            if (sequence >= nextStateCheck) {
                compareStates();
                nextStateCheck = sequence + STATE_CHECK_INTERVAL + 5 * oracle.alertsCreated();
            }
        }
        compareStates();
        return firings;
    }

    private void onStep(final Step step) {
        sequence++;
        final List<Output> expected = oracle.onInput(sequence, step.timeNs(), step.input());
        remember(step, expected);
        final List<Output> actual = outputsOfSubject(step);
        compare("firings", only(expected, true), only(actual, true));
        compare("replies", only(expected, false), only(actual, false));
        firings += only(expected, true).size();
    }

    private List<Output> outputsOfSubject(final Step step) {
        try {
            return subject.onInput(sequence, step.timeNs(), step.input());
        } catch (final RuntimeException e) {
            throw new AssertionError(
                    "%s: broke at sequence %d%nLast inputs:%n%s".formatted(scenario, sequence, tail()), e);
        }
    }

    /** Firings have a stated order, and so have replies; where the replies stand among the firings is not stated. */
    private static List<Output> only(final List<Output> outputs, final boolean firings) {
        return outputs.stream()
                .filter(output -> output instanceof Output.Fired == firings)
                .toList();
    }

    private void compareStates() {
        compare("number of alerts", (long) oracle.alertCount(), subject.alertCount());
        for (long alertId = 1; alertId <= oracle.alertsCreated() + 1; alertId++) {
            compare("state of alert " + alertId, oracle.state(alertId), subject.state(alertId));
        }
    }

    private void compare(final String what, final Object expected, final Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError("%s: %s differ at sequence %d%n  expected %s%n  but was  %s%n%s%nLast inputs:%n%s"
                    .formatted(scenario, what, sequence, expected, actual, alerts(expected, actual), tail()));
        }
    }

    /** How the oracle sees the alerts that the differing values speak of. */
    private String alerts(final Object... values) {
        final List<Long> ids = new ArrayList<>();
        for (final Object value : values) {
            final List<?> parts = value instanceof List<?> list ? list : Arrays.asList(value);
            for (final Object part : parts) {
                if (part instanceof Output.Fired fired) {
                    ids.add(fired.alert().alertId());
                } else if (part instanceof Output.AlertIs is) {
                    ids.add(is.state().alertId());
                } else if (part instanceof Output.AlertState state) {
                    ids.add(state.alertId());
                }
            }
        }
        return ids.stream()
                .distinct()
                .filter(id -> oracle.state(id) != null)
                .map(id -> "  " + oracle.state(id) + " " + oracle.definition(id))
                .collect(Collectors.joining("\n"));
    }

    private void remember(final Step step, final List<Output> outputs) {
        if (history.size() == HISTORY) {
            history.removeFirst();
        }
        history.addLast(new Past(sequence, step, outputs));
    }

    private String tail() {
        return history.stream().map(Past::toLine).collect(Collectors.joining("\n"));
    }

    /** An input and what the oracle made of it. */
    private record Past(long sequence, Step step, List<Output> outputs) {
        String toLine() {
            return "  %d @%d %s -> %s"
                    .formatted(sequence, step.timeNs(), step.input(), outputs)
                    .replace("\n", "\\n");
        }
    }
}
