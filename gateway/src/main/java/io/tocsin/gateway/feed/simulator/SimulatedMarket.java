package io.tocsin.gateway.feed.simulator;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Prices by a seed. Those of a symbol move by returns with fat tails (Student's t with three degrees of freedom), which
 * are made of normal ones by Marsaglia's polar method; ticks come at random (a Poisson process), the rate of which is
 * raised in a burst. Time is that of the market, and begins with 0.
 * <p>
 * Only what Java defines to the last bit is used, so the ticks are the same on every machine. One thread.
 */
final class SimulatedMarket {
    static final int DECIMALS = 4;

    private static final long FIRST_PRICE = 100 * 10_000L;
    private static final long LEAST_PRICE = 100;
    private static final long GREATEST_PRICE = 1_000_000 * 10_000L;
    /** Of the returns of one tick. */
    private static final double SCALE = 2e-4;

    private static final double GAP_SCALE = 1e-2;
    private static final double BURST_FACTOR = 20;
    private static final double MEAN_CALM_NS = TimeUnit.SECONDS.toNanos(20);
    private static final double MEAN_BURST_NS = TimeUnit.SECONDS.toNanos(1);
    private static final double MEAN_HALT_NS = TimeUnit.SECONDS.toNanos(15);
    private static final double HALT_PROBABILITY = 1e-4;
    private static final long SIZE_UNIT = 1_000_000;
    /** Of a market whose ticks nobody waits for: its halts end, too. */
    private static final int UNPACED_TICKS_PER_SECOND = 1_000_000;

    private final SplittableRandom random;
    private final boolean hasBursts;
    private final boolean hasHalts;
    private final double meanPauseNs;
    private final long[] prices;
    private final long[] haltedUntilNs;
    private double spareNormal;
    private boolean hasSpareNormal;
    private double timeNs;
    private double phaseEndsNs;
    private boolean isBurst;
    private int symbol;
    private long size;

    SimulatedMarket(SimulatorConfig config) {
        random = new SplittableRandom(config.seed());
        hasBursts = config.bursts();
        hasHalts = config.halts();
        meanPauseNs = 1e9 / (config.ticksPerSecond() == 0 ? UNPACED_TICKS_PER_SECOND : config.ticksPerSecond());
        prices = new long[config.symbols()];
        Arrays.fill(prices, FIRST_PRICE);
        haltedUntilNs = new long[config.symbols()];
        phaseEndsNs = exponential(MEAN_CALM_NS);
    }

    /** Goes on to the next tick. */
    void next() {
        do {
            passTime();
            symbol = random.nextInt(prices.length);
        } while (haltedUntilNs[symbol] > timeNs);
        boolean comesBack = haltedUntilNs[symbol] > 0;
        haltedUntilNs[symbol] = 0;
        move(comesBack ? GAP_SCALE : SCALE);
        size = SIZE_UNIT * (1 + (long) exponential(100));
        if (hasHalts && random.nextDouble() < HALT_PROBABILITY) {
            haltedUntilNs[symbol] = (long) (timeNs + exponential(MEAN_HALT_NS));
        }
    }

    /** From 0 on. */
    int symbol() {
        return symbol;
    }

    long price() {
        return prices[symbol];
    }

    long size() {
        return size;
    }

    /** Since the first moment of the market. */
    long timeNs() {
        return (long) timeNs;
    }

    boolean isBurst() {
        return isBurst;
    }

    private void passTime() {
        timeNs += exponential(isBurst ? meanPauseNs / BURST_FACTOR : meanPauseNs);
        if (hasBursts && timeNs >= phaseEndsNs) {
            isBurst = !isBurst;
            phaseEndsNs = timeNs + exponential(isBurst ? MEAN_BURST_NS : MEAN_CALM_NS);
        }
    }

    private void move(double scale) {
        double moved = prices[symbol] * StrictMath.exp(scale * student());
        prices[symbol] = (long) Math.min(Math.max(moved, LEAST_PRICE), GREATEST_PRICE);
    }

    private double student() {
        double chiSquare = 0;
        for (int i = 0; i < 3; i++) {
            double normal = normal();
            chiSquare += normal * normal;
        }
        return normal() / StrictMath.sqrt(chiSquare / 3);
    }

    private double normal() {
        if (hasSpareNormal) {
            hasSpareNormal = false;
            return spareNormal;
        }
        double x;
        double y;
        double square;
        do {
            x = 2 * random.nextDouble() - 1;
            y = 2 * random.nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spareNormal = y * factor;
        hasSpareNormal = true;
        return x * factor;
    }

    private double exponential(double mean) {
        return -mean * StrictMath.log(1 - random.nextDouble());
    }
}
