package io.tocsin.engine.oracle;

import java.util.List;

/** Counts the firings of an input and emits them. */
final class Firings {
    private final List<Output> outputs;
    private int ordinal;

    Firings(List<Output> outputs) {
        this.outputs = outputs;
    }

    void startInput() {
        ordinal = 0;
    }

    /** @param deciding the condition whose symbol and prices the firing carries. */
    void fire(Alert alert, Clause deciding, Output.Decided decided, Step step) {
        Instrument instrument = deciding.instrument();
        alert.countFiring(step);
        if (!alert.isInForce()) {
            alert.updateLives(step);
        }
        Output.Move move = new Output.Move(instrument.previous(), instrument.last(), step.exchangeTimeNs());
        outputs.add(new Output.Fired(step.input(), ordinal++, instrument.key(), move, decided, alert.fired()));
    }
}
