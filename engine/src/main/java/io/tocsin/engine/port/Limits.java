package io.tocsin.engine.port;

/**
 * The bounds of one node, from its configuration; they size its memory and are journaled at each start.
 *
 * @param maxSeries          watched values other than last prices, windows and silences, in all.
 * @param maxSeriesPerSymbol as {@code maxSeries}, of one symbol.
 * @param maxKeysPerOwner    idempotency keys that one owner can use within a day.
 * @param maxKeys            as {@code maxKeysPerOwner}, of all owners.
 */
public record Limits(
        long maxAlerts,
        int maxSymbols,
        int maxAlertsPerOwner,
        int maxSeries,
        int maxSeriesPerSymbol,
        int maxKeysPerOwner,
        int maxKeys) {}
