package io.tocsin.engine;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.RuleStore;

/**
 * Alerts that would have fired but for a price that cannot be trusted, and wait until it can be. Which they are is in
 * their records; here they are found, by id.
 */
final class HeldAlerts {
    private final LevelTree tree;
    private final Firings firings;
    private final RuleStore rules;
    private final AlertBook book;
    private final LevelTree.EntryConsumer onHeld = (alertId, none) -> onHeld(alertId);
    private final AlertRecord alert = new AlertRecord();
    private int root = LevelTree.NULL_ROOT;

    HeldAlerts(LevelTree tree, RuleStore rules, Firings firings, AlertBook book) {
        this.tree = tree;
        this.rules = rules;
        this.firings = firings;
        this.book = book;
    }

    /**
     * Whether an alert that would fire now has to wait; then it is held. What waits for a silence by itself waits for
     * just that, and never has to.
     */
    boolean mustWait(AlertRecord alert) {
        if (!alert.holdsWhenStale() || alert.condition() == ConditionType.SILENT || !firings.isStale(alert)) {
            return false;
        }
        if (!alert.isHeld()) {
            alert.isHeld(true);
            add(alert.alertId());
        }
        return true;
    }

    /** Looks again at those that need not wait any more, in their order; none of these is held from then on. */
    void lookAgain() {
        if (root != LevelTree.NULL_ROOT) {
            int waiting = root;
            root = LevelTree.NULL_ROOT;
            tree.drain(waiting, onHeld);
        }
    }

    private void onHeld(long alertId) {
        if (!rules.read(alertId, alert)) {
            throw new IllegalStateException("alert " + alertId + " is held but not in the store");
        }
        if (firings.isStale(alert)) {
            add(alertId);
        } else {
            alert.isHeld(false);
            book.onHeldNoMore(alert);
            rules.update(alert);
        }
    }

    /** Takes over an alert that is held in a state. */
    void restore(AlertRecord restored) {
        if (restored.isHeld()) {
            add(restored.alertId());
        }
    }

    private void add(long alertId) {
        root = tree.insert(root, alertId, 0);
    }

    /** An alert is out of force. */
    void release(AlertRecord alert) {
        if (alert.isHeld()) {
            alert.isHeld(false);
            root = tree.remove(root, alert.alertId(), 0);
        }
    }
}
