package io.tocsin.gateway.market;

/**
 * What is known of a symbol.
 *
 * @param id         as the engine assigned it: 0, 1, 2 and so on.
 * @param decimals   the scale of its prices.
 * @param maxJumpPpm the largest accepted distance of a price from the one before, in parts per million; 0 for no bound.
 * @param dayRollNs  how long after midnight UTC its day starts.
 */
public record Symbol(int id, String name, int decimals, long maxJumpPpm, long dayRollNs) {}
