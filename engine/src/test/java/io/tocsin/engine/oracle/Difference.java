package io.tocsin.engine.oracle;

/** A watched value minus the value that is its level. It exists when both do. */
final class Difference extends History {
    private final History watched;
    private final History level;

    /** Starts with the present one, if there is one. */
    Difference(History watched, History level, Step step) {
        this.watched = watched;
        this.level = level;
        Long present = difference(step);
        if (present != null) {
            put(step.number(), present);
        }
    }

    /** After both have changed, or not. */
    void move(Step step) {
        Long difference = difference(step);
        if (difference == null || watched.hasEvent(step.number()) || level.hasEvent(step.number())) {
            put(step.number(), difference);
        }
    }

    private Long difference(Step step) {
        Long minuend = watched.present(step.timeNs());
        Long subtrahend = level.present(step.timeNs());
        return minuend == null || subtrahend == null ? null : minuend - subtrahend;
    }
}
