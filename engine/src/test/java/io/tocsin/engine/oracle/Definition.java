package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;

/** What the owner of an alert asks for; {@code null} stands for what was not given. Prices have {@code decimals}. */
record Definition(
        String symbol,
        int decimals,
        Condition condition,
        Trigger trigger,
        Long expiresAtNs,
        String message,
        String actions) {

    /** @param low the level, or the low end of a channel. */
    record Condition(ConditionType type, long low, Long high) {}

    /** @param cooldownNs 0 for none. */
    record Trigger(TriggerMode mode, long cooldownNs, Long reset) {}
}
