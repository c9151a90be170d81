package io.tocsin.gateway.command;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Properties of a symbol; absent ones keep their value.
 *
 * @param maxJumpPpm 0 removes the bound.
 * @param dayRollNs  offset of the start of the day from midnight UTC.
 */
public record SymbolSettings(OptionalInt decimals, OptionalLong maxJumpPpm, OptionalLong dayRollNs) {}
