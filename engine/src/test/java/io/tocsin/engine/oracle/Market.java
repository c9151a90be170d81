package io.tocsin.engine.oracle;

import java.util.SplittableRandom;

/** Where random alerts find symbols, prices and sizes that are worth watching. */
interface Market {
    String anySymbol(SplittableRandom random);

    int decimals(String symbol);

    /** A price that the symbol has reached, will reach or narrowly misses. */
    long anyLevel(SplittableRandom random, String symbol);

    /** How far apart two prices are that differ. */
    long grid();

    /** A size over 0 that a tick can have. */
    long anySize(SplittableRandom random);
}
