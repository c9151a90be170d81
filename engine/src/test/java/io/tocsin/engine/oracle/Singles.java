package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.LATCHED;

import io.tocsin.engine.oracle.FiringOrder.Reached;
import java.util.List;
import java.util.stream.Stream;

/** The alerts with a single condition. */
final class Singles {
    private static final FiringOrder ORDER = new FiringOrder();

    private final Firings firings;

    Singles(Firings firings) {
        this.firings = firings;
    }

    void arm(Alert alert, Step step) {
        Clause clause = alert.clauses().get(0);
        if (clause.condition().looksAtArming() && clause.holds(step.timeNs()) && !firings.mustWait(alert)) {
            fire(alert, step);
        }
    }

    /** All prices can be trusted again: what is true of the present value is as good as at its arming. */
    void onTrusted(Alert alert, Step step) {
        arm(alert, step);
    }

    /** Looks at each alert whose value has an event in this step, and then lets fire in their order those reached. */
    void look(Instrument instrument, Step step) {
        List<Alert> seen = instrument.alerts().values().stream()
                .filter(alert -> !alert.isCompound() && alert.isFollowed(step))
                .filter(alert -> alert.clauses().get(0).hasEvent(step))
                .toList();
        List<Reached> reached = seen.stream()
                .filter(alert -> alert.status() == ACTIVE)
                .flatMap(alert -> reached(alert, step))
                .sorted(ORDER)
                .toList();
        seen.stream().filter(alert -> alert.status() == LATCHED).forEach(alert -> rearm(alert, step));
        reached.stream().filter(each -> !firings.mustWait(each.alert())).forEach(each -> fire(each.alert(), step));
    }

    private static Stream<Reached> reached(Alert alert, Step step) {
        Clause clause = alert.clauses().get(0);
        Long from = clause.from();
        clause.follow(step);
        return clause.holds(step.timeNs())
                ? Stream.of(new Reached(alert, clause.look(step.timeNs()).comingFrom(from)))
                : Stream.empty();
    }

    void onCooledDown(Alert alert, Step step) {
        rearm(alert, step);
    }

    void fire(Alert alert, Step step) {
        Clause clause = alert.clauses().get(0);
        firings.fire(alert, clause, clause.decided(step), step);
        if (alert.status() == LATCHED && alert.cooldownIsOver() && !Rules.hasReset(clause.condition())) {
            alert.activate(step);
        }
    }

    private static void rearm(Alert alert, Step step) {
        Long reset = alert.definition().trigger().reset();
        if (alert.cooldownIsOver() && alert.clauses().get(0).resets(reset, step.timeNs())) {
            alert.activate(step);
        }
    }
}
