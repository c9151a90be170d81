package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.conditions.Alerts;
import io.tocsin.engine.conditions.Attachments;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.conditions.EntryId;
import io.tocsin.engine.conditions.Families;
import io.tocsin.engine.conditions.Family;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.index.Timers;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.rules.RuleStore;
import io.tocsin.engine.series.Values;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The life of alerts that are in force.
 *
 * <pre>
 *            arm                 fires, once
 *   (new) ─────────► ACTIVE ───────────────────► TRIGGERED
 *                     │  ▲
 *       fires, every  │  │ reset holds, cooldown over
 *                     ▼  │
 *                   LATCHED          any of these ── expiresAt ──► EXPIRED (but not TRIGGERED)
 * </pre>
 *
 * The families say when a condition becomes true or false; this class, and {@link Compounds} for alerts with several
 * conditions, say what that means for the alert. Its timers are its expiry, the ends of events, and its cooldown.
 */
final class AlertBook implements Alerts {
    private static final DirectBuffer NOTHING = new UnsafeBuffer(0, 0);

    private final RuleStore rules;
    private final AlertTimers timers;
    private final Families families;
    private final Attachments attachments;
    private final Compounds compounds;
    private final Firings firings;
    private final HeldAlerts held;
    private final FiringRuns runs;
    private final LevelTree tree;
    private final Outputs outputs;
    private final LevelTree.EntryConsumer onOneShot = (key, entryId) -> onOneShot(entryId);
    private final AlertRecord reached = new AlertRecord();
    private final ConditionRecord reachedCondition = new ConditionRecord();
    private final ConditionRecord condition = new ConditionRecord();
    private long inputNs;
    private long nowNs;
    private long step;

    AlertBook(ConditionMemory memory, RuleStore rules, Outputs outputs) {
        this.rules = rules;
        timers = new AlertTimers(memory.timers());
        Values values = memory.values();
        families = new Families(memory, this);
        attachments = new Attachments(memory.series(), values, families);
        tree = memory.tree();
        this.outputs = outputs;
        runs = new FiringRuns(tree, rules);
        firings = new Firings(memory.series(), values, families, this, outputs);
        held = new HeldAlerts(tree, rules, firings, this);
        compounds = new Compounds(memory.tree(), rules, families, held, this);
    }

    Families families() {
        return families;
    }

    Attachments attachments() {
        return attachments;
    }

    /** A new input begins. */
    void onInput(long timestampNs) {
        inputNs = timestampNs;
        nowNs = timestampNs;
        firings.onInput();
    }

    /** All timers that were due before the input have been handled. */
    void endTimers() {
        nowNs = inputNs;
        attachments.sweep();
    }

    /** All that the input does is done. */
    void endInput() {
        compounds.endInput();
        attachments.sweep();
        if (!runs.isEmpty()) {
            runs.reclaim();
        }
    }

    /** Before an alert is read to be changed: whoever emits runs may have to note that it has fired. */
    void awaitRuns() {
        if (!runs.isEmpty()) {
            outputs.awaitRuns();
        }
    }

    /** A new step begins, as of this time. */
    void beginStep(long atNs) {
        nowNs = atNs;
        step++;
    }

    /** A tick is looked at from now on. */
    void onTick(Tick tick) {
        firings.onTick(tick);
    }

    @Override
    public void endStep() {
        compounds.endStep();
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    /** The time of the input, at which firings happen. */
    long inputNs() {
        return inputNs;
    }

    @Override
    public long step() {
        return step;
    }

    /** Arms an alert that is in no set, afresh; it may fire at once. The caller stores it afterwards. */
    void arm(AlertRecord alert) {
        beginStep(nowNs);
        attach(alert);
        alert.status(AlertStatus.ACTIVE);
        if (alert.isCompound()) {
            compounds.arm(alert);
        } else {
            Family family = families.of(condition.wrap(alert, 0));
            if (!family.holdsOnArming(condition)) {
                family.await(condition);
            } else if (held.mustWait(alert)) {
                family.awaitNext(condition);
            } else {
                fire(condition);
            }
        }
        refreshGuards(alert);
    }

    /** Pauses an alert that is in no set: it waits for its expiry alone. The caller stores it afterwards. */
    void pause(AlertRecord alert) {
        attach(alert);
        alert.status(AlertStatus.PAUSED);
        refreshGuards(alert);
    }

    /** Takes an alert out of all sets, whatever its status. The caller stores or deletes it afterwards. */
    void withdraw(AlertRecord alert) {
        if (alert.isInForce()) {
            timers.cancelExpiry(alert);
            release(alert);
            refreshGuards(alert);
        }
    }

    /** Puts an alert, fresh from a state, into all sets that it was in. The caller stores it afterwards. */
    void restore(AlertRecord alert) {
        if (!alert.isInForce()) {
            return;
        }
        for (int i = 0; i < alert.conditionCount(); i++) {
            attachments.attach(condition.wrap(alert, i));
            families.of(condition).restore(condition);
        }
        timers.restore(alert);
        held.restore(alert);
    }

    /** A price can be trusted again: alerts that waited for that fire, if what they say is still true. */
    void onTrusted() {
        beginStep(nowNs);
        held.lookAgain();
    }

    /** An alert that waited need not any more. The caller stores it afterwards. */
    void onHeldNoMore(AlertRecord alert) {
        if (alert.status() != AlertStatus.ACTIVE || isOver(alert)) {
            return;
        }
        if (alert.isCompound()) {
            compounds.lookAgain(alert);
        } else if (families.of(condition.wrap(alert, 0)).holdsOnArming(condition)) {
            families.of(condition).withdraw(condition);
            fire(condition);
        }
        refreshGuards(alert);
    }

    /** A timer of an alert or a silence, taken out by now, was due. */
    void onTimer(long deadlineNs, long timerId) {
        beginStep(deadlineNs);
        if (Timers.isOfSilence(timerId)) {
            families.onSilenceTimer(deadlineNs, timerId);
            endStep();
        } else {
            onAlertTimer(timerId);
        }
    }

    private void onAlertTimer(long timerId) {
        read(EntryId.alertId(timerId));
        if (AlertTimers.isExpiry(timerId)) {
            release(reached);
            reached.status(AlertStatus.EXPIRED);
            outputs.onAlert(AlertChange.EXPIRED, reached, NOTHING);
        } else if (AlertTimers.isCooldown(timerId)) {
            reached.rearmAtNs(NULL_VALUE);
            onCooledDown(reached);
        } else {
            compounds.onEventEnd(reached, AlertTimers.event(timerId));
        }
        refreshGuards(reached);
        rules.update(reached);
    }

    @Override
    public ConditionRecord open(long entryId) {
        read(EntryId.alertId(entryId));
        return reachedCondition.wrap(reached, EntryId.slot(entryId));
    }

    @Override
    public void close() {
        rules.update(reached);
    }

    @Override
    public void onTrue(ConditionRecord became) {
        AlertRecord alert = became.alert();
        if (alert.isCompound()) {
            compounds.onTrue(became);
        } else if (isOver(alert)) {
            families.of(became).withdraw(became);
        } else if (held.mustWait(alert)) {
            families.of(became).awaitNext(became);
        } else {
            fire(became);
        }
    }

    @Override
    public void onFalse(ConditionRecord became) {
        AlertRecord alert = became.alert();
        if (alert.isCompound()) {
            compounds.onFalse(became);
        } else if (isOver(alert)) {
            families.of(became).withdraw(became);
        } else {
            rearm(became);
        }
    }

    @Override
    public void onOneShots(int root, int symbolId) {
        if (tree.isSmall(root)) {
            tree.drain(root, onOneShot);
        } else {
            firings.onRun(symbolId, runs.next(), root);
        }
    }

    private void onOneShot(long entryId) {
        ConditionRecord reachedOneShot = open(entryId);
        reachedOneShot.upKey(NULL_VALUE);
        reachedOneShot.downKey(NULL_VALUE);
        fire(reachedOneShot);
        close();
    }

    /** Whether the alert's expiry is due at the time of the step, and only its timer is still to come. */
    boolean isOver(AlertRecord alert) {
        return alert.expiresAtNs() != NULL_VALUE && alert.expiresAtNs() <= nowNs;
    }

    /** Emits a firing that this condition decided, and counts it. */
    void count(ConditionRecord decided) {
        AlertRecord alert = decided.alert();
        alert.firedCount(alert.firedCount() + 1);
        alert.lastFiredAtNs(inputNs);
        firings.onFiring(decided);
    }

    /** An alert that has fired for good is out of force. Guards are refreshed by who looks at its values. */
    void trigger(AlertRecord alert) {
        timers.cancelExpiry(alert);
        release(alert);
        alert.status(AlertStatus.TRIGGERED);
    }

    /** An alert that has fired cannot do so again before its cooldown is over. */
    void latch(AlertRecord alert) {
        alert.status(AlertStatus.LATCHED);
        timers.startCooldown(alert, inputNs);
    }

    /** An event, as part of a compound alert, counts as true from now on for the time that it shall. */
    void onEvent(ConditionRecord event) {
        timers.startEvent(event, inputNs);
    }

    private void fire(ConditionRecord fired) {
        AlertRecord alert = fired.alert();
        Family family = families.of(fired);
        count(fired);
        if (alert.mode() == TriggerMode.ONCE) {
            trigger(alert);
            return;
        }
        if (fired.from() == ReferenceType.LAST_FIRE) {
            family.measureAfresh(fired);
        }
        if (alert.cooldownNs() > 0) {
            family.withdraw(fired);
            latch(alert);
        } else if (family.hasReset(fired)) {
            latch(alert);
            family.awaitEnd(fired);
        } else {
            rearm(fired);
        }
    }

    private void rearm(ConditionRecord rearmed) {
        Family family = families.of(rearmed);
        rearmed.alert().status(AlertStatus.ACTIVE);
        if (rearmed.type() == ConditionType.TRAILS) {
            family.measureAfresh(rearmed);
        }
        family.await(rearmed);
    }

    private void onCooledDown(AlertRecord alert) {
        if (alert.isCompound()) {
            compounds.settle(alert);
            return;
        }
        Family family = families.of(condition.wrap(alert, 0));
        if (!family.hasReset(condition) || family.resets(condition, nowNs)) {
            rearm(condition);
        } else {
            family.awaitEnd(condition);
        }
    }

    /** Attaches all conditions and has the alert expire when it shall. */
    private void attach(AlertRecord alert) {
        alert.rearmAtNs(NULL_VALUE);
        for (int i = 0; i < alert.conditionCount(); i++) {
            attachments.attach(condition.wrap(alert, i));
            condition.reference(NULL_VALUE);
        }
        timers.scheduleExpiry(alert);
    }

    /** The opposite of {@link #attach}, but for the timer of the expiry. */
    private void release(AlertRecord alert) {
        timers.forget(alert);
        held.release(alert);
        for (int i = 0; i < alert.conditionCount(); i++) {
            families.of(condition.wrap(alert, i)).withdraw(condition);
            attachments.detach(condition);
        }
    }

    /** For changes to an alert other than by its values being looked at. */
    void refreshGuards(AlertRecord alert) {
        for (int i = 0; i < alert.conditionCount(); i++) {
            families.refreshGuard(condition.wrap(alert, i));
        }
    }

    private void read(long alertId) {
        if (!rules.read(alertId, reached)) {
            throw new IllegalStateException("alert " + alertId + " is in the index but not in the store");
        }
    }
}
