package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.CreateAlertDecoder;
import io.tocsin.engine.codec.DeleteAlertDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.ReplaceAlertDecoder;
import io.tocsin.engine.codec.SetAlertStatusDecoder;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.Creation;
import io.tocsin.engine.rules.RuleStore;
import org.agrona.concurrent.UnsafeBuffer;

/** Creates, replaces, pauses, resumes and deletes alerts. Each command is checked whole before it changes anything. */
final class AlertCommands {
    private final SymbolTable symbols;
    private final Symbols registry;
    private final RuleStore rules;
    private final AlertBook book;
    private final Outputs outputs;

    private final AlertRecord wanted = new AlertRecord();
    private final AlertRecord alert = new AlertRecord();
    private final Creation creation = new Creation();
    private final UnsafeBuffer owner = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer symbolName = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer actions = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);

    private long maxAlerts = Long.MAX_VALUE;
    private int maxAlertsPerOwner = Integer.MAX_VALUE;
    private long nextAlertId = 1;

    AlertCommands(
            final SymbolTable symbols,
            final Symbols registry,
            final RuleStore rules,
            final AlertBook book,
            final Outputs outputs) {
        this.symbols = symbols;
        this.registry = registry;
        this.rules = rules;
        this.book = book;
        this.outputs = outputs;
    }

    void onSetLimits(final SetLimitsDecoder limits) {
        maxAlerts = limits.maxAlerts();
        maxAlertsPerOwner = limits.maxAlertsPerOwner();
    }

    void onCreate(final long sequence, final CreateAlertDecoder command) {
        decodeWanted(command);
        if (key.capacity() > 0 && rules.findCreation(owner, key, creation)) {
            answerKnownKey(command);
            return;
        }
        if (rules.alertCount() >= maxAlerts) {
            outputs.onRejected(RejectReason.ALERT_CAPACITY, maxAlerts);
        } else if (rules.alertCount(owner) >= maxAlertsPerOwner) {
            outputs.onRejected(RejectReason.ALERT_LIMIT, maxAlertsPerOwner);
        } else if (isAcceptable()) {
            create(sequence, command);
        }
    }

    private void create(final long sequence, final CreateAlertDecoder command) {
        wanted.alertId(nextAlertId++);
        wanted.version(1);
        wanted.firedCount(0);
        wanted.lastFiredAtNs(NULL_VALUE);
        wanted.createdAtNs(book.nowNs());
        wanted.effectiveSequence(sequence);
        wanted.symbolId(registry.findOrAdd(symbolName));
        wanted.texts(owner, actions, message);
        countOnSymbol(wanted, 1);
        book.arm(wanted);
        rules.insert(wanted);
        if (key.capacity() > 0) {
            creation.set(command.bodyHashHigh(), command.bodyHashLow(), wanted);
            rules.rememberCreation(owner, key, creation);
        }
        outputs.onAlert(AlertChange.CREATED, wanted);
    }

    private void answerKnownKey(final CreateAlertDecoder command) {
        if (creation.isOf(command.bodyHashHigh(), command.bodyHashLow())) {
            creation.restore(wanted);
            outputs.onAlert(AlertChange.CREATED_BEFORE, wanted);
        } else {
            outputs.onRejected(RejectReason.IDEMPOTENCY_CONFLICT, 0);
        }
    }

    void onReplace(final long sequence, final ReplaceAlertDecoder command) {
        decodeWanted(command);
        if (!findOwned(command.alertId())) {
            return;
        }
        final int expectedVersion = command.expectedVersion();
        if (expectedVersion != ReplaceAlertDecoder.expectedVersionNullValue() && expectedVersion != alert.version()) {
            outputs.onRejected(RejectReason.VERSION_CONFLICT, alert.version());
        } else if (isAcceptable()) {
            replace(sequence);
        }
    }

    private void replace(final long sequence) {
        book.withdraw(alert);
        countOnSymbol(alert, -1);
        alert.symbolId(registry.findOrAdd(symbolName));
        countOnSymbol(alert, 1);
        alert.version(alert.version() + 1);
        alert.effectiveSequence(sequence);
        alert.condition(wanted.condition());
        alert.mode(wanted.mode());
        alert.decimals(wanted.decimals());
        alert.low(wanted.low());
        alert.high(wanted.high());
        alert.reset(wanted.reset());
        alert.cooldownNs(wanted.cooldownNs());
        alert.expiresAtNs(wanted.expiresAtNs());
        alert.texts(actions, message);
        book.arm(alert);
        rules.update(alert);
        outputs.onAlert(AlertChange.REPLACED, alert);
    }

    void onSetStatus(final long sequence, final SetAlertStatusDecoder command) {
        final AlertStatus status = command.status();
        command.wrapOwner(owner);
        if (status != AlertStatus.ACTIVE && status != AlertStatus.PAUSED) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
        } else if (findOwned(command.alertId())) {
            if (isPastExpiry(alert)) {
                outputs.onRejected(RejectReason.ALERT_EXPIRED, alert.expiresAtNs());
            } else {
                if (status != alert.status()) {
                    setStatus(sequence, status);
                }
                outputs.onAlert(AlertChange.STATUS_SET, alert);
            }
        }
    }

    private void setStatus(final long sequence, final AlertStatus status) {
        if (status == AlertStatus.PAUSED) {
            book.pause(alert);
        } else {
            book.withdraw(alert);
            book.arm(alert);
        }
        alert.effectiveSequence(sequence);
        rules.update(alert);
    }

    void onDelete(final DeleteAlertDecoder command) {
        command.wrapOwner(owner);
        if (findOwned(command.alertId())) {
            book.withdraw(alert);
            countOnSymbol(alert, -1);
            rules.delete(alert);
            outputs.onAlert(AlertChange.DELETED, alert);
        }
    }

    /** Reads an alert, or rejects the input: an alert of somebody else is as unknown as none. */
    private boolean findOwned(final long alertId) {
        if (rules.read(alertId, alert) && alert.isOwnedBy(owner)) {
            return true;
        }
        outputs.onRejected(RejectReason.UNKNOWN_ALERT, alertId);
        return false;
    }

    /** Whether {@link #wanted} and its texts can be put in force; the input is rejected when not. */
    private boolean isAcceptable() {
        final boolean tooLong =
                owner.capacity() + actions.capacity() + message.capacity() > AlertRecord.MAX_TEXTS_LENGTH;
        if (tooLong || owner.capacity() == 0 || !SymbolTable.isName(symbolName) || !PriceLevel.isValid(wanted)) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
            return false;
        }
        if (wanted.expiresAtNs() != NULL_VALUE && wanted.expiresAtNs() <= book.nowNs()) {
            outputs.onRejected(RejectReason.EXPIRES_IN_PAST, book.nowNs());
            return false;
        }
        return registry.isUsable(symbolName, wanted.decimals());
    }

    private boolean isPastExpiry(final AlertRecord candidate) {
        return candidate.status() == AlertStatus.EXPIRED
                || (candidate.expiresAtNs() != NULL_VALUE && candidate.expiresAtNs() <= book.nowNs());
    }

    private void countOnSymbol(final AlertRecord counted, final int change) {
        symbols.alertCount(counted.symbolId(), symbols.alertCount(counted.symbolId()) + change);
    }

    private void decodeWanted(final CreateAlertDecoder command) {
        wanted.condition(command.condition());
        wanted.mode(command.mode());
        wanted.decimals(command.decimals());
        wanted.low(command.low());
        wanted.high(command.high());
        wanted.reset(command.reset());
        wanted.cooldownNs(command.cooldownNs());
        wanted.expiresAtNs(command.expiresAtNs());
        wanted.upKey(NULL_VALUE);
        wanted.downKey(NULL_VALUE);
        command.wrapOwner(owner);
        command.wrapSymbolName(symbolName);
        command.wrapActions(actions);
        command.wrapMessage(message);
        command.wrapIdempotencyKey(key);
    }

    private void decodeWanted(final ReplaceAlertDecoder command) {
        wanted.condition(command.condition());
        wanted.mode(command.mode());
        wanted.decimals(command.decimals());
        wanted.low(command.low());
        wanted.high(command.high());
        wanted.reset(command.reset());
        wanted.cooldownNs(command.cooldownNs());
        wanted.expiresAtNs(command.expiresAtNs());
        command.wrapOwner(owner);
        command.wrapSymbolName(symbolName);
        command.wrapActions(actions);
        command.wrapMessage(message);
    }
}
