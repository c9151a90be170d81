package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.LATCHED;

import io.tocsin.engine.codec.ConditionType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The alerts that join several conditions. */
final class Compounds {
    private final Firings firings;
    /** Those whose conditions were looked at in this input. */
    private final Set<Alert> seen = new HashSet<>();

    Compounds(Firings firings) {
        this.firings = firings;
    }

    /** Arming looks at the conditions that are true then. */
    void arm(Alert alert, Step step) {
        settle(alert, alert.clauses().stream().filter(Clause::isTrue).toList(), step);
    }

    /** Looks at the conditions whose values have an event in this step. */
    void look(Instrument instrument, Step step) {
        instrument.alerts().values().stream()
                .filter(alert -> alert.isCompound() && alert.isFollowed(step))
                .forEach(alert -> follow(alert, instrument, step));
    }

    private void follow(Alert alert, Instrument instrument, Step step) {
        List<Clause> clauses = alert.clauses().stream()
                .filter(clause -> clause.instrument() == instrument && clause.hasEvent(step))
                .toList();
        if (!clauses.isEmpty()) {
            seen.add(alert);
            settle(alert, matching(clauses.stream(), clause -> clause.becomesTrue(step)), step);
        }
    }

    /** Its symbols have been silent for long enough for some condition. */
    void onSilence(Alert alert, Step step) {
        Stream<Clause> silences =
                alert.clauses().stream().filter(clause -> clause.condition().type() == ConditionType.SILENT);
        settle(alert, matching(silences, clause -> clause.becomesSilent(step.timeNs())), step);
    }

    /** All prices can be trusted again: it fires if it is still true, by the first of its conditions that is. */
    void onTrusted(Alert alert, Step step) {
        settle(alert, alert.clauses().stream().filter(Clause::isTrue).toList(), step);
    }

    /** The time of an event is over, or a cooldown. */
    void onTimer(Alert alert, Step step) {
        alert.clauses().forEach(clause -> clause.lapse(step.timeNs()));
        settle(alert, List.of(), step);
    }

    /** What was true to the end of the input is so no longer. */
    void endInput(Step step) {
        for (Alert alert : seen) {
            alert.clauses().forEach(Clause::endInput);
            if (alert.isFollowed()) {
                settle(alert, List.of(), step);
            }
        }
        seen.clear();
    }

    /** @param became the conditions that became true in this step, as they are listed. */
    private void settle(Alert alert, List<Clause> became, Step step) {
        if (alert.status() == ACTIVE && !became.isEmpty() && isTrue(alert) && !firings.mustWait(alert)) {
            Clause deciding = became.get(0);
            firings.fire(alert, deciding, deciding.decided(step), step);
        }
        if (alert.status() == LATCHED && alert.cooldownIsOver() && !isTrue(alert)) {
            alert.activate(step);
        }
    }

    private static boolean isTrue(Alert alert) {
        Stream<Clause> clauses = alert.clauses().stream();
        return alert.definition().type() == ConditionType.ALL
                ? clauses.allMatch(Clause::isTrue)
                : clauses.anyMatch(Clause::isTrue);
    }

    /** All of them are asked, also after the first that matches. */
    private static List<Clause> matching(Stream<Clause> clauses, Predicate<Clause> predicate) {
        return clauses.filter(predicate).toList();
    }
}
