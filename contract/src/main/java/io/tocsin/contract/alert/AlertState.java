package io.tocsin.contract.alert;

import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.rules.AlertRecord;

/**
 * What has become of an alert by some input.
 *
 * @param lastFiredAtNs     {@link AlertDefinition#NULL_VALUE} when it never fired.
 * @param effectiveSequence of the input that put the present definition or status in force.
 */
public record AlertState(
        long id,
        AlertStatus status,
        int firedCount,
        long lastFiredAtNs,
        int version,
        long createdAtNs,
        long effectiveSequence) {

    public static AlertState of(AlertRecord alert) {
        return new AlertState(
                alert.alertId(),
                alert.status(),
                alert.firedCount(),
                alert.lastFiredAtNs(),
                alert.version(),
                alert.createdAtNs(),
                alert.effectiveSequence());
    }

    public static AlertState of(AlertChangedDecoder output) {
        return new AlertState(
                output.alertId(),
                output.status(),
                output.firedCount(),
                output.lastFiredAtNs(),
                output.version(),
                output.createdAtNs(),
                output.effectiveSequence());
    }
}
