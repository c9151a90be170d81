package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.conditions.EntryId;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.rules.AlertAccess;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;

/**
 * Alerts that have fired together, once and for all, at one price: a set that the index has let go of. To emit them,
 * and to note in their records that they have fired, is left to whoever takes the engine's outputs, on one thread of
 * his own if he likes, while the engine goes on: a million take as long as they take, and hold up no tick. Until then
 * nobody else may read these records to change them, which {@link Outputs#awaitRuns} ensures.
 */
public final class FiringRun {
    private final LevelTree tree;
    private final AlertAccess alerts;
    private final Firing firing = new Firing();
    private final AlertRecord alert = new AlertRecord();
    private final ConditionRecord condition = new ConditionRecord();
    private final LevelTree.EntryConsumer onEntry = this::onEntry;
    private int root = LevelTree.NULL_ROOT;
    private long firedAtNs;
    private Consumer consumer;
    private long nextKey;
    private long nextId;
    private int emittedCount;
    private volatile boolean emitted;

    /** Receives firings. */
    @FunctionalInterface
    public interface Consumer {
        /** An alert fired; {@code alert} already counts this firing. */
        void onFiring(AlertRecord alert, Firing firing);
    }

    /** @param alerts for the thread that will call {@link #emit}. */
    FiringRun(LevelTree tree, AlertAccess alerts) {
        this.tree = tree;
        this.alerts = alerts;
    }

    /** Takes over a set of one-shots that fire like this, but for what each has as its reference. */
    void take(int reached, Firing like, long newFiredAtNs) {
        root = reached;
        firing.copyFrom(like);
        firedAtNs = newFiredAtNs;
        nextKey = Long.MIN_VALUE;
        nextId = Long.MIN_VALUE;
        emitted = false;
    }

    /** As {@link #emit(int, int, Consumer)}, all of them at once. */
    public int emit(int firstOrdinal, Consumer newConsumer) {
        return emit(firstOrdinal, Integer.MAX_VALUE, newConsumer);
    }

    /**
     * Emits the firings that come next in order, numbered on from {@code firstOrdinal}; to be called until {@link
     * #isEmitted}.
     *
     * @param about how many, or some tens more; there are fewer at the end.
     * @return how many it has emitted.
     */
    public int emit(int firstOrdinal, int about, Consumer newConsumer) {
        consumer = newConsumer;
        emittedCount = 0;
        firing.continueAt(firstOrdinal);
        tree.forSome(root, nextKey, nextId, about, onEntry);
        consumer = null;
        emitted = emittedCount < about;
        return emittedCount;
    }

    /** Whether all have been emitted. Any thread. */
    public boolean isEmitted() {
        return emitted;
    }

    /** Gives a part of the emitted set's memory back; false when there is nothing left. Engine thread. */
    boolean reclaim() {
        root = tree.dropLast(root);
        return root != LevelTree.NULL_ROOT;
    }

    private void onEntry(long key, long entryId) {
        long alertId = EntryId.alertId(entryId);
        if (!alerts.read(alertId, alert)) {
            throw new IllegalStateException("alert " + alertId + " has fired but is not in the store");
        }
        condition.wrap(alert, 0);
        condition.upKey(NULL_VALUE);
        condition.downKey(NULL_VALUE);
        condition.phase(ConditionRecord.Phase.OUT);
        alert.status(AlertStatus.TRIGGERED);
        alert.firedCount(alert.firedCount() + 1);
        alert.lastFiredAtNs(firedAtNs);
        alerts.update(alert);
        firing.next(condition.low());
        consumer.onFiring(alert, firing);
        emittedCount++;
        nextKey = key;
        nextId = entryId + 1;
    }
}
