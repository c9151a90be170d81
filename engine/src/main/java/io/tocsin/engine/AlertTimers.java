package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.arithmetic.Wide;
import io.tocsin.engine.conditions.EntryId;
import io.tocsin.engine.index.Timers;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;

/**
 * The timers of alerts: their expiry, the ends of events in compound alerts, the end of a cooldown. Which of them an
 * alert has follows from its record: {@code expiresAtNs} while it is in force, {@code trueUntilNs}, {@code rearmAtNs}.
 */
final class AlertTimers {
    private static final int EXPIRY = 0;
    private static final int FIRST_EVENT = 1;
    private static final int COOLDOWN = 15;

    private final Timers timers;
    private final ConditionRecord condition = new ConditionRecord();

    AlertTimers(Timers timers) {
        this.timers = timers;
    }

    static boolean isExpiry(long timerId) {
        return EntryId.slot(timerId) == EXPIRY;
    }

    static boolean isCooldown(long timerId) {
        return EntryId.slot(timerId) == COOLDOWN;
    }

    /** The index of the condition whose event ends. */
    static int event(long timerId) {
        return EntryId.slot(timerId) - FIRST_EVENT;
    }

    void scheduleExpiry(AlertRecord alert) {
        if (alert.expiresAtNs() != NULL_VALUE) {
            timers.schedule(alert.expiresAtNs(), EntryId.of(alert.alertId(), EXPIRY));
        }
    }

    void cancelExpiry(AlertRecord alert) {
        if (alert.expiresAtNs() != NULL_VALUE) {
            timers.cancel(alert.expiresAtNs(), EntryId.of(alert.alertId(), EXPIRY));
        }
    }

    /** The alert cools down from now on, if it has a cooldown. */
    void startCooldown(AlertRecord alert, long nowNs) {
        if (alert.cooldownNs() > 0) {
            alert.rearmAtNs(Wide.saturatingAdd(nowNs, alert.cooldownNs()));
            timers.schedule(alert.rearmAtNs(), EntryId.of(alert.alertId(), COOLDOWN));
        }
    }

    /** The event counts as true from now on for the time that it shall. */
    void startEvent(ConditionRecord event, long nowNs) {
        forgetEvent(event);
        event.trueUntilNs(Wide.saturatingAdd(nowNs, event.holdNs()));
        if (event.holdNs() > 0) {
            timers.schedule(event.trueUntilNs(), eventTimer(event));
        }
    }

    /** Ends all but the expiry. */
    void forget(AlertRecord alert) {
        for (int i = 0; i < alert.conditionCount(); i++) {
            forgetEvent(condition.wrap(alert, i));
        }
        if (alert.rearmAtNs() != NULL_VALUE) {
            timers.cancel(alert.rearmAtNs(), EntryId.of(alert.alertId(), COOLDOWN));
            alert.rearmAtNs(NULL_VALUE);
        }
    }

    /** Schedules what an alert in force has, after it was restored. */
    void restore(AlertRecord alert) {
        scheduleExpiry(alert);
        for (int i = 0; i < alert.conditionCount(); i++) {
            if (isTimed(condition.wrap(alert, i))) {
                timers.schedule(condition.trueUntilNs(), eventTimer(condition));
            }
        }
        if (alert.rearmAtNs() != NULL_VALUE) {
            timers.schedule(alert.rearmAtNs(), EntryId.of(alert.alertId(), COOLDOWN));
        }
    }

    private void forgetEvent(ConditionRecord event) {
        if (isTimed(event)) {
            timers.cancel(event.trueUntilNs(), eventTimer(event));
        }
        event.trueUntilNs(NULL_VALUE);
    }

    private static boolean isTimed(ConditionRecord event) {
        return event.trueUntilNs() != NULL_VALUE && event.holdNs() > 0;
    }

    private static long eventTimer(ConditionRecord event) {
        return EntryId.of(event.alert().alertId(), FIRST_EVENT + event.index());
    }
}
