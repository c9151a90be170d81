package io.tocsin.benchmarks;

import java.util.Arrays;

/**
 * One line of the report: a figure, what it is compared with in the same rounds, and what was wanted. Each benchmark
 * has its own.
 *
 * @param number    in the list of goals, G1 and so on; several lines may share one.
 * @param figure    its name, as {@link Figures} has it.
 * @param peer      another figure, or null for an absolute goal.
 * @param gateBound what must hold in a short run on any machine, or {@link #NOT_GATED}.
 */
record Goal(int number, String what, String figure, String peer, Sense sense, double bound, double gateBound) {
    static final double NOT_GATED = Double.NaN;

    /** How a figure is compared. */
    enum Sense {
        /** The figure over its peer's must not be more than the bound. */
        AT_MOST,
        /** The figure over its peer's must not be less than the bound. */
        AT_LEAST,
        /** The peer's figure over this one must not be less than the bound: so many times better. */
        TIMES_BETTER
    }

    static Goal atMost(double bound, int number, String what, String figure, String peer) {
        return new Goal(number, what, figure, peer, Sense.AT_MOST, bound, NOT_GATED);
    }

    static Goal atLeast(double bound, int number, String what, String figure, String peer) {
        return new Goal(number, what, figure, peer, Sense.AT_LEAST, bound, NOT_GATED);
    }

    static Goal timesBetter(double bound, int number, String what, String figure, String peer) {
        return new Goal(number, what, figure, peer, Sense.TIMES_BETTER, bound, NOT_GATED);
    }

    /** A goal without a peer. */
    static Goal atMost(double bound, int number, String what, String figure) {
        return atMost(bound, number, what, figure, null);
    }

    /** The same, and a wider bound that every build must keep. */
    Goal gated(double newGateBound) {
        return new Goal(number, what, figure, peer, sense, bound, newGateBound);
    }

    boolean isGated() {
        return !Double.isNaN(gateBound);
    }

    /** For each round the ratio that the bound is about, or the figure itself where there is no peer. */
    double[] perRound(Figures figures) {
        double[] subject = figures.rounds(figure);
        if (peer == null) {
            return subject;
        }
        double[] other = figures.rounds(peer);
        double[] ratios = new double[subject.length];
        Arrays.setAll(ratios, i -> sense == Sense.TIMES_BETTER ? other[i] / subject[i] : subject[i] / other[i]);
        return ratios;
    }

    double median(Figures figures) {
        return Figures.median(perRound(figures));
    }

    boolean isReached(Figures figures) {
        return sense == Sense.AT_MOST ? median(figures) <= bound : median(figures) >= bound;
    }
}
