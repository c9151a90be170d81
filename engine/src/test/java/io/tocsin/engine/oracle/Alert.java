package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.EXPIRED;
import static io.tocsin.engine.codec.AlertStatus.LATCHED;
import static io.tocsin.engine.codec.AlertStatus.PAUSED;
import static io.tocsin.engine.codec.AlertStatus.TRIGGERED;
import static io.tocsin.engine.codec.ReferenceType.LAST_FIRE;

import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import java.util.List;

/** An alert: its definition in force and where it stands. */
final class Alert {
    private final long id;
    private final String owner;
    private final long createdAtNs;
    private Definition definition;
    private List<Clause> clauses = List.of();
    private AlertStatus status;
    private int version;
    private int firedCount;
    private Long lastFiredAtNs;
    private long effectiveSequence;
    /** Whether the look at the end of the present cooldown is still to come. */
    private boolean coolsDown;
    /** Whether it is to be looked at again when all its prices can be trusted. */
    private boolean held;

    Alert(long id, String owner, long createdAtNs) {
        this.id = id;
        this.owner = owner;
        this.createdAtNs = createdAtNs;
    }

    void define(Definition newDefinition, List<Clause> newClauses) {
        held = false;
        definition = newDefinition;
        clauses = newClauses;
        version++;
    }

    /** By its user, other than of its definition. */
    void countChange() {
        version++;
    }

    void arm(Step step) {
        status = ACTIVE;
        held = false;
        effectiveSequence = step.input().sequence();
    }

    void pause(Step step) {
        status = PAUSED;
        held = false;
        effectiveSequence = step.input().sequence();
    }

    void expire() {
        status = EXPIRED;
        held = false;
    }

    /** It would have fired but for a price in doubt. */
    void hold() {
        held = true;
    }

    void endHold() {
        held = false;
    }

    boolean isHeld() {
        return held;
    }

    /** After a firing; what can fire again is latched, whether or not something lets it be active at once. */
    void countFiring(Step step) {
        firedCount++;
        lastFiredAtNs = step.input().timeNs();
        if (definition.trigger().mode() == TriggerMode.ONCE) {
            status = TRIGGERED;
            held = false;
        } else {
            status = LATCHED;
            coolsDown = definition.trigger().cooldownNs() > 0;
            clauses.stream()
                    .filter(clause -> clause.condition().isChangeFrom(LAST_FIRE))
                    .forEach(clause -> clause.restart(step));
        }
    }

    /** A latched alert is armed again. */
    void activate(Step step) {
        status = ACTIVE;
        clauses.forEach(clause -> clause.await(step));
        clauses.stream()
                .filter(clause -> clause.condition().type() == ConditionType.TRAILS)
                .forEach(clause -> clause.restart(step));
    }

    void endCooldown() {
        coolsDown = false;
    }

    /** After anything that may put it in or out of force. */
    void updateLives(Step step) {
        clauses.forEach(clause -> clause.instrument().updateLives(step));
    }

    long id() {
        return id;
    }

    String owner() {
        return owner;
    }

    Definition definition() {
        return definition;
    }

    List<Clause> clauses() {
        return clauses;
    }

    AlertStatus status() {
        return status;
    }

    int version() {
        return version;
    }

    boolean isCompound() {
        return definition.isCompound();
    }

    /** Whether it keeps alive what it watches. */
    boolean isInForce() {
        return isFollowed() || status == PAUSED;
    }

    /** Whether its conditions are followed. */
    boolean isFollowed() {
        return status == ACTIVE || status == LATCHED;
    }

    /** Whether they are in this step: a bar that closes when the alert expires is too late for it. */
    boolean isFollowed(Step step) {
        return isFollowed() && !expiresBy(step.timeNs());
    }

    boolean cooldownIsOver() {
        return !coolsDown;
    }

    /** When it may be armed again; {@link Long#MAX_VALUE} unless it cools down. */
    long cooledDownAtNs() {
        return status == LATCHED && coolsDown ? cooldownEndsAtNs() : Long.MAX_VALUE;
    }

    private long cooldownEndsAtNs() {
        long endNs = lastFiredAtNs + definition.trigger().cooldownNs();
        return endNs < 0 ? Long.MAX_VALUE : endNs;
    }

    boolean expiresBy(long timeNs) {
        Long expiresAtNs = definition.expiresAtNs();
        return expiresAtNs != null && expiresAtNs <= timeNs;
    }

    /** When it expires, or the next of its events or its cooldown ends; {@link Long#MAX_VALUE} for never. */
    long nextTimerNs() {
        long nextNs = cooledDownAtNs();
        if (definition.expiresAtNs() != null && status != TRIGGERED && status != EXPIRED) {
            nextNs = Math.min(nextNs, definition.expiresAtNs());
        }
        for (int i = 0; isFollowed() && i < clauses.size(); i++) {
            Long lapsesAtNs = clauses.get(i).lapsesAtNs();
            nextNs = lapsesAtNs == null ? nextNs : Math.min(nextNs, lapsesAtNs);
        }
        return nextNs;
    }

    /** When a symbol will have been silent for long enough before it expires; {@link Long#MAX_VALUE} for never. */
    long nextSilenceNs() {
        long nextNs = Long.MAX_VALUE;
        for (int i = 0; isFollowed() && i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            boolean awaitsSilence = isCompound() ? !clause.holds() : status == ACTIVE;
            Long silentAtNs = awaitsSilence ? clause.silentAtNs() : null;
            nextNs = silentAtNs == null ? nextNs : Math.min(nextNs, silentAtNs);
        }
        return expiresBy(nextNs) ? Long.MAX_VALUE : nextNs;
    }

    Output.AlertState state() {
        return new Output.AlertState(id, version, status, firedCount, lastFiredAtNs, createdAtNs, effectiveSequence);
    }

    Output.FiredAlert fired() {
        return new Output.FiredAlert(
                id, version, firedCount, definition.type(), owner, definition.message(), definition.actions());
    }
}
