package io.tocsin.engine.oracle;

import java.util.SplittableRandom;

/** Where random alerts find symbols and prices that are worth watching. */
interface Market {
    String anySymbol(SplittableRandom random);

    int decimals(String symbol);

    /** A price that the symbol has reached, will reach or narrowly misses. */
    long anyLevel(SplittableRandom random, String symbol);
}
