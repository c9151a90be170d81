package io.tocsin.replay;

import io.tocsin.engine.AlertInspection;
import io.tocsin.engine.Firing;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.rules.AlertRecord;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Follows one alert through a journal: how it is, and the last input that changed it. The engine says of commands and
 * firings; what it does by itself, such as to arm the alert again, shows in the alert's record. One thread.
 */
final class AlertHistory extends SilentOutputs {
    private final long alertId;
    private final AlertRecord alert = new AlertRecord();
    private final List<String> changes = new ArrayList<>();
    private final List<String> news = new ArrayList<>();
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[0]);
    private long sequence;
    private long timestampNs;
    private AlertStatus status = AlertStatus.NULL_VAL;
    private boolean isKnown;
    private boolean isDeleted;

    AlertHistory(long alertId) {
        this.alertId = alertId;
    }

    @Override
    public void onAlert(AlertChange change, AlertRecord changed, DirectBuffer definition) {
        if (changed.alertId() == alertId) {
            switch (change) {
                case CREATED -> {
                    news.add("created");
                    isKnown = true;
                }
                case REPLACED -> news.add("replaced");
                case DELETED -> {
                    news.add("deleted");
                    isDeleted = true;
                }
                case STATUS_SET -> news.add(changed.status() == AlertStatus.PAUSED ? "paused" : "resumed");
                case EXPIRED -> news.add("expired");
                case CREATED_BEFORE, UNCHANGED, NULL_VAL -> {
                    // Nothing has changed.
                }
            }
        }
    }

    @Override
    public void onFiring(AlertRecord fired, Firing firing) {
        if (fired.alertId() == alertId) {
            news.add("fired");
        }
    }

    /** To be called when the engine has applied an input. */
    void onApplied(
            AlertInspection inspection,
            long inputSequence,
            long inputNs,
            DirectBuffer message,
            int offset,
            int length) {
        if (!isKnown || (news.isEmpty() && !canChangeUnheard(inputNs))) {
            return;
        }
        if (inspection.read(alertId, alert)) {
            if (news.isEmpty() && alert.status() != status) {
                news.add("re-armed");
            }
            status = alert.status();
        }
        if (!news.isEmpty()) {
            changes.clear();
            changes.addAll(news);
            news.clear();
            sequence = inputSequence;
            timestampNs = inputNs;
            byte[] bytes = new byte[length];
            message.getBytes(offset, bytes);
            input.wrap(bytes);
        }
    }

    private boolean canChangeUnheard(long inputNs) {
        return !isDeleted
                && (status == AlertStatus.LATCHED
                        || (alert.expiresAtNs() != AlertRecord.NULL_VALUE && alert.expiresAtNs() <= inputNs));
    }

    /** Whether it was created. */
    boolean isKnown() {
        return isKnown;
    }

    boolean isDeleted() {
        return isDeleted;
    }

    /** As it is, or as it was when it was deleted. */
    AlertRecord alert() {
        return alert;
    }

    /** What the deciding input did to the alert, in the order in which it did. */
    List<String> changes() {
        return changes;
    }

    /** Of the deciding input. */
    long sequence() {
        return sequence;
    }

    /** Of the deciding input. */
    long timestampNs() {
        return timestampNs;
    }

    /** The deciding input. */
    DirectBuffer input() {
        return input;
    }
}
