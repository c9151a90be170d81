package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.ConditionType;
import java.util.List;

/** Counts the firings of an input and emits them. */
final class Firings {
    private final List<Output> outputs;
    private int ordinal;
    private Instrument ticking;
    private boolean late;

    Firings(List<Output> outputs) {
        this.outputs = outputs;
    }

    void startInput() {
        ordinal = 0;
        ticking = null;
        late = false;
    }

    /** All that fires from now on is because of this tick. */
    void startTick(Instrument newTicking, boolean newLate) {
        ticking = newTicking;
        late = newLate;
    }

    /** Whether a price that it watches is in doubt; that of the tick itself is not. */
    boolean isOnDoubtfulPrice(Alert alert) {
        return alert.clauses().stream()
                .map(Clause::instrument)
                .anyMatch(instrument -> instrument != ticking && instrument.isInDoubt());
    }

    /** Whether an alert that would fire now must not, which it remembers. */
    boolean mustWait(Alert alert) {
        boolean mustWait = alert.definition().hold()
                && alert.definition().type() != ConditionType.SILENT
                && isOnDoubtfulPrice(alert);
        if (mustWait) {
            alert.hold();
            alert.clauses().forEach(Clause::forgetTheWay);
        }
        return mustWait;
    }

    /** @param deciding the condition whose symbol and prices the firing carries. */
    void fire(Alert alert, Clause deciding, Output.Decided decided, Step step) {
        Instrument instrument = deciding.instrument();
        alert.countFiring(step);
        if (!alert.isInForce()) {
            alert.updateLives(step);
        }
        Output.Move move = new Output.Move(
                instrument.previous(), instrument.last(), step.exchangeTimeNs(), late, isOnDoubtfulPrice(alert));
        outputs.add(new Output.Fired(step.input(), ordinal++, instrument.key(), move, decided, alert.fired()));
    }
}
