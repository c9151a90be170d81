package io.tocsin.gateway.command;

import io.tocsin.engine.wire.InputEncoder;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Properties of a symbol; absent and empty ones keep their value.
 *
 * @param maxJumpPpm 0 removes the bound.
 * @param dayRollNs  offset of the start of the day from midnight UTC.
 * @param session    when its market is open; {@link InputEncoder#NONE} for always.
 * @param feed       the one that brings it; {@link InputEncoder#NONE} for whichever does.
 */
public record SymbolSettings(
        OptionalInt decimals, OptionalLong maxJumpPpm, OptionalLong dayRollNs, String session, String feed) {
    /** Without session and feed. */
    public SymbolSettings(OptionalInt decimals, OptionalLong maxJumpPpm, OptionalLong dayRollNs) {
        this(decimals, maxJumpPpm, dayRollNs, "", "");
    }

    /** Only when its days begin. */
    public static SymbolSettings ofDayRoll(long dayRollNs) {
        return new SymbolSettings(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.of(dayRollNs));
    }
}
