package io.tocsin.engine;

import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.state.StateSink;

/** Writes alerts in the order of their ids, with all that is known of them. For one thread. */
final class AlertWriter {
    private final Source alerts;
    private final Completion completion;
    private final AlertRecord alert = new AlertRecord();
    private final ConditionRecord condition = new ConditionRecord();

    AlertWriter(Source alerts, Completion completion) {
        this.alerts = alerts;
        this.completion = completion;
    }

    /** Where alerts are looked up. */
    @FunctionalInterface
    interface Source {
        boolean read(long alertId, AlertRecord into);
    }

    /** Adds to a condition what its record does not hold. */
    @FunctionalInterface
    interface Completion {
        void complete(ConditionRecord condition);
    }

    void write(long fromId, long toId, StateSink sink) {
        for (long alertId = fromId; alertId < toId; alertId++) {
            if (alerts.read(alertId, alert)) {
                for (int i = 0; i < alert.conditionCount(); i++) {
                    completion.complete(condition.wrap(alert, i));
                }
                alert.write(sink);
            }
        }
    }
}
