package io.tocsin.engine.oracle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Feeds the same inputs to the oracle and to a subject, and fails at the first input after which they differ. */
final class Comparison {
    private static final int STATE_CHECK_INTERVAL = 50;
    private static final int HISTORY = 12;

    private final String scenario;
    private final Oracle oracle = new Oracle();
    private final Map<String, Integer> symbolIds = new HashMap<>();
    private final InputEncoder encoder = new InputEncoder(symbolIds::get);
    private final Deque<Past> history = new ArrayDeque<>();
    private final Coverage coverage;
    private final Subject subject;
    private long sequence;
    private long nextStateCheck = STATE_CHECK_INTERVAL;
    private long firings;

    /**
     * @param scenario says in a failure how to run it again.
     * @param coverage counts what fires.
     */
    Comparison(String scenario, Subject subject, Coverage coverage) {
        this.scenario = scenario;
        this.subject = subject;
        this.coverage = coverage;
    }

    /** Runs at most so many further inputs; returns how many alerts have fired since the beginning. */
    long run(Iterator<TimedInput> inputs, int most) {
        for (int i = 0; i < most && inputs.hasNext(); i++) {
            onInput(inputs.next());
            if (sequence >= nextStateCheck) {
                compareStates();
                nextStateCheck = sequence + STATE_CHECK_INTERVAL + 5 * oracle.alertsCreated();
            }
        }
        compareStates();
        return firings;
    }

    private void onInput(TimedInput input) {
        sequence++;
        List<Output> expected = oracle.onInput(sequence, input.timeNs(), input.input());
        remember(input, expected);
        List<Output> actual = outputsOfSubject(input);
        compareEach("firings", only(expected, true), only(actual, true));
        compareEach("replies", only(expected, false), only(actual, false));
        if (input.input() instanceof Input.Tick) {
            compareEach("outputs of a tick", expected, actual);
        }
        for (Output output : expected) {
            if (output instanceof Output.Fired fired) {
                firings++;
                coverage.count(fired, oracle.definition(fired.alert().alertId()), input.input());
            } else if (output instanceof Output.SymbolIs is) {
                symbolIds.put(is.symbol().name(), is.symbol().id());
            } else if (output instanceof Output.Rejected rejected) {
                coverage.count(rejected);
            }
        }
    }

    private List<Output> outputsOfSubject(TimedInput input) {
        try {
            int length = encoder.encode(input.input());
            return subject.onInput(sequence, input.timeNs(), encoder.buffer(), length);
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "%s: broke at input %s%nLast inputs:%n%s".formatted(scenario, sequence, tail()), e);
        }
    }

    /** Firings have a stated order, and so have replies; where a command's reply stands among firings is not stated. */
    private static List<Output> only(List<Output> outputs, boolean firings) {
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

    private void compare(String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError(
                    "%s: %s differs after input %s%n  expected %s%n  but was  %s%nAlerts concerned:%n%s%nLast inputs:%n%s"
                            .formatted(scenario, what, sequence, expected, actual, alerts(expected, actual), tail()));
        }
    }

    /** Names the first that differs, and in short all of them. */
    private void compareEach(String what, List<Output> expected, List<Output> actual) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            Output one = i < expected.size() ? expected.get(i) : null;
            Output other = i < actual.size() ? actual.get(i) : null;
            if (!Objects.equals(one, other)) {
                compare(
                        "number %s of the %s, expected %s but was %s,"
                                .formatted(i, what, inShort(expected), inShort(actual)),
                        one,
                        other);
            }
        }
    }

    /** Firings as alert:reference, with =value when another value than the price is watched; replies by their kind. */
    private static String inShort(List<Output> outputs) {
        return outputs.stream().map(Comparison::inShort).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String inShort(Output output) {
        if (output instanceof Output.Fired fired) {
            Long value = fired.decided().value();
            return fired.alert().alertId() + ":" + fired.decided().reference() + (value == null ? "" : "=" + value);
        }
        if (output instanceof Output.Rejected rejected) {
            return rejected.reason().toString();
        }
        return output instanceof Output.AlertIs is
                ? is.change().toString()
                : output.getClass().getSimpleName();
    }

    /** How the oracle sees the alerts that the differing values speak of. */
    private String alerts(Object... values) {
        List<Long> ids = new ArrayList<>();
        for (Object value : values) {
            List<?> parts = value instanceof List<?> list ? list : Arrays.asList(value);
            for (Object part : parts) {
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
                .filter(id -> oracle.definition(id) != null)
                .map(id -> "  " + oracle.state(id) + " " + oracle.definition(id))
                .collect(Collectors.joining("\n"));
    }

    private void remember(TimedInput input, List<Output> outputs) {
        if (history.size() == HISTORY) {
            history.removeFirst();
        }
        history.addLast(new Past(sequence, input, outputs));
    }

    private String tail() {
        return history.stream().map(Past::toLine).collect(Collectors.joining("\n"));
    }

    /** An input and what the oracle made of it. */
    private record Past(long sequence, TimedInput input, List<Output> outputs) {
        String toLine() {
            return "  %s @%s %s -> %s"
                    .formatted(sequence, input.timeNs(), input.input(), inShort(outputs))
                    .replace("\n", "\\n");
        }
    }
}
