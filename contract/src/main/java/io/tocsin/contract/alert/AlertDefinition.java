package io.tocsin.contract.alert;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What the owner of an alert asked for.
 *
 * @param condition   {@code ALL}, {@code ANY}, or the type of the only condition.
 * @param conditions  one, or those that are joined.
 * @param cooldownNs  0 for none.
 * @param reset       in the scale of the first condition; {@link #NULL_VALUE} for none.
 * @param expiresAtNs {@link #NULL_VALUE} for never.
 * @param message     the template; empty for none.
 * @param onStale     what it does about prices that cannot be trusted.
 */
public record AlertDefinition(
        String symbol,
        ConditionType condition,
        List<ConditionDefinition> conditions,
        TriggerMode mode,
        long cooldownNs,
        long reset,
        long expiresAtNs,
        List<Action> actions,
        String message,
        OnStale onStale) {
    public static final long NULL_VALUE = AlertRecord.NULL_VALUE;

    public AlertDefinition {
        conditions = List.copyOf(conditions);
        actions = List.copyOf(actions);
    }

    /**
     * The definition in a record.
     *
     * @param nameOf the name of a symbol by its id, if it is known.
     * @return empty when the name of one of its symbols is not known.
     */
    public static Optional<AlertDefinition> of(AlertRecord alert, IntFunction<Optional<String>> nameOf) {
        Optional<String> symbol = nameOf.apply(alert.symbolId());
        Optional<List<ConditionDefinition>> conditions = conditionsOf(alert, nameOf);
        if (symbol.isEmpty() || conditions.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AlertDefinition(
                symbol.get(),
                alert.condition(),
                conditions.get(),
                alert.mode(),
                alert.cooldownNs(),
                alert.reset(),
                alert.expiresAtNs(),
                ActionsCodec.decode(alert.buffer(), alert.actionsOffset(), alert.actionsLength()),
                alert.message(),
                alert.holdsWhenStale() ? OnStale.HOLD : OnStale.FIRE));
    }

    private static Optional<List<ConditionDefinition>> conditionsOf(
            AlertRecord alert, IntFunction<Optional<String>> nameOf) {
        ConditionRecord condition = new ConditionRecord();
        List<ConditionDefinition> conditions = new ArrayList<>();
        for (int i = 0; i < alert.conditionCount(); i++) {
            condition.wrap(alert, i);
            Optional<String> other =
                    condition.symbolId() == alert.symbolId() ? Optional.of("") : nameOf.apply(condition.symbolId());
            if (other.isEmpty()) {
                return Optional.empty();
            }
            conditions.add(ConditionDefinition.of(condition, other.get()));
        }
        return Optional.of(conditions);
    }
}
