package io.tocsin.gateway.api;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.rules.AlertRecord;
import java.util.List;

/**
 * What the owner of an alert asked for.
 *
 * @param low         the level, or the low end of the channel, in units of 10^-decimals.
 * @param high        the high end of the channel; {@link #NULL_VALUE} for a level.
 * @param decimals    the scale of low, high and reset.
 * @param cooldownNs  0 for none.
 * @param reset       {@link #NULL_VALUE} for none.
 * @param expiresAtNs {@link #NULL_VALUE} for never.
 * @param message     the template; empty for none.
 */
public record AlertDefinition(
        String symbol,
        ConditionType condition,
        long low,
        long high,
        int decimals,
        TriggerMode mode,
        long cooldownNs,
        long reset,
        long expiresAtNs,
        List<Action> actions,
        String message) {
    public static final long NULL_VALUE = AlertRecord.NULL_VALUE;

    public AlertDefinition {
        actions = List.copyOf(actions);
    }

    /** The definition in a record, whose symbol has this name. */
    public static AlertDefinition of(AlertRecord alert, String symbol) {
        return new AlertDefinition(
                symbol,
                alert.condition(),
                alert.low(),
                alert.high(),
                alert.decimals(),
                alert.mode(),
                alert.cooldownNs(),
                alert.reset(),
                alert.expiresAtNs(),
                ActionsCodec.decode(alert.buffer(), alert.actionsOffset(), alert.actionsLength()),
                alert.message());
    }
}
