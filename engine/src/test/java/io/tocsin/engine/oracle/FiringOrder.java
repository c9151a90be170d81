package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.ConditionType.TRAILS;
import static io.tocsin.engine.codec.ReferenceType.DAY_OPEN;
import static io.tocsin.engine.codec.ReferenceType.PREVIOUS_CLOSE;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.oracle.Definition.Condition;
import java.util.Comparator;

/** The order in which alerts with a single condition fire in a step. */
final class FiringOrder implements Comparator<FiringOrder.Reached> {
    /** An alert whose condition holds; the look's {@code prev} is where the value's way to it began. */
    record Reached(Alert alert, Look look) {
        private Condition condition() {
            return alert.clauses().get(0).condition();
        }

        private long id() {
            return alert.id();
        }
    }

    /** The parts of a value's firings, in their order. */
    private enum Part {
        LEVELS,
        DAY_OPEN_CHANGES,
        PREVIOUS_CLOSE_CHANGES,
        WINDOWS,
        PEAKS,
        TROUGHS
    }

    private static final Comparator<Reached> BY_VALUE = comparing(
                    (Reached reached) -> reached.condition().levelValue(), nullsFirst(comparing(level -> 0)))
            .thenComparing(reached -> reached.condition().of())
            .thenComparing(reached -> reached.condition().levelValue(), nullsFirst(naturalOrder()));

    private static final Comparator<Reached> LEVELS = comparingLong(FiringOrder::downLast)
            .thenComparingLong(FiringOrder::threshold)
            .thenComparingLong(Reached::id);

    private static final Comparator<Reached> BY_DISTANCE = comparing(
                    (Reached reached) -> reached.condition().distance().unit())
            .thenComparingLong(reached -> reached.condition().distance().size())
            .thenComparingLong(Reached::id);

    private static final Comparator<Reached> CHANGES =
            comparing((Reached reached) -> reached.condition().direction()).thenComparing(BY_DISTANCE);

    private static final Comparator<Reached> WINDOWS =
            comparingLong((Reached reached) -> reached.condition().spanNs()).thenComparing(CHANGES);

    private static final Comparator<Reached> PEAKS =
            comparingLong((Reached reached) -> reached.look().from()).thenComparing(BY_DISTANCE);

    private static final Comparator<Reached> TROUGHS =
            comparingLong((Reached reached) -> -reached.look().from()).thenComparing(BY_DISTANCE);

    private static final Comparator<Reached> BY_PART = BY_VALUE.thenComparing(reached -> part(reached.condition()));

    @Override
    public int compare(Reached one, Reached other) {
        int byPart = BY_PART.compare(one, other);
        return byPart != 0 ? byPart : within(part(one.condition())).compare(one, other);
    }

    private static Part part(Condition condition) {
        if (condition.isMove()) {
            return Part.WINDOWS;
        }
        if (condition.type() == TRAILS) {
            return condition.direction() == Direction.DOWN ? Part.PEAKS : Part.TROUGHS;
        }
        if (condition.isChangeFrom(DAY_OPEN)) {
            return Part.DAY_OPEN_CHANGES;
        }
        return condition.isChangeFrom(PREVIOUS_CLOSE) ? Part.PREVIOUS_CLOSE_CHANGES : Part.LEVELS;
    }

    private static Comparator<Reached> within(Part part) {
        return switch (part) {
            case LEVELS -> LEVELS;
            case DAY_OPEN_CHANGES, PREVIOUS_CLOSE_CHANGES -> CHANGES;
            case WINDOWS -> WINDOWS;
            case PEAKS -> PEAKS;
            case TROUGHS -> TROUGHS;
        };
    }

    /**
     * Those that have waited for the value to exist, those that it reached on its way up, and those on its way down.
     */
    private static long downLast(Reached reached) {
        if (reached.look().prev() == null) {
            return 0;
        }
        return Rules.isReachedFromBelow(reached.condition(), reached.look()) ? 1 : 2;
    }

    private static long threshold(Reached reached) {
        if (reached.look().prev() == null) {
            return 0;
        }
        long threshold = Rules.threshold(reached.condition(), reached.look());
        return Rules.isReachedFromBelow(reached.condition(), reached.look()) ? threshold : -threshold;
    }
}
