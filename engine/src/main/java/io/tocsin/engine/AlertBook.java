package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.RuleStore;

/**
 * The life of alerts that are in force: which price and which moment each waits for, and what happens then.
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
 * Each symbol has two ordered sets of (price, alert id): what to look at when the price rises, and, with negated prices,
 * when it falls. All timers are a third kind of set, of (deadline, alert id). A price takes from its set, in order, what it
 * reached: rising prices go up through the levels, falling prices down, alerts on one level go by id. Each alert taken is
 * evaluated and put back with the keys for the new price, so that the guard of the symbol always tells the next ones.
 * What was reached is cut off the set first, so nothing is looked at twice.
 * <p>
 * A tick that reaches nothing costs two comparisons; one that reaches k alerts O(k log n).
 */
final class AlertBook {
    private final SymbolTable symbols;
    private final RuleStore rules;
    private final LevelTree tree;
    private final Outputs outputs;
    private final AlertRecord reached = new AlertRecord();
    private final Firing firing = new Firing();
    private final LevelTree.EntryConsumer onReachedRising;
    private final LevelTree.EntryConsumer onReachedFalling;
    private int timers = LevelTree.NULL_ROOT;
    private long nextTimerNs = Long.MAX_VALUE;
    private long nowNs;
    private int ordinal;

    AlertBook(final SymbolTable symbols, final RuleStore rules, final LevelTree tree, final Outputs outputs) {
        this.symbols = symbols;
        this.rules = rules;
        this.tree = tree;
        this.outputs = outputs;
        onReachedRising = (key, alertId) -> {
            readReached(alertId);
            reached.upKey(NULL_VALUE);
            onReached();
        };
        onReachedFalling = (key, alertId) -> {
            readReached(alertId);
            reached.downKey(NULL_VALUE);
            onReached();
        };
    }

    /** A new input begins: what is due at or before its time happens first. */
    void onInput(final long timestampNs) {
        nowNs = timestampNs;
        ordinal = 0;
        if (timestampNs >= nextTimerNs) {
            onTimersDue(timestampNs);
        }
    }

    /** A symbol's price moved from {@code prev}, which may be absent, to {@code v}. */
    void onPrice(final int symbolId, final long prev, final long v, final long exchangeTimeNs) {
        if (v >= symbols.nextUp(symbolId)) {
            firing.at(v, prev, exchangeTimeNs);
            onReachedRising(symbolId);
        } else if (v <= symbols.nextDown(symbolId)) {
            firing.at(v, prev, exchangeTimeNs);
            onReachedFalling(symbolId);
        }
    }

    long nowNs() {
        return nowNs;
    }

    /** Arms an alert that is in no set, afresh; it may fire at once. The caller stores it afterwards. */
    void arm(final AlertRecord alert) {
        final long last = symbols.last(alert.symbolId());
        alert.status(AlertStatus.ACTIVE);
        alert.rearmAtNs(NULL_VALUE);
        scheduleExpiry(alert);
        if (last != NULL_VALUE
                && PriceLevel.isOfState(alert.condition())
                && PriceLevel.fires(alert, NULL_VALUE, last)) {
            firing.at(last, symbols.previous(alert.symbolId()), NULL_VALUE);
            fire(alert);
        }
        place(alert);
    }

    /** Pauses an alert: it waits for no price, only for its expiry. The caller stores it afterwards. */
    void pause(final AlertRecord alert) {
        withdraw(alert);
        alert.status(AlertStatus.PAUSED);
        scheduleExpiry(alert);
    }

    /** Takes an alert out of all sets, whatever its status. The caller stores or deletes it afterwards. */
    void withdraw(final AlertRecord alert) {
        unplace(alert);
        cancelTimers(alert);
    }

    private void onReachedRising(final int symbolId) {
        final long roots = tree.split(symbols.upRoot(symbolId), firing.price());
        symbols.upRoot(symbolId, LevelTree.rest(roots));
        tree.drain(LevelTree.head(roots), onReachedRising);
        refreshGuard(symbolId);
    }

    private void onReachedFalling(final int symbolId) {
        final long roots = tree.split(symbols.downRoot(symbolId), -firing.price());
        symbols.downRoot(symbolId, LevelTree.rest(roots));
        tree.drain(LevelTree.head(roots), onReachedFalling);
        refreshGuard(symbolId);
    }

    private void onReached() {
        if (reached.status() == AlertStatus.LATCHED) {
            if (PriceLevel.resets(reached, firing.price())) {
                reached.status(AlertStatus.ACTIVE);
            }
        } else if (PriceLevel.fires(reached, firing.previous(), firing.price())) {
            fire(reached);
        }
        place(reached);
        rules.update(reached);
    }

    private void fire(final AlertRecord alert) {
        alert.firedCount(alert.firedCount() + 1);
        alert.lastFiredAtNs(nowNs);
        if (alert.mode() == TriggerMode.ONCE) {
            cancelTimers(alert);
            alert.status(AlertStatus.TRIGGERED);
        } else if (alert.cooldownNs() > 0) {
            alert.status(AlertStatus.LATCHED);
            alert.rearmAtNs(saturatingAdd(nowNs, alert.cooldownNs()));
            if (rearmsBeforeExpiry(alert)) {
                schedule(alert.rearmAtNs(), alert.alertId());
            }
        } else if (PriceLevel.hasReset(alert.condition())) {
            alert.status(AlertStatus.LATCHED);
        }
        firing.of(ordinal++, PriceLevel.reference(alert, firing.previous(), firing.price()));
        outputs.onFiring(alert, firing);
    }

    private void onTimersDue(final long timestampNs) {
        while (nextTimerNs <= timestampNs) {
            final long deadlineNs = nextTimerNs;
            readReached(tree.firstId(timers));
            timers = tree.removeFirst(timers);
            refreshNextTimer();
            if (deadlineNs == reached.expiresAtNs()) {
                unplace(reached);
                reached.rearmAtNs(NULL_VALUE);
                reached.status(AlertStatus.EXPIRED);
            } else {
                reached.rearmAtNs(NULL_VALUE);
                if (PriceLevel.resets(reached, symbols.last(reached.symbolId()))) {
                    reached.status(AlertStatus.ACTIVE);
                }
                place(reached);
            }
            rules.update(reached);
        }
    }

    private void readReached(final long alertId) {
        if (!rules.read(alertId, reached)) {
            throw new IllegalStateException("alert " + alertId + " is in the index but not in the store");
        }
    }

    /** Puts the alert where its status and the last price say, and nowhere else. */
    private void place(final AlertRecord alert) {
        final int symbolId = alert.symbolId();
        final long last = symbols.last(symbolId);
        long upKey = NULL_VALUE;
        long downKey = NULL_VALUE;
        if (alert.status() == AlertStatus.ACTIVE) {
            upKey = last == NULL_VALUE ? PriceLevel.FIRST_PRICE : PriceLevel.armedUpKey(alert, last);
            downKey = last == NULL_VALUE ? NULL_VALUE : PriceLevel.armedDownKey(alert, last);
        } else if (alert.status() == AlertStatus.LATCHED && alert.rearmAtNs() == NULL_VALUE) {
            upKey = PriceLevel.resetUpKey(alert, last);
            downKey = PriceLevel.resetDownKey(alert, last);
        }
        moveUp(alert, upKey);
        moveDown(alert, downKey);
        refreshGuard(symbolId);
    }

    private void unplace(final AlertRecord alert) {
        moveUp(alert, NULL_VALUE);
        moveDown(alert, NULL_VALUE);
        refreshGuard(alert.symbolId());
    }

    private void moveUp(final AlertRecord alert, final long key) {
        final long present = alert.upKey();
        if (present == key) {
            return;
        }
        int root = symbols.upRoot(alert.symbolId());
        if (present != NULL_VALUE) {
            root = tree.remove(root, present, alert.alertId());
        }
        if (key != NULL_VALUE) {
            root = tree.insert(root, key, alert.alertId());
        }
        symbols.upRoot(alert.symbolId(), root);
        alert.upKey(key);
    }

    private void moveDown(final AlertRecord alert, final long key) {
        final long present = alert.downKey();
        if (present == key) {
            return;
        }
        int root = symbols.downRoot(alert.symbolId());
        if (present != NULL_VALUE) {
            root = tree.remove(root, -present, alert.alertId());
        }
        if (key != NULL_VALUE) {
            root = tree.insert(root, -key, alert.alertId());
        }
        symbols.downRoot(alert.symbolId(), root);
        alert.downKey(key);
    }

    private void refreshGuard(final int symbolId) {
        final int up = symbols.upRoot(symbolId);
        final int down = symbols.downRoot(symbolId);
        symbols.nextUp(symbolId, up == LevelTree.NULL_ROOT ? Long.MAX_VALUE : tree.firstKey(up));
        symbols.nextDown(symbolId, down == LevelTree.NULL_ROOT ? NULL_VALUE : -tree.firstKey(down));
    }

    private void scheduleExpiry(final AlertRecord alert) {
        if (alert.expiresAtNs() != NULL_VALUE) {
            schedule(alert.expiresAtNs(), alert.alertId());
        }
    }

    private void schedule(final long deadlineNs, final long alertId) {
        timers = tree.insert(timers, deadlineNs, alertId);
        refreshNextTimer();
    }

    /** Which timers an alert has follows from its status and times. */
    private void cancelTimers(final AlertRecord alert) {
        final AlertStatus status = alert.status();
        final boolean alive =
                status == AlertStatus.ACTIVE || status == AlertStatus.LATCHED || status == AlertStatus.PAUSED;
        if (alive && alert.expiresAtNs() != NULL_VALUE) {
            timers = tree.remove(timers, alert.expiresAtNs(), alert.alertId());
        }
        if (alert.rearmAtNs() != NULL_VALUE && rearmsBeforeExpiry(alert)) {
            timers = tree.remove(timers, alert.rearmAtNs(), alert.alertId());
        }
        alert.rearmAtNs(NULL_VALUE);
        refreshNextTimer();
    }

    private void refreshNextTimer() {
        nextTimerNs = timers == LevelTree.NULL_ROOT ? Long.MAX_VALUE : tree.firstKey(timers);
    }

    private static boolean rearmsBeforeExpiry(final AlertRecord alert) {
        return alert.expiresAtNs() == NULL_VALUE || alert.rearmAtNs() < alert.expiresAtNs();
    }

    private static long saturatingAdd(final long a, final long b) {
        final long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
