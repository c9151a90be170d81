package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.AlertStatus;

/** The inputs of the engine as plain values; {@code null} stands for an absent field. */
sealed interface Input {
    /** 0 when nobody waits for the reply. */
    long correlationId();

    record Clock(long correlationId) implements Input {}

    record SetLimits(long correlationId, long maxAlerts, int maxSymbols, int maxAlertsPerOwner) implements Input {}

    record Register(long correlationId, String symbol) implements Input {}

    record Configure(long correlationId, String symbol, Integer decimals, Long maxJumpPpm, Long dayRollNs)
            implements Input {}

    record Tick(long correlationId, String symbol, int decimals, long price, long size, Long exchangeTimeNs)
            implements Input {}

    record Create(long correlationId, String owner, Definition definition) implements Input {}

    record Replace(long correlationId, String owner, long alertId, Integer expectedVersion, Definition definition)
            implements Input {}

    record SetStatus(long correlationId, String owner, long alertId, AlertStatus status) implements Input {}

    record Delete(long correlationId, String owner, long alertId) implements Input {}
}
