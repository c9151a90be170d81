package io.tocsin.engine.oracle;

/** A watched value minus the value that is its level. It exists when both do. */
final class Difference extends History {
    private final History watched;
    private final History level;

    /** Starts with the present one, if there is one. */
    Difference(final History watched, final History level, final Step step) {
        this.watched = watched;
        this.level = level;
        final Long present = difference(step);
        if (present != null) {
            put(step.number(), present);
        }
    }

    /** After both have changed, or not. */
    void move(final Step step) {
        final Long difference = difference(step);
        if (difference == null || watched.hasEvent(step.number()) || level.hasEvent(step.number())) {
            put(step.number(), difference);
        }
    }

    private Long difference(final Step step) {
        final Long minuend = watched.present(step.timeNs());
        final Long subtrahend = level.present(step.timeNs());
        return minuend == null || subtrahend == null ? null : minuend - subtrahend;
    }
}
