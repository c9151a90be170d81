package io.tocsin.gateway.market;

import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.SymbolState;

/**
 * What is known of a symbol.
 *
 * @param id           as the engine assigned it: 0, 1, 2 and so on.
 * @param decimals     the scale of its prices.
 * @param maxJumpPpm   the largest accepted distance of a price from the one before, in parts per million; 0 for no
 *                     bound.
 * @param dayRollNs    how long after midnight UTC its day starts.
 * @param state        how far its last price can be trusted.
 * @param stateSinceNs when that changed last, since the epoch; 0 when it has not since the node began.
 * @param session      the text of the {@link Session} in which there are prices; empty for always.
 * @param feed         the name of the feed that brings it; empty where none is named.
 */
public record Symbol(
        int id,
        String name,
        int decimals,
        long maxJumpPpm,
        long dayRollNs,
        SymbolState state,
        long stateSinceNs,
        String session,
        String feed) {
    /** One that nothing speaks against. */
    public Symbol(int id, String name, int decimals, long maxJumpPpm, long dayRollNs) {
        this(id, name, decimals, maxJumpPpm, dayRollNs, SymbolState.LIVE, 0, "", "");
    }

    /** From what the engine says of it; its state has not changed as far as that tells. */
    public static Symbol of(SymbolChangedDecoder changed) {
        changed.sbeRewind();
        return new Symbol(
                changed.symbolId(),
                changed.symbolName(),
                changed.decimals(),
                changed.maxJumpPpm(),
                changed.dayRollNs(),
                changed.state(),
                0,
                changed.session(),
                changed.feed());
    }

    /** The same, of which it is known since when its state is what it is. */
    Symbol since(long timeNs) {
        return new Symbol(id, name, decimals, maxJumpPpm, dayRollNs, state, timeNs, session, feed);
    }
}
