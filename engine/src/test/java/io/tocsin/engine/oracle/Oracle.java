package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.EXPIRED;

import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.GapChange;
import io.tocsin.engine.codec.RejectReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The engine as its specification has it, without any thought of speed: each step looks at each alert, and each look
 * computes what it needs from all that ever was. It shares nothing with the engine but the schema's enums.
 */
final class Oracle {
    private static final long MOST = 1L << 62;

    private final Map<String, Instrument> instruments = new LinkedHashMap<>();
    private final SortedMap<Long, Alert> alerts = new TreeMap<>();
    private final List<Output> outputs = new ArrayList<>();
    private final Firings firings = new Firings(outputs);
    private final Singles singles = new Singles(firings);
    private final Compounds compounds = new Compounds(firings);
    private final Timers timers = new Timers(instruments.values(), alerts.values());
    private Output.Stamp now = new Output.Stamp(0, 0);
    private SeriesLimits seriesLimits = SeriesLimits.NONE;
    private long alertsCreated;
    private long steps;

    /** Everything that this input gives, in order. */
    List<Output> onInput(long sequence, long timeNs, Input input) {
        outputs.clear();
        firings.startInput();
        boolean timePasses = timeNs > now.timeNs();
        now = new Output.Stamp(sequence, timeNs);
        if (timePasses) {
            runTimers();
        }
        apply(input);
        compounds.endInput(step(timeNs, null));
        return List.copyOf(outputs);
    }

    /** No input leaves a timer that is due already, so that there are none while time stands still. */
    private void runTimers() {
        for (Timers.Due due = timers.first(now.timeNs()); due != null; due = timers.first(now.timeNs())) {
            onTimer(due);
        }
    }

    private void apply(Input input) {
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
            outputs.add(instrument(register.symbol()).state(now, register.correlationId()));
        } else if (input instanceof Input.Configure configure) {
            Instrument instrument = instrument(configure.symbol());
            instrument.configure(configure);
            outputs.add(instrument.state(now, configure.correlationId()));
        } else if (input instanceof Input.Gap gap) {
            Instrument instrument = instruments.get(gap.symbol());
            if (instrument.gap(gap.change() == GapChange.OPENED)) {
                onTrustChanged(instrument, null);
            }
        } else if (input instanceof Input.Mark mark) {
            Instrument instrument = instruments.get(mark.symbol());
            if (instrument.mark(mark)) {
                onTrustChanged(instrument, null);
            }
        } else if (input instanceof Input.SetLimits setLimits) {
            seriesLimits = setLimits.series();
        }
    }

    /** The alert as it stands, or {@code null} when there is none. */
    Output.AlertState state(long alertId) {
        Alert alert = alerts.get(alertId);
        return alert == null ? null : alert.state();
    }

    /** What its owner asks for, or {@code null} when there is no such alert. */
    Definition definition(long alertId) {
        Alert alert = alerts.get(alertId);
        return alert == null ? null : alert.definition();
    }

    long alertsCreated() {
        return alertsCreated;
    }

    int alertCount() {
        return alerts.size();
    }

    private Step step(long timeNs, Long exchangeTimeNs) {
        return new Step(++steps, timeNs, now, exchangeTimeNs);
    }

    private void onTimer(Timers.Due due) {
        Step step = step(due.timeNs(), null);
        Alert alert = due.alert();
        if (alert == null) {
            due.instrument().closeBars(step, due.length());
            look(due.instrument(), step);
        } else if (due.isSilence()) {
            onSilence(alert, step);
        } else if (alert.expiresBy(due.timeNs())) {
            alert.expire();
            alert.updateLives(step);
            outputs.add(new Output.AlertIs(now, 0, AlertChange.EXPIRED, alert.state()));
        } else {
            onAlertTimer(alert, step);
        }
    }

    private void onSilence(Alert alert, Step step) {
        if (alert.isCompound()) {
            compounds.onSilence(alert, step);
        } else {
            singles.fire(alert, step);
        }
    }

    private void onAlertTimer(Alert alert, Step step) {
        if (alert.cooledDownAtNs() <= step.timeNs()) {
            alert.endCooldown();
        }
        if (alert.isCompound()) {
            compounds.onTimer(alert, step);
        } else {
            singles.onCooledDown(alert, step);
        }
    }

    private void look(Instrument instrument, Step step) {
        instrument.moveDifferences(step);
        instrument.fillWindows(step);
        singles.look(instrument, step);
        compounds.look(instrument, step);
    }

    private void onTick(Input.Tick tick) {
        Instrument instrument = instruments.get(tick.symbol());
        RejectReason reason = reasonAgainst(tick, instrument);
        if (reason != null) {
            reject(tick, reason);
            return;
        }
        boolean wasStale = !tick.late() && instrument.refresh();
        firings.startTick(instrument, tick.late());
        List<Long> sequence = tick.prices().sequence();
        for (int i = 0; i < sequence.size(); i++) {
            Step step = step(now.timeNs(), tick.exchangeTimeNs());
            instrument.onPrice(step, sequence.get(i));
            if (i == 0) {
                instrument.onQuote(step, tick);
            }
            look(instrument, step);
        }
        Output.Range range = new Output.Range(
                tick.prices().last(),
                Collections.min(sequence),
                Collections.max(sequence),
                tick.prices().count());
        outputs.add(new Output.Accepted(
                now,
                tick.correlationId(),
                instrument.key().id(),
                range,
                tick.size(),
                tick.book(),
                tick.exchangeTimeNs()));
        if (wasStale) {
            onTrustChanged(instrument, tick.exchangeTimeNs());
        }
    }

    private void onTrustChanged(Instrument instrument, Long exchangeTimeNs) {
        outputs.add(instrument.state(now, 0));
        if (instrument.isInDoubt()) {
            return;
        }
        Step step = step(now.timeNs(), exchangeTimeNs);
        for (Alert alert : alerts.values()) {
            if (alert.isHeld() && !firings.isOnDoubtfulPrice(alert)) {
                alert.endHold();
                if (alert.status() == ACTIVE) {
                    lookAgain(alert, step);
                }
            }
        }
    }

    private void lookAgain(Alert alert, Step step) {
        if (alert.isCompound()) {
            compounds.onTrusted(alert, step);
        } else {
            singles.onTrusted(alert, step);
        }
    }

    /** Why the tick is rejected, or {@code null}. */
    private static RejectReason reasonAgainst(Input.Tick tick, Instrument instrument) {
        List<Long> sequence = tick.prices().sequence();
        List<Long> all = Stream.concat(
                        sequence.stream(),
                        Stream.of(tick.book().bid(), tick.book().ask()))
                .filter(Objects::nonNull)
                .toList();
        if (Collections.min(all) <= 0) {
            return RejectReason.PRICE_NOT_POSITIVE;
        }
        if (Collections.max(all) > MOST) {
            return RejectReason.PRICE_OUT_OF_RANGE;
        }
        if (tick.size() < 0 || tick.size() > MOST || !tick.prices().areConsistent()) {
            return RejectReason.MALFORMED;
        }
        Long before = instrument.last();
        for (Long price : sequence) {
            if (instrument.isJump(before, price)) {
                return RejectReason.PRICE_JUMP;
            }
            before = price;
        }
        return null;
    }

    private void onCreate(Input.Create create) {
        if (isPast(create.definition())) {
            reject(create, RejectReason.EXPIRES_IN_PAST);
            return;
        }
        if (!seriesLimits.haveRoomFor(create.definition(), alerts.values())) {
            reject(create, RejectReason.SERIES_CAPACITY);
            return;
        }
        Alert alert = new Alert(++alertsCreated, create.owner(), now.timeNs());
        alerts.put(alert.id(), alert);
        define(alert, create.definition());
        reply(create, AlertChange.CREATED, alert);
    }

    private void onReplace(Input.Replace replace) {
        Alert alert = ownAlert(replace, replace.owner(), replace.alertId());
        if (alert == null) {
            return;
        }
        if (replace.expectedVersion() != null && replace.expectedVersion() != alert.version()) {
            reject(replace, RejectReason.VERSION_CONFLICT);
        } else if (isPast(replace.definition())) {
            reject(replace, RejectReason.EXPIRES_IN_PAST);
        } else if (!seriesLimits.haveRoomFor(replace.definition(), alerts.values())) {
            reject(replace, RejectReason.SERIES_CAPACITY);
        } else {
            define(alert, replace.definition());
            reply(replace, AlertChange.REPLACED, alert);
        }
    }

    private void define(Alert alert, Definition definition) {
        List<Clause> before = alert.clauses();
        namedBy(definition)
                .filter(name -> !instruments.containsKey(name))
                .forEach(name -> outputs.add(instrument(name).state(now, 0)));
        alert.define(
                definition,
                definition.conditions().stream()
                        .map(condition -> new Clause(condition, instrument(definition.symbolOf(condition))))
                        .toList());
        before.forEach(clause -> clause.instrument().alerts().remove(alert.id()));
        alert.clauses().forEach(clause -> clause.instrument().alerts().put(alert.id(), alert));
        arm(alert);
        before.forEach(clause -> clause.instrument().updateLives(step(now.timeNs(), null)));
    }

    private static Stream<String> namedBy(Definition definition) {
        return Stream.concat(
                Stream.of(definition.symbol()), definition.conditions().stream().map(definition::symbolOf));
    }

    private void arm(Alert alert) {
        Step step = step(now.timeNs(), null);
        alert.arm(step);
        alert.updateLives(step);
        alert.clauses().forEach(clause -> clause.arm(step));
        if (alert.isCompound()) {
            compounds.arm(alert, step);
        } else {
            singles.arm(alert, step);
        }
    }

    private void onSetStatus(Input.SetStatus setStatus) {
        Alert alert = ownAlert(setStatus, setStatus.owner(), setStatus.alertId());
        if (alert == null) {
            return;
        }
        if (alert.status() == EXPIRED || isPast(alert.definition())) {
            reject(setStatus, RejectReason.ALERT_EXPIRED);
            return;
        }
        if (!seriesLimits.haveRoomFor(alert.definition(), alerts.values())) {
            reject(setStatus, RejectReason.SERIES_CAPACITY);
            return;
        }
        if (setStatus.status() == alert.status()) {
            reply(setStatus, AlertChange.UNCHANGED, alert);
            return;
        }
        alert.countChange();
        if (setStatus.status() == ACTIVE) {
            arm(alert);
        } else {
            Step step = step(now.timeNs(), null);
            alert.pause(step);
            alert.updateLives(step);
        }
        reply(setStatus, AlertChange.STATUS_SET, alert);
    }

    private void onDelete(Input.Delete delete) {
        Alert alert = ownAlert(delete, delete.owner(), delete.alertId());
        if (alert != null) {
            alerts.remove(alert.id());
            alert.clauses().forEach(clause -> clause.instrument().alerts().remove(alert.id()));
            alert.updateLives(step(now.timeNs(), null));
            reply(delete, AlertChange.DELETED, alert);
        }
    }

    private Alert ownAlert(Input command, String owner, long alertId) {
        Alert alert = alerts.get(alertId);
        if (alert == null || !alert.owner().equals(owner)) {
            reject(command, RejectReason.UNKNOWN_ALERT);
            return null;
        }
        return alert;
    }

    private boolean isPast(Definition definition) {
        return definition.expiresAtNs() != null && definition.expiresAtNs() <= now.timeNs();
    }

    private void reject(Input input, RejectReason reason) {
        outputs.add(new Output.Rejected(now, input.correlationId(), reason));
    }

    private void reply(Input command, AlertChange change, Alert alert) {
        outputs.add(new Output.AlertIs(now, command.correlationId(), change, alert.state()));
    }

    private Instrument instrument(String name) {
        return instruments.computeIfAbsent(name, key -> new Instrument(instruments.size(), key));
    }
}
