package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.EXPIRED;
import static io.tocsin.engine.codec.AlertStatus.LATCHED;
import static io.tocsin.engine.codec.AlertStatus.PAUSED;
import static io.tocsin.engine.codec.AlertStatus.TRIGGERED;

import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.oracle.Definition.Condition;
import io.tocsin.engine.oracle.Definition.Trigger;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The engine as its specification has it, without any thought of speed: every price looks at every alert of its symbol,
 * by way of {@link PriceLevels}. It shares nothing with the engine but the names of the schema's enums.
 */
final class Oracle {
    private static final int DEFAULT_DECIMALS = 8;
    private static final long MAX_PRICE = 1L << 62;

    private final Map<String, Symbol> symbols = new LinkedHashMap<>();
    private final SortedMap<Long, Alert> alerts = new TreeMap<>();
    private final List<Output> outputs = new ArrayList<>();
    private Output.Stamp now = new Output.Stamp(0, 0);
    private long alertsCreated;
    private int firings;

    /** Everything that this input gives, in order. */
    List<Output> onInput(final long sequence, final long timeNs, final Input input) {
        outputs.clear();
        firings = 0;
        if (timeNs > now.timeNs()) {
            alerts.values().forEach(alert -> runTimers(alert, timeNs));
        }
        now = new Output.Stamp(sequence, timeNs);
        if (input instanceof Input.Tick tick) {
            onTick(tick);
        } else if (input instanceof Input.Create create) {
            onCreate(create);
        } else if (input instanceof Input.Replace replace) {
            onReplace(replace);
        } else if (input instanceof Input.SetStatus setStatus) {
            onSetStatus(setStatus);
        } else if (input instanceof Input.Delete delete) {
            onDelete(delete);
        } else if (input instanceof Input.Register register) {
            outputs.add(symbol(register.symbol()).state(now, register.correlationId()));
        } else if (input instanceof Input.Configure configure) {
            onConfigure(configure);
        }
        return List.copyOf(outputs);
    }

    /** The alert as it stands, or {@code null} when there is none. */
    Output.AlertState state(final long alertId) {
        final Alert alert = alerts.get(alertId);
        return alert == null ? null : alert.state();
    }

    Definition definition(final long alertId) {
        return alerts.get(alertId).definition;
    }

    long alertsCreated() {
        return alertsCreated;
    }

    int alertCount() {
        return alerts.size();
    }

    /** No timer emits anything or looks at another alert, so only the order of one alert's own two timers shows. */
    private static void runTimers(final Alert alert, final long timeNs) {
        final Long expiresAtNs = alert.definition.expiresAtNs();
        if (expiresAtNs != null && expiresAtNs <= timeNs && alert.status != TRIGGERED) {
            alert.status = EXPIRED;
        } else if (alert.status == LATCHED && alert.rearmsAt(alert.symbol.last, timeNs)) {
            alert.status = ACTIVE;
        }
    }

    private void onTick(final Input.Tick tick) {
        final Symbol symbol = symbols.get(tick.symbol());
        final Long prev = symbol.last;
        final long v = tick.price();
        if (v <= 0) {
            reject(tick, RejectReason.PRICE_NOT_POSITIVE);
        } else if (v > MAX_PRICE) {
            reject(tick, RejectReason.PRICE_OUT_OF_RANGE);
        } else if (symbol.isTooFar(v)) {
            reject(tick, RejectReason.PRICE_JUMP);
        } else {
            outputs.add(new Output.Accepted(
                    now, tick.correlationId(), symbol.key.id(), v, tick.size(), tick.exchangeTimeNs()));
            symbol.previous = prev;
            symbol.last = v;
            final List<Alert> reached = new ArrayList<>();
            for (final Alert alert : symbol.alerts.values()) {
                if (alert.status == ACTIVE && PriceLevels.holds(alert.definition.condition(), prev, v)) {
                    reached.add(alert);
                } else if (alert.status == LATCHED && alert.rearmsAt(v, now.timeNs())) {
                    alert.status = ACTIVE;
                }
            }
            if (prev != null) {
                reached.sort(inOrderOfMove(v > prev));
            }
            reached.forEach(alert -> fire(alert, tick.exchangeTimeNs()));
        }
    }

    /** The alerts of one price fire as the price passed them on its way, and by id where it passed several at once. */
    private static Comparator<Alert> inOrderOfMove(final boolean rising) {
        final Comparator<Alert> upwards =
                Comparator.comparingLong(alert -> PriceLevels.threshold(alert.definition.condition(), rising));
        return (rising ? upwards : upwards.reversed()).thenComparingLong(alert -> alert.id);
    }

    private void fire(final Alert alert, final Long exchangeTimeNs) {
        final Condition condition = alert.definition.condition();
        final Trigger trigger = alert.definition.trigger();
        final Symbol symbol = alert.symbol;
        alert.firedCount++;
        alert.lastFiredAtNs = now.timeNs();
        if (trigger.mode() == TriggerMode.ONCE) {
            alert.status = TRIGGERED;
        } else if (PriceLevels.hasReset(condition.type()) || trigger.cooldownNs() > 0) {
            alert.status = LATCHED;
        }
        outputs.add(new Output.Fired(
                now,
                firings++,
                symbol.key,
                new Output.Move(symbol.previous, symbol.last, exchangeTimeNs),
                PriceLevels.reference(condition, symbol.previous, symbol.last),
                alert.fired()));
    }

    private void arm(final Alert alert) {
        alert.status = ACTIVE;
        alert.effectiveSequence = now.sequence();
        final Condition condition = alert.definition.condition();
        final Long last = alert.symbol.last;
        if (last != null && PriceLevels.looksAtState(condition.type()) && PriceLevels.holds(condition, null, last)) {
            fire(alert, null);
        }
    }

    private void onCreate(final Input.Create create) {
        if (isPast(create.definition().expiresAtNs())) {
            reject(create, RejectReason.EXPIRES_IN_PAST);
            return;
        }
        if (!symbols.containsKey(create.definition().symbol())) {
            outputs.add(symbol(create.definition().symbol()).state(now, 0));
        }
        final Alert alert = new Alert(++alertsCreated, create.owner(), now.timeNs());
        alerts.put(alert.id, alert);
        define(alert, create.definition());
        reply(create, AlertChange.CREATED, alert);
    }

    private void onReplace(final Input.Replace replace) {
        final Alert alert = ownAlert(replace, replace.owner(), replace.alertId());
        if (alert == null) {
            return;
        }
        if (replace.expectedVersion() != null && replace.expectedVersion() != alert.version) {
            reject(replace, RejectReason.VERSION_CONFLICT);
        } else if (isPast(replace.definition().expiresAtNs())) {
            reject(replace, RejectReason.EXPIRES_IN_PAST);
        } else {
            if (!symbols.containsKey(replace.definition().symbol())) {
                outputs.add(symbol(replace.definition().symbol()).state(now, 0));
            }
            alert.symbol.alerts.remove(alert.id);
            define(alert, replace.definition());
            reply(replace, AlertChange.REPLACED, alert);
        }
    }

    private void define(final Alert alert, final Definition definition) {
        alert.definition = definition;
        alert.version++;
        alert.symbol = symbol(definition.symbol());
        alert.symbol.alerts.put(alert.id, alert);
        arm(alert);
    }

    private void onSetStatus(final Input.SetStatus setStatus) {
        final Alert alert = ownAlert(setStatus, setStatus.owner(), setStatus.alertId());
        if (alert == null) {
            return;
        }
        if (alert.status == EXPIRED || isPast(alert.definition.expiresAtNs())) {
            reject(setStatus, RejectReason.ALERT_EXPIRED);
            return;
        }
        if (setStatus.status() != alert.status) {
            if (setStatus.status() == ACTIVE) {
                arm(alert);
            } else {
                alert.status = PAUSED;
                alert.effectiveSequence = now.sequence();
            }
        }
        reply(setStatus, AlertChange.STATUS_SET, alert);
    }

    private void onDelete(final Input.Delete delete) {
        final Alert alert = ownAlert(delete, delete.owner(), delete.alertId());
        if (alert != null) {
            alerts.remove(alert.id);
            alert.symbol.alerts.remove(alert.id);
            reply(delete, AlertChange.DELETED, alert);
        }
    }

    private void onConfigure(final Input.Configure configure) {
        final Symbol symbol = symbol(configure.symbol());
        if (configure.decimals() != null) {
            symbol.key = new Output.SymbolKey(symbol.key.id(), symbol.key.name(), configure.decimals());
        }
        if (configure.maxJumpPpm() != null) {
            symbol.maxJumpPpm = configure.maxJumpPpm();
        }
        if (configure.dayRollNs() != null) {
            symbol.dayRollNs = configure.dayRollNs();
        }
        outputs.add(symbol.state(now, configure.correlationId()));
    }

    private Alert ownAlert(final Input command, final String owner, final long alertId) {
        final Alert alert = alerts.get(alertId);
        if (alert == null || !alert.owner.equals(owner)) {
            reject(command, RejectReason.UNKNOWN_ALERT);
            return null;
        }
        return alert;
    }

    private boolean isPast(final Long expiresAtNs) {
        return expiresAtNs != null && expiresAtNs <= now.timeNs();
    }

    private void reject(final Input input, final RejectReason reason) {
        outputs.add(new Output.Rejected(now, input.correlationId(), reason));
    }

    private void reply(final Input command, final AlertChange change, final Alert alert) {
        outputs.add(new Output.AlertIs(now, command.correlationId(), change, alert.state()));
    }

    private Symbol symbol(final String name) {
        return symbols.computeIfAbsent(name, key -> new Symbol(symbols.size(), key));
    }

    private static final class Symbol {
        private final SortedMap<Long, Alert> alerts = new TreeMap<>();
        private Output.SymbolKey key;
        private Long previous;
        private Long last;
        private long maxJumpPpm;
        private long dayRollNs;

        Symbol(final int id, final String name) {
            key = new Output.SymbolKey(id, name, DEFAULT_DECIMALS);
        }

        boolean isTooFar(final long price) {
            if (last == null || maxJumpPpm == 0) {
                return false;
            }
            final BigInteger jump = BigInteger.valueOf(price - last).abs().multiply(BigInteger.valueOf(1_000_000));
            return jump.compareTo(BigInteger.valueOf(last).multiply(BigInteger.valueOf(maxJumpPpm))) > 0;
        }

        Output.SymbolIs state(final Output.Stamp at, final long correlationId) {
            return new Output.SymbolIs(at, correlationId, key, maxJumpPpm, dayRollNs);
        }
    }

    private static final class Alert {
        private final long id;
        private final String owner;
        private final long createdAtNs;
        private Definition definition;
        private Symbol symbol;
        private AlertStatus status;
        private int version;
        private int firedCount;
        private Long lastFiredAtNs;
        private long effectiveSequence;

        Alert(final long id, final String owner, final long createdAtNs) {
            this.id = id;
            this.owner = owner;
            this.createdAtNs = createdAtNs;
        }

        /** Whether cooldown and reset condition let this latched alert be armed again, at this price and time. */
        boolean rearmsAt(final long v, final long timeNs) {
            final Trigger trigger = definition.trigger();
            return timeNs - lastFiredAtNs >= trigger.cooldownNs()
                    && PriceLevels.resets(definition.condition(), trigger.reset(), v);
        }

        Output.AlertState state() {
            return new Output.AlertState(
                    id, version, status, firedCount, lastFiredAtNs, createdAtNs, effectiveSequence);
        }

        Output.FiredAlert fired() {
            return new Output.FiredAlert(
                    id,
                    version,
                    firedCount,
                    definition.condition().type(),
                    owner,
                    definition.message(),
                    definition.actions());
        }
    }
}
