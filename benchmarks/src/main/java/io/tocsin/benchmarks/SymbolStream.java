package io.tocsin.benchmarks;

import java.util.SplittableRandom;

/** A fixed pseudo-random sequence of symbol ids, long enough that no branch predictor learns it. One thread. */
final class SymbolStream {
    private static final int LENGTH = 1 << 16;

    private final int[] ids = new int[LENGTH];
    private int next;

    SymbolStream(final int symbols) {
        final SplittableRandom random = new SplittableRandom(7060);
        for (int i = 0; i < LENGTH; i++) {
            ids[i] = random.nextInt(symbols);
        }
    }

    int next() {
        final int id = ids[next];
        next = (next + 1) & (LENGTH - 1);
        return id;
    }
}
