package io.tocsin.engine.pipeline;

/** The bounds of one node, from its configuration; they size its memory and are journaled at each start. */
public record Limits(long maxAlerts, int maxSymbols, int maxAlertsPerOwner) {}
