package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.ConditionType.CHANGE;
import static io.tocsin.engine.codec.ConditionType.MOVES_UP;
import static io.tocsin.engine.codec.ConditionType.SILENT;
import static io.tocsin.engine.codec.ConditionType.TRAILS;
import static io.tocsin.engine.codec.ReferenceType.CREATION;
import static io.tocsin.engine.codec.ReferenceType.DAY_OPEN;
import static io.tocsin.engine.codec.ReferenceType.LAST_FIRE;

import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.oracle.Definition.Condition;

/** A condition of an alert, and what it remembers while the alert is active or latched. */
final class Clause {
    private final Condition condition;
    private final Instrument instrument;
    /** The reference of a {@code change}, the peak or trough of {@code trails}; {@code null} until there is a value. */
    private Long own;
    /** Where the value's way to the condition begins; {@code null} if it did not exist when the alert began to wait. */
    private Long from;
    /** When the value had its last event. */
    private long followedAtNs;
    /** In a compound: whether a state condition holds, as far as it has been looked at. */
    private boolean holds;
    /** In a compound: the input in which an event condition happened last. */
    private Output.Stamp happened;

    Clause(Condition condition, Instrument instrument) {
        this.condition = condition;
        this.instrument = instrument;
    }

    Condition condition() {
        return condition;
    }

    Instrument instrument() {
        return instrument;
    }

    /** The alert is armed afresh. */
    void arm(Step step) {
        await(step);
        own = present(step.timeNs());
        happened = null;
        holds = condition.looksAtArming() && holds(step.timeNs());
    }

    /** The alert begins to wait for the condition. */
    void await(Step step) {
        from = condition.isEvent() ? instrument.value(condition).latest() : present(step.timeNs());
    }

    Long from() {
        return from;
    }

    /** The value is at the condition already, and will be looked at again. */
    void forgetTheWay() {
        from = null;
    }

    /** The reference, peak or trough is the present value from now on. */
    void restart(Step step) {
        own = present(step.timeNs());
        holds = false;
    }

    boolean hasEvent(Step step) {
        return instrument.value(condition).hasEvent(step.number());
    }

    /** Takes the value of an event into reference, peak or trough. */
    void follow(Step step) {
        long v = present(step.timeNs());
        followedAtNs = step.timeNs();
        from = v;
        if (own == null) {
            own = v;
        } else if (condition.type() == TRAILS) {
            own = condition.direction() == Direction.DOWN ? Math.max(own, v) : Math.min(own, v);
        }
    }

    /** Follows an event in a compound; returns whether the condition became true. */
    boolean becomesTrue(Step step) {
        follow(step);
        boolean before = holds;
        holds = holds(step.timeNs());
        if (condition.isEvent() && holds) {
            happened = step.input();
        }
        return holds && (condition.isEvent() || !before);
    }

    /** The symbol has been silent for long enough; returns whether that is news. */
    boolean becomesSilent(long timeNs) {
        boolean before = holds;
        holds = holds(timeNs);
        return holds && !before;
    }

    /** Whether the condition of a compound is true: an event is so to the end of its input, or to its timer. */
    boolean isTrue() {
        return condition.isEvent() ? happened != null : holds;
    }

    /** When an event that happened in an earlier input is true no longer, or {@code null} when none is. */
    Long lapsesAtNs() {
        return happened == null || condition.spanNs() == 0
                ? null
                : Long.valueOf(happened.timeNs() + condition.spanNs());
    }

    /** Forgets an event whose time is over. */
    void lapse(long timeNs) {
        Long lapsesAtNs = lapsesAtNs();
        if (lapsesAtNs != null && lapsesAtNs <= timeNs) {
            happened = null;
        }
    }

    /** Forgets an event that was true to the end of this input only. */
    void endInput() {
        if (condition.spanNs() == 0) {
            happened = null;
        }
    }

    /** When the symbol will have been silent for long enough, or {@code null} when it cannot yet be said. */
    Long silentAtNs() {
        return condition.type() != SILENT || instrument.last() == null
                ? null
                : Long.valueOf(instrument.lastTimeNs() + condition.spanNs());
    }

    boolean holds() {
        return holds;
    }

    /** Whether the condition is true with the present value, or happens in the present step. */
    boolean holds(long timeNs) {
        if (condition.type() == SILENT) {
            return instrument.last() != null && timeNs >= silentAtNs();
        }
        Look look = look(timeNs);
        return look != null && Rules.holds(condition, look);
    }

    /** Whether the reset condition, if there is one, holds with the present value. */
    boolean resets(Long reset, long timeNs) {
        if (condition.type() == SILENT) {
            return !holds(timeNs);
        }
        Look look = look(timeNs);
        return !Rules.hasReset(condition) || (look != null && Rules.resets(condition, reset, look));
    }

    /** What there is to be seen now, or {@code null} when the value does not exist. */
    Look look(long timeNs) {
        Long v = present(timeNs);
        return v == null ? null : new Look(instrument.value(condition).previous(), v, from(timeNs, v));
    }

    private Long from(long timeNs, long v) {
        if (condition.isMove()) {
            Window window = instrument.window(condition);
            return condition.type() == MOVES_UP ? window.minimum(timeNs, v) : window.maximum(timeNs, v);
        }
        if (condition.type() != CHANGE || condition.isChangeFrom(CREATION) || condition.isChangeFrom(LAST_FIRE)) {
            return own;
        }
        return condition.distance().from() == DAY_OPEN ? instrument.dayOpen() : instrument.previousClose();
    }

    private Long present(long timeNs) {
        return instrument.value(condition).present(timeNs);
    }

    /** What a firing says of this condition; on arming the value has not come from anywhere. */
    Output.Decided decided(Step step) {
        long timeNs = step.timeNs();
        Watched of = condition.of();
        Long value = of.kind() == ValueKind.LAST ? null : instrument.history(of).present(timeNs);
        return new Output.Decided(
                reference(step), value, of.decimals(instrument.key().decimals()));
    }

    private Long reference(Step step) {
        long timeNs = step.timeNs();
        if (condition.type() == SILENT) {
            return null;
        }
        if (condition.levelValue() != null) {
            return instrument.history(condition.levelValue()).present(timeNs);
        }
        if (condition.isMove() && !hasEvent(step)) {
            return look(followedAtNs).from();
        }
        Look look = look(timeNs);
        return Rules.reference(condition, hasEvent(step) ? look : look.comingFrom(null));
    }
}
