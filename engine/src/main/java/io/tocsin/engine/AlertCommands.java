package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.CreateAlertDecoder;
import io.tocsin.engine.codec.DeleteAlertDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.ReplaceAlertDecoder;
import io.tocsin.engine.codec.SetAlertStatusDecoder;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.conditions.Attachments;
import io.tocsin.engine.conditions.Validation;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.rules.Creation;
import io.tocsin.engine.rules.RuleStore;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Creates, replaces, pauses, resumes and deletes alerts. Each command is checked whole before it changes anything. */
final class AlertCommands {
    /** From this version of the schema on, pausing and resuming count as changes of an alert by its user. */
    private static final int STATUS_COUNTS_VERSION = 3;

    /** NUL, index and hash. */
    private static final int INDEX_LENGTH = 1 + Short.BYTES + 2 * Long.BYTES;

    private static final DirectBuffer NOTHING = new UnsafeBuffer(0, 0);

    private final SymbolTable symbols;
    private final Symbols registry;
    private final RuleStore rules;
    private final AlertBook book;
    private final Attachments attachments;
    private final Outputs outputs;

    private final Validation validation = new Validation();
    private final Definition definition = new Definition();
    private final AlertRecord wanted = definition.alert();
    private final AlertRecord alert = new AlertRecord();
    private final ConditionRecord condition = new ConditionRecord();
    private final Creation creation = new Creation();
    private final IdempotencyKeys keys;
    private final Owners owners;
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer indexedKey = new UnsafeBuffer(new byte[2 * IdempotencyKeys.MAX_KEY_LENGTH]);
    private final UnsafeBuffer indexed = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer nested = new UnsafeBuffer(0, 0);

    private long maxAlerts = Long.MAX_VALUE;
    private int maxAlertsPerOwner = Integer.MAX_VALUE;
    private long nextAlertId = 1;

    AlertCommands(
            SymbolTable symbols, Symbols registry, RuleStore rules, AlertBook book, Owners owners, Outputs outputs) {
        this.symbols = symbols;
        this.registry = registry;
        this.rules = rules;
        this.book = book;
        attachments = book.attachments();
        this.owners = owners;
        this.outputs = outputs;
        keys = new IdempotencyKeys(rules, outputs);
    }

    void onSetLimits(SetLimitsDecoder limits) {
        maxAlerts = limits.maxAlerts();
        maxAlertsPerOwner = limits.maxAlertsPerOwner();
        attachments.limit(limits.maxSeries(), limits.maxSeriesPerSymbol());
        keys.onSetLimits(limits, book.nowNs());
    }

    IdempotencyKeys keys() {
        return keys;
    }

    /** Writes the limits in force, but for those of keys, and the id of the next alert. */
    void write(StateSink sink) {
        sink.putLong(maxAlerts);
        sink.putInt(maxAlertsPerOwner);
        attachments.write(sink);
        sink.putLong(nextAlertId);
    }

    void read(StateSource source) {
        maxAlerts = source.getLong();
        maxAlertsPerOwner = source.getInt();
        attachments.read(source);
        nextAlertId = source.getLong();
    }

    long nextAlertId() {
        return nextAlertId;
    }

    /** Takes in an alert, fresh from a state, where it was; ids ascend. */
    void restore(AlertRecord restored) {
        countOnSymbols(restored, 1);
        book.restore(restored);
        rules.insert(restored);
    }

    void onCreate(long sequence, CreateAlertDecoder command) {
        command.wrapOwner(owners.owner());
        command.wrapIdempotencyKey(key);
        command.wrapDefinition(nested);
        command.wrapTenant(owners.tenant());
        if (!owners.isOwner(command.actingVersion())) {
            return;
        }
        DirectBuffer owner = owners.key();
        if (key.capacity() > 0 && isKnown(command)) {
            answerKnownKey(command);
        } else if (rules.alertCount() >= maxAlerts) {
            outputs.onRejected(RejectReason.ALERT_CAPACITY, maxAlerts);
        } else if (rules.alertCount(owner) >= maxAlertsPerOwner) {
            outputs.onRejected(RejectReason.ALERT_LIMIT, maxAlertsPerOwner);
        } else if ((key.capacity() == 0 || keys.hasRoom(owner, key)) && isAcceptable(command.actingVersion())) {
            create(sequence, command);
        }
    }

    private void create(long sequence, CreateAlertDecoder command) {
        resolveSymbols();
        alert.define(wanted, owners.key(), definition.actions(), definition.message());
        alert.alertId(nextAlertId++);
        alert.version(1);
        alert.firedCount(0);
        alert.lastFiredAtNs(NULL_VALUE);
        alert.createdAtNs(book.nowNs());
        alert.effectiveSequence(sequence);
        countOnSymbols(alert, 1);
        book.arm(alert);
        rules.insert(alert);
        if (key.capacity() > 0) {
            creation.set(command.bodyHashHigh(), command.bodyHashLow(), batchIndex(command), alert);
            keys.remember(owners.key(), key, creation);
        }
        outputs.onAlert(AlertChange.CREATED, alert, nested);
    }

    /**
     * Whether the key is known with this alert, or with another request; {@code creation} then says with which. A key
     * that stands for a batch is kept with the first alert of it that was created, and with index and hash added
     * for each other.
     */
    private boolean isKnown(CreateAlertDecoder command) {
        int index = batchIndex(command);
        boolean isKeyKnown = keys.find(owners.key(), key, book.nowNs(), creation);
        if (isKeyKnown
                && (creation.batchIndex() == index || !creation.isOf(command.bodyHashHigh(), command.bodyHashLow()))) {
            return true;
        }
        int length = key.capacity();
        if (length + INDEX_LENGTH > indexedKey.capacity()) {
            indexedKey.wrap(new byte[2 * (length + INDEX_LENGTH)]);
        }
        indexedKey.putBytes(0, key, 0, length);
        indexedKey.putByte(length, (byte) 0);
        indexedKey.putShort(length + 1, (short) index, LITTLE_ENDIAN);
        indexedKey.putLong(length + 3, command.bodyHashHigh(), LITTLE_ENDIAN);
        indexedKey.putLong(length + 11, command.bodyHashLow(), LITTLE_ENDIAN);
        indexed.wrap(indexedKey, 0, length + INDEX_LENGTH);
        boolean isKnown = keys.find(owners.key(), indexed, book.nowNs(), creation);
        if (isKeyKnown) {
            key.wrap(indexed);
        }
        return isKnown;
    }

    private static int batchIndex(CreateAlertDecoder command) {
        int index = command.batchIndex();
        return index == CreateAlertDecoder.batchIndexNullValue() ? 0 : index & 0xFFFF;
    }

    private void answerKnownKey(CreateAlertDecoder command) {
        if (creation.isOf(command.bodyHashHigh(), command.bodyHashLow())) {
            creation.restore(alert);
            outputs.onAlert(AlertChange.CREATED_BEFORE, alert, NOTHING);
        } else {
            outputs.onRejected(RejectReason.IDEMPOTENCY_CONFLICT, 0);
        }
    }

    void onReplace(long sequence, ReplaceAlertDecoder command) {
        command.wrapOwner(owners.owner());
        command.wrapDefinition(nested);
        command.wrapTenant(owners.tenant());
        if (owners.isOwner(command.actingVersion())
                && findOwned(command.alertId())
                && isExpected(command.expectedVersion())
                && isAcceptable(command.actingVersion())) {
            replace(sequence);
        }
    }

    private void replace(long sequence) {
        book.withdraw(alert);
        countOnSymbols(alert, -1);
        resolveSymbols();
        alert.define(wanted, owners.key(), definition.actions(), definition.message());
        alert.version(alert.version() + 1);
        alert.effectiveSequence(sequence);
        countOnSymbols(alert, 1);
        book.arm(alert);
        rules.update(alert);
        outputs.onAlert(AlertChange.REPLACED, alert, nested);
    }

    void onSetStatus(long sequence, SetAlertStatusDecoder command) {
        AlertStatus status = command.status();
        command.wrapOwner(owners.owner());
        command.wrapTenant(owners.tenant());
        if (status != AlertStatus.ACTIVE && status != AlertStatus.PAUSED) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
        } else if (owners.isOwner(command.actingVersion())
                && findOwned(command.alertId())
                && isExpected(command.expectedVersion())) {
            if (isPastExpiry(alert)) {
                outputs.onRejected(RejectReason.ALERT_EXPIRED, alert.expiresAtNs());
            } else if (status == alert.status()) {
                outputs.onAlert(AlertChange.UNCHANGED, alert, NOTHING);
            } else if (isAttachable(alert)) {
                if (command.actingVersion() >= STATUS_COUNTS_VERSION) {
                    alert.version(alert.version() + 1);
                }
                setStatus(sequence, status);
                outputs.onAlert(AlertChange.STATUS_SET, alert, NOTHING);
            }
        }
    }

    private boolean isExpected(int version) {
        boolean isExpected = version == ReplaceAlertDecoder.expectedVersionNullValue() || version == alert.version();
        if (!isExpected) {
            outputs.onRejected(RejectReason.VERSION_CONFLICT, alert.version());
        }
        return isExpected;
    }

    private void setStatus(long sequence, AlertStatus status) {
        book.withdraw(alert);
        if (status == AlertStatus.PAUSED) {
            book.pause(alert);
        } else {
            book.arm(alert);
        }
        alert.effectiveSequence(sequence);
        rules.update(alert);
    }

    void onDelete(DeleteAlertDecoder command) {
        command.wrapOwner(owners.owner());
        command.wrapTenant(owners.tenant());
        if (owners.isOwner(command.actingVersion())
                && findOwned(command.alertId())
                && isExpected(command.expectedVersion())) {
            book.withdraw(alert);
            countOnSymbols(alert, -1);
            rules.delete(alert);
            outputs.onAlert(AlertChange.DELETED, alert, NOTHING);
        }
    }

    /** Reads an alert, or rejects the input: an alert of somebody else is as unknown as none. */
    private boolean findOwned(long alertId) {
        book.awaitRuns();
        if (rules.read(alertId, alert) && alert.isOwnedBy(owners.key())) {
            return true;
        }
        outputs.onRejected(RejectReason.UNKNOWN_ALERT, alertId);
        return false;
    }

    /** Whether the definition of the command, of that version, can be put in force; the input is rejected when not. */
    private boolean isAcceptable(int version) {
        if (!definition.decode(nested) || isTooLong() || !validation.isValid(wanted)) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
            return false;
        }
        if (wanted.expiresAtNs() != NULL_VALUE && wanted.expiresAtNs() <= book.nowNs()) {
            outputs.onRejected(RejectReason.EXPIRES_IN_PAST, book.nowNs());
            return false;
        }
        return registry.areUsable(definition, version) && isAttachable(wanted);
    }

    private boolean isTooLong() {
        return owners.key().capacity()
                        + definition.actions().capacity()
                        + definition.message().capacity()
                > AlertRecord.MAX_TEXTS_LENGTH;
    }

    private boolean isAttachable(AlertRecord candidate) {
        int limit = attachments.exceededLimit(candidate);
        if (limit > 0) {
            outputs.onRejected(RejectReason.SERIES_CAPACITY, limit);
        }
        return limit == 0;
    }

    private boolean isPastExpiry(AlertRecord candidate) {
        return candidate.status() == AlertStatus.EXPIRED
                || (candidate.expiresAtNs() != NULL_VALUE && candidate.expiresAtNs() <= book.nowNs());
    }

    /** Gives the definition the ids of its symbols, which come to be if they are new. */
    private void resolveSymbols() {
        wanted.symbolId(registry.findOrAdd(definition.symbolName()));
        for (int i = 0; i < wanted.conditionCount(); i++) {
            condition.wrap(wanted, i).symbolId(registry.findOrAdd(definition.symbolName(i)));
        }
    }

    private void countOnSymbols(AlertRecord counted, int change) {
        symbols.countAlerts(counted.symbolId(), change);
        for (int i = 0; i < counted.conditionCount(); i++) {
            symbols.countAlerts(condition.wrap(counted, i).symbolId(), change);
        }
    }
}
