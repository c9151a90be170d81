package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.conditions.Families;
import io.tocsin.engine.conditions.Family;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.rules.ConditionRecord.Phase;
import io.tocsin.engine.rules.RuleStore;

/**
 * Alerts that join several conditions by {@code all} or {@code any}. Each condition waits in its family on its own, for
 * becoming true or false; an alert is looked at only at the end of a step in which one of them did.
 *
 * <pre>
 *   families ── became true, became false ──► touched: (alert, condition) ── end of step ──► settle, by alert
 *                       │
 *                       └─ event without a hold ──► momentary: alert ── end of input ──► forget, settle
 * </pre>
 *
 * A state condition is true while its phase is {@code HOLDING}; an event condition until its {@code trueUntilNs}. A
 * step that changes k conditions costs O(k log k).
 */
final class Compounds {
    /** In place of the index of a condition that became true: something else changed. */
    private static final int NONE = AlertRecord.MAX_CONDITIONS;

    private final LevelTree tree;
    private final RuleStore rules;
    private final Families families;
    private final HeldAlerts held;
    private final AlertBook book;
    private final AlertRecord alert = new AlertRecord();
    private final ConditionRecord condition = new ConditionRecord();
    private final LevelTree.EntryConsumer onTouched = this::onTouched;
    private final LevelTree.EntryConsumer onMomentary = (alertId, none) -> onMomentary(alertId);
    private int touched = LevelTree.NULL_ROOT;
    private int momentary = LevelTree.NULL_ROOT;
    private long settledAlertId;

    Compounds(LevelTree tree, RuleStore rules, Families families, HeldAlerts held, AlertBook book) {
        this.held = held;
        this.tree = tree;
        this.rules = rules;
        this.families = families;
        this.book = book;
    }

    /** Arms an attached alert afresh; it may fire at once. */
    void arm(AlertRecord armed) {
        int first = NONE;
        for (int i = armed.conditionCount() - 1; i >= 0; i--) {
            Family family = families.of(condition.wrap(armed, i));
            if (family.holdsOnArming(condition)) {
                family.awaitEnd(condition);
                first = i;
            } else {
                family.await(condition);
            }
        }
        settle(armed, first);
    }

    /** A condition, which is in no set, has become true or, if an event, has happened. */
    void onTrue(ConditionRecord became) {
        Family family = families.of(became);
        if (Families.isEvent(became.type())) {
            book.onEvent(became);
            family.await(became);
            if (became.holdNs() == 0) {
                momentary = with(momentary, became.alert().alertId(), 0);
            }
        } else {
            family.awaitEnd(became);
        }
        touched = with(touched, became.alert().alertId(), became.index());
    }

    /** A condition, which is in no set, has become false. */
    void onFalse(ConditionRecord became) {
        families.of(became).await(became);
        touched = with(touched, became.alert().alertId(), NONE);
    }

    /** The time of an event is over; its timer is gone. */
    void onEventEnd(AlertRecord ended, int index) {
        condition.wrap(ended, index).trueUntilNs(NULL_VALUE);
        settle(ended);
    }

    /** Looks at the alerts whose conditions changed in the step. */
    void endStep() {
        if (touched != LevelTree.NULL_ROOT) {
            int root = touched;
            touched = LevelTree.NULL_ROOT;
            settledAlertId = 0;
            tree.drain(root, onTouched);
        }
    }

    /** What was true to the end of the input is so no longer. */
    void endInput() {
        if (momentary != LevelTree.NULL_ROOT) {
            int root = momentary;
            momentary = LevelTree.NULL_ROOT;
            tree.drain(root, onMomentary);
        }
    }

    /** Makes a latched alert active again if its cooldown is over and it is false. */
    void settle(AlertRecord settled) {
        if (settled.status() == AlertStatus.LATCHED && settled.rearmAtNs() == NULL_VALUE && !isTrue(settled)) {
            settled.status(AlertStatus.ACTIVE);
            for (int i = 0; i < settled.conditionCount(); i++) {
                if (condition.wrap(settled, i).type() == ConditionType.TRAILS) {
                    restart(condition);
                }
            }
        }
    }

    /** Fires, by the first of its conditions that is true, an alert that had to wait and need not any more. */
    void lookAgain(AlertRecord waited) {
        int first = 0;
        while (first < waited.conditionCount() && !isTrue(condition.wrap(waited, first))) {
            first++;
        }
        settle(waited, first == waited.conditionCount() ? NONE : first);
    }

    /** The first entry of an alert has the first of its conditions that became true, or none. */
    private void onTouched(long alertId, long index) {
        if (alertId != settledAlertId) {
            settledAlertId = alertId;
            if (!rules.read(alertId, alert)) {
                throw new IllegalStateException("alert " + alertId + " is in the index but not in the store");
            }
            if (!book.isOver(alert)) {
                settle(alert, (int) index);
                book.refreshGuards(alert);
                rules.update(alert);
            }
        }
    }

    private void onMomentary(long alertId) {
        // A command of the same input may have deleted the alert, or changed it.
        if (rules.read(alertId, alert) && isFollowed(alert)) {
            for (int i = 0; i < alert.conditionCount(); i++) {
                if (condition.wrap(alert, i).holdNs() == 0) {
                    condition.trueUntilNs(NULL_VALUE);
                }
            }
            settle(alert);
            book.refreshGuards(alert);
            rules.update(alert);
        }
    }

    private void settle(AlertRecord settled, int becameTrue) {
        if (settled.status() == AlertStatus.ACTIVE
                && becameTrue != NONE
                && isTrue(settled)
                && !held.mustWait(settled)) {
            fire(settled, becameTrue);
        }
        settle(settled);
    }

    private void fire(AlertRecord fired, int decided) {
        book.count(condition.wrap(fired, decided));
        if (fired.mode() == TriggerMode.ONCE) {
            book.trigger(fired);
            return;
        }
        book.latch(fired);
        for (int i = 0; i < fired.conditionCount(); i++) {
            if (condition.wrap(fired, i).from() == ReferenceType.LAST_FIRE) {
                restart(condition);
            }
        }
    }

    /** Measures from the present value from now on, from which the condition is false. */
    private void restart(ConditionRecord restarted) {
        Family family = families.of(restarted);
        family.withdraw(restarted);
        family.measureAfresh(restarted);
        family.await(restarted);
    }

    private boolean isTrue(AlertRecord asked) {
        boolean all = asked.condition() == ConditionType.ALL;
        for (int i = 0; i < asked.conditionCount(); i++) {
            if (isTrue(condition.wrap(asked, i)) != all) {
                return !all;
            }
        }
        return all;
    }

    private boolean isTrue(ConditionRecord asked) {
        if (!Families.isEvent(asked.type())) {
            return asked.phase() == Phase.HOLDING;
        }
        return asked.trueUntilNs() != NULL_VALUE;
    }

    private static boolean isFollowed(AlertRecord asked) {
        return asked.status() == AlertStatus.ACTIVE || asked.status() == AlertStatus.LATCHED;
    }

    private int with(int root, long alertId, long index) {
        return tree.contains(root, alertId, index) ? root : tree.insert(root, alertId, index);
    }
}
